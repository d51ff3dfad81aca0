//! Messages of a chat that did not come by themselves: earlier ones, and those that were missed.

use chrono::{DateTime, Utc};
use grammers_tl_types::functions;

use super::{Client, failure::Result, message, send::Target};
use crate::inbox::{NewMessage, Position};

/// How many come at once: Telegram's most. Source: <https://core.telegram.org/method/messages.getHistory>
const PAGE: i32 = 100;

/// Which messages are fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Those before a message; the newest, where it is 0.
    Before(i64),
    /// Those after it.
    After(i64),
}

/// A page of a chat's history.
#[derive(Debug)]
pub struct Page {
    /// Its messages, oldest first.
    pub messages: Vec<NewMessage>,
    /// What the account came to know with it.
    pub known: Position,
    /// The smallest and the largest id; none where it is empty.
    pub ids: Option<(i64, i64)>,
    /// When the oldest message was written.
    pub oldest: Option<DateTime<Utc>>,
    /// Whether there are no more on that side.
    pub complete: bool,
}

/// Fetches the messages next to one. Source: <https://core.telegram.org/api/offsets>
pub async fn fetch(client: &Client, of: Target, side: Side) -> Result<Page> {
    let number = |id: i64| i32::try_from(id).unwrap_or_default();
    let (offset_id, add_offset, min_id) = match side {
        Side::Before(id) => (number(id), 0, 0),
        Side::After(id) => (number(id + 1), -PAGE, number(id)),
    };
    let request = functions::messages::GetHistory {
        peer: of.peer(),
        offset_id,
        offset_date: 0,
        add_offset,
        limit: PAGE,
        max_id: 0,
        min_id,
        hash: 0,
    };
    let (mut found, peers) = message::unpack(client.call(&request).await?);
    if let Side::After(id) = side {
        // near the newest message Telegram fills the page up with those before
        found.retain(|message| i64::from(message.id()) > id);
    }
    let ids = found.iter().map(|message| i64::from(message.id()));
    let ids = ids.clone().min().zip(ids.max());
    let complete = match side {
        Side::Before(_) => found.len() < usize::try_from(PAGE).unwrap_or_default(),
        Side::After(_) => found.is_empty(),
    };
    let messages: Vec<_> =
        found.into_iter().rev().filter_map(|message| message::read(message, &peers)).collect();
    Ok(Page {
        oldest: messages.first().map(|message| message.sent_at),
        messages,
        known: Position::Known { peers: peers.known(), channels: Vec::new() },
        ids,
        complete,
    })
}
