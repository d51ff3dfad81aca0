//! Messages of a chat that have words in them, as Telegram finds them.
//! Source: <https://core.telegram.org/method/messages.search>

use grammers_tl_types::{enums, functions};

use super::{Client, failure::Result, message, send::Target};
use crate::inbox::{Incoming, Position};

/// How many come at once.
const PAGE: i32 = 50;

/// What was found.
#[derive(Debug)]
pub struct Hits {
    /// The messages, for the inbox.
    pub content: Vec<Incoming>,
    /// Their ids at Telegram.
    pub ids: Vec<i64>,
    /// What the account came to know with them.
    pub known: Position,
    /// Whether there are no earlier ones.
    pub complete: bool,
}

/// Searches a chat before a message; from the newest, where it is 0.
pub async fn messages(client: &Client, of: Target, q: &str, before: i64) -> Result<Hits> {
    let request = functions::messages::Search {
        peer: of.peer(),
        q: q.to_owned(),
        from_id: None,
        saved_peer_id: None,
        saved_reaction: None,
        top_msg_id: None,
        filter: enums::MessagesFilter::InputMessagesFilterEmpty,
        min_date: 0,
        max_date: 0,
        offset_id: i32::try_from(before).unwrap_or_default(),
        add_offset: 0,
        limit: PAGE,
        max_id: 0,
        min_id: 0,
        hash: 0,
    };
    let (messages, peers) = message::unpack(client.call(&request).await?);
    let complete = messages.len() < usize::try_from(PAGE).unwrap_or_default();
    let read = messages.into_iter().rev().filter_map(|message| message::read(message, &peers));
    let found: Vec<_> = read.collect();
    Ok(Hits {
        ids: found.iter().filter_map(|message| message.external_id).collect(),
        content: found.into_iter().map(|message| Incoming::Found(Box::new(message))).collect(),
        known: Position::Known { peers: peers.known(), channels: Vec::new() },
        complete,
    })
}
