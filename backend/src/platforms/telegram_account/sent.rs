//! What Telegram says of what an account sent.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use grammers_tl_types::{enums, functions};

use super::{
    Client,
    failure::{Failure, Result},
    message::{self, sent_at},
    peers::Peers,
    send::Target,
};
use crate::inbox::{NewMessage, Poll};

/// What Telegram says of a message it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Its id there.
    pub id: i64,
    /// Its date there.
    pub date: DateTime<Utc>,
    /// Its poll there.
    pub poll: Option<Poll>,
    /// The album it is in there.
    pub album_id: Option<String>,
}

/// A message of ours in a chat.
#[derive(Debug)]
pub struct Ours {
    /// What Telegram says of it.
    pub sent: Sent,
    /// Its text or caption.
    pub text: String,
    /// Whether it was forwarded.
    pub forwarded: bool,
}

impl Sent {
    fn new(id: i32, date: i32) -> Self {
        Self { id: id.into(), date: sent_at(date, id), poll: None, album_id: None }
    }
}

/// Finds the message in the answer to its sending.
pub(super) fn sent(answer: enums::Updates, random_id: i64) -> Result<Sent> {
    if let enums::Updates::UpdateShortSentMessage(short) = answer {
        return Ok(Sent::new(short.id, short.date));
    }
    all_sent(answer, &[random_id])?.pop().ok_or_else(no_message)
}

/// Finds the messages in the answer to their sending, in the order of their numbers.
pub(super) fn all_sent(answer: enums::Updates, random_ids: &[i64]) -> Result<Vec<Sent>> {
    let (updates, date) = match answer {
        enums::Updates::Updates(many) => (many.updates, many.date),
        enums::Updates::Combined(many) => (many.updates, many.date),
        _ => return Err(no_message()),
    };
    let id = |random_id: &i64| {
        updates.iter().find_map(|update| match update {
            enums::Update::MessageId(named) if named.random_id == *random_id => Some(named.id),
            _ => None,
        })
    };
    let ids: Option<Vec<i32>> = random_ids.iter().map(id).collect();
    let ids = ids.ok_or_else(no_message)?;
    let written = updates.into_iter().filter_map(|update| match update {
        enums::Update::NewMessage(new) => read(new.message),
        enums::Update::NewChannelMessage(new) => read(new.message),
        _ => None,
    });
    let mut written: HashMap<i64, Sent> = written.map(|ours| (ours.sent.id, ours.sent)).collect();
    Ok(ids.into_iter().map(|id| written.remove(&id.into()).unwrap_or_else(|| Sent::new(id, date))).collect())
}

fn no_message() -> Failure {
    Failure::Uncertain("the answer has no message in it".to_owned())
}

fn read(message: enums::Message) -> Option<Ours> {
    let NewMessage { external_id, sent_at: date, poll, album_id, text, forward, .. } =
        message::read(message, &Peers::default()).filter(|message| message.outgoing)?;
    let sent = Sent { id: external_id?, date, poll, album_id };
    Some(Ours { sent, text, forwarded: forward.is_some() })
}

/// Messages of ours in a chat, newest first: where one whose answer was lost is looked for.
pub async fn recent(client: &Client, of: Target) -> Result<Vec<Ours>> {
    let request = functions::messages::GetHistory {
        peer: of.peer(),
        offset_id: 0,
        offset_date: 0,
        add_offset: 0,
        limit: 100,
        max_id: 0,
        min_id: 0,
        hash: 0,
    };
    let (messages, _) = message::unpack(client.call(&request).await?);
    Ok(messages.into_iter().filter_map(read).collect())
}
