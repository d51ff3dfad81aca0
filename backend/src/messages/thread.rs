//! Stretches of a chat's thread.

use openapi::{ChatId, FieldCode, WorkspaceId, messages::MessagePage};

use super::{
    routes::Stretch,
    store::{self, Place, Side},
};
use crate::{
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
    Ok(MessagePage {
        before: rows.first().filter(|_| more_before).map(|row| row.id),
        after: rows.last().filter(|_| more_after).map(|row| row.id),
        items: rows.into_iter().map(Into::into).collect(),
    })
}
