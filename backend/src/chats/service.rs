//! Reading marks: how far each user has read a chat.

use openapi::{
    ChatId,
    chats::{MarkRead, ReadMark},
    events::{EventData, ReadEvent},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, Order, PaginatorTrait, QueryFilter,
    sea_query::OnConflict,
};

use super::store;
use crate::{
    entity::{message, read_mark},
    error::Result,
    events::NewEvent,
    messages,
    paging::beyond,
    state::AppState,
    web::caller::Caller,
};

/// The caller's read mark in a chat.
pub async fn read_mark(state: &AppState, caller: &Caller, chat: ChatId) -> Result<ReadMark> {
    let user = caller.user()?;
    let found = store::find(&state.db.reader, caller.workspace_id, Some(user), chat).await?;
    let mark = read_mark::Entity::find_by_id((user, chat)).one(&state.db.reader).await?;
    Ok(ReadMark {
        chat_id: chat,
        message_id: mark.and_then(|mark| mark.message_id),
        read_count: found.read_count,
        unread: found.unread(),
    })
}

/// Moves the caller's read mark and tells the caller's other pages.
pub async fn mark_read(
    state: &AppState,
    caller: &Caller,
    chat: ChatId,
    change: MarkRead,
) -> Result<ReadMark> {
    let user = caller.user()?;
    let tx = state.db.begin().await?;
    let found = store::find(&tx, caller.workspace_id, Some(user), chat).await?;
    let target = messages::store::find_in(&tx, caller.workspace_id, chat, change.message_id).await?;
    let upto = found.chat.incoming_count - count_after(&tx, &target).await?;
    let read_count = if change.unread {
        let own = i64::from(target.incoming_no.is_some());
        (upto - own).min(found.read_count)
    } else {
        upto.max(found.read_count)
    };
    read_mark::Entity::insert(read_mark::ActiveModel {
        user_id: Set(user),
        chat_id: Set(chat),
        message_id: Set(Some(target.id)),
        read_count: Set(read_count),
    })
    .on_conflict(
        OnConflict::columns([read_mark::Column::UserId, read_mark::Column::ChatId])
            .update_columns([read_mark::Column::MessageId, read_mark::Column::ReadCount])
            .to_owned(),
    )
    .exec_without_returning(&tx)
    .await?;
    let mark = ReadMark {
        chat_id: chat,
        message_id: Some(target.id),
        read_count,
        unread: (found.chat.incoming_count - read_count).max(0),
    };
    let data = EventData::ChatRead(ReadEvent { user_id: user, mark: mark.clone() });
    let event = NewEvent { user_id: Some(user), ..NewEvent::of_chat(&found.chat, data) };
    state.commit(tx, caller.workspace_id, vec![event]).await?;
    Ok(mark)
}

/// How many incoming messages stand after this one. Those that were missed come late and still stand where they were
/// written, so a message's own number does not tell.
async fn count_after(db: &impl ConnectionTrait, target: &message::Model) -> Result<i64> {
    let place = (target.sent_at, target.id);
    let after = message::Entity::find()
        .filter(message::Column::ChatId.eq(target.chat_id))
        .filter(beyond(message::Column::SentAt, message::Column::Id, &Order::Asc, place))
        .filter(message::Column::IncomingNo.is_not_null());
    Ok(i64::try_from(after.count(db).await?).unwrap_or(i64::MAX))
}
