//! Stretches of a chat's thread.

use std::collections::HashMap;

use openapi::{
    ChatId, FieldCode, WorkspaceId,
    messages::{Message, MessagePage, Reply},
};
use sea_orm::ConnectionTrait;

use super::{
    routes::Stretch,
    store::{self, Place, Side},
};
use crate::{
    accounts::stretches,
    chats,
    entity::message,
    error::{Error, Result},
    state::AppState,
};

/// A stretch of a chat's messages, oldest first.
pub async fn stretch(
    state: &AppState,
    workspace: WorkspaceId,
    chat: ChatId,
    stretch: &Stretch,
    limit: u64,
) -> Result<MessagePage> {
    let db = &state.db.reader;
    chats::store::find(db, workspace, None, chat).await?;
    let (anchor, sides): (_, &[Side]) = match (stretch.before, stretch.after, stretch.around) {
        (None, None, None) => (None, &[Side::Before]),
        (Some(id), None, None) => (Some(id), &[Side::Before]),
        (None, Some(id), None) => (Some(id), &[Side::After]),
        (None, None, Some(id)) => (Some(id), &[Side::Before, Side::After]),
        _ => {
            return Err(Error::field(
                "before",
                FieldCode::NotAllowed,
                "give only one of before, after and around",
            ));
        }
    };
    let anchor = match anchor {
        Some(id) => Some(store::find_in(db, workspace, chat, id).await?),
        None => None,
    };
    let place: Option<Place> = anchor.as_ref().map(|row| (row.sent_at, row.id));
    let half = if sides.len() == 2 { limit.div_ceil(2) } else { limit };

    let mut rows: Vec<message::Model> = Vec::new();
    let (mut more_before, mut more_after) = (stretch.after.is_some(), stretch.before.is_some());
    for side in sides {
        let mut part = store::thread(db, chat, *side, place, half + 1).await?;
        let more = part.len() as u64 > half;
        if more {
            part.pop();
        }
        match side {
            Side::Before => {
                more_before = more;
                part.reverse();
                rows = part;
                rows.extend(anchor.clone().filter(|_| sides.len() == 2));
            }
            Side::After => {
                more_after = more;
                rows.extend(part);
            }
        }
    }
    let before = rows.first().filter(|_| more_before).map(|row| row.id);
    let after = rows.last().filter(|_| more_after).map(|row| row.id);
    let complete = before.is_none() && stretches::begins(db, chat).await?;
    Ok(MessagePage { items: shown(db, chat, rows).await?, before, after, complete })
}

/// Messages of a chat with what they answer: history comes newest first, so an answer is stored before its message.
pub async fn shown(
    db: &impl ConnectionTrait,
    chat: ChatId,
    rows: Vec<message::Model>,
) -> Result<Vec<Message>> {
    let mut items: Vec<Message> = rows.into_iter().map(Into::into).collect();
    let replies = items.iter().filter_map(|item| item.reply_to.as_ref());
    let late = replies.filter(|reply| reply.message_id.is_none()).map(|reply| reply.telegram_id);
    let late: Vec<i64> = late.collect();
    if late.is_empty() {
        return Ok(items);
    }
    let found = store::by_external(db, chat, late).await?.into_iter();
    let quotes = found.filter_map(|row| message::quote(row.into()));
    let quotes: HashMap<i64, Reply> = quotes.map(|quote| (quote.telegram_id, quote)).collect();
    for item in &mut items {
        let quote = item.reply_to.as_ref().and_then(|reply| quotes.get(&reply.telegram_id)).cloned();
        if let Some(quote) = quote {
            item.reply_to = item.reply_to.take().map(|reply| message::answers(reply, quote));
        }
    }
    Ok(items)
}
