//! Earlier messages of a chat, fetched when someone wants to see them.

use grammers_tl_types::functions;

use super::{Client, failure::Result, message, send::Target};
use crate::inbox::{Incoming, Position, Update};

/// How many come at once: Telegram's most. Source: <https://core.telegram.org/method/messages.getHistory>
const PAGE: i32 = 100;

/// A stretch of a chat's history.
#[derive(Debug)]
pub struct Stretch {
    /// Its messages, for the inbox.
    pub update: Update,
    /// What the account came to know with it.
    pub known: Position,
    /// How many messages there are.
    pub messages: usize,
    /// Whether there are no earlier ones.
    pub complete: bool,
}

/// Fetches what came before a message; the newest, where it is 0.
pub async fn before(client: &Client, of: Target, id: i64) -> Result<Stretch> {
    let request = functions::messages::GetHistory {
        peer: of.peer(),
        offset_id: i32::try_from(id).unwrap_or_default(),
        offset_date: 0,
        add_offset: 0,
        limit: PAGE,
        max_id: 0,
        min_id: 0,
        hash: 0,
    };
    let (messages, peers) = message::unpack(client.call(&request).await?);
    let count = messages.len();
    let read = messages.into_iter().rev().filter_map(|message| message::read(message, &peers));
    let content = read.map(|old| Incoming::History(Box::new(old))).collect();
    Ok(Stretch {
        update: Update { id: 0, raw: String::new(), content: Ok(content) },
        known: Position::Known { peers: peers.known(), channels: Vec::new() },
        messages: count,
        complete: count < usize::try_from(PAGE).unwrap_or_default(),
    })
}
