//! Chats, and how far each user has read them.

use chrono::{DateTime, Utc};
use openapi::{
    AccountId, ChatId, FieldCode,
    chats::{Chat, MarkRead, ReadMark},
    events::{EventData, ReadEvent},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, Order, PaginatorTrait, QueryFilter,
    sea_query::OnConflict,
};

use super::store;
use crate::{
    accounts,
    bus::Wake,
    entity::{account::Rules, chat, identity::IdentityKind, message, read_mark},
    error::{Error, Result},
    events::NewEvent,
    messages,
    paging::beyond,
    state::AppState,
    web::caller::Caller,
};

/// One chat, with what the caller has not read of it.
pub async fn find(state: &AppState, caller: &Caller, id: ChatId) -> Result<Chat> {
    let found = store::find(&state.db.reader, caller.workspace_id, caller.user_id, id).await?;
    let unread = caller.user_id.map(|_| found.unread());
    Ok(found.chat.show(unread))
}

/// Which chats belong to a folder of an account, as of now.
pub async fn folder(
    state: &AppState,
    caller: &Caller,
    account: Option<AccountId>,
    folder: Option<i32>,
) -> Result<Option<(Rules, DateTime<Utc>)>> {
    let Some(folder) = folder else { return Ok(None) };
    let account = account.ok_or_else(|| {
        Error::field("folder", FieldCode::NotAllowed, "is of one account: give its account_id too")
    })?;
    let account = accounts::store::find(&state.db.reader, caller.workspace_id, account).await?.account;
    let mut all = account.folders.unwrap_or_default().0.into_iter();
    let rules = all.find(|rules| rules.folder.id == folder).ok_or(Error::NotFound("folder"))?;
    Ok(Some((rules, state.clock.now())))
}

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
    let told = !change.unread && want_read(&tx, &found.chat, &target).await?;
    let data = EventData::ChatRead(ReadEvent { user_id: user, mark: mark.clone() });
    let event = NewEvent { user_id: Some(user), ..NewEvent::of_chat(&found.chat, data) };
    state.commit(tx, caller.workspace_id, vec![event]).await?;
    if told {
        state.bus.wake(Wake::Read(found.chat.identity_id));
    }
    Ok(mark)
}

/// Has the others told that an account's chat was read up to this message, where they are told such things and do not
/// know it yet. Says whether there is something to tell.
async fn want_read(db: &impl ConnectionTrait, chat: &chat::Model, target: &message::Model) -> Result<bool> {
    if chat.identity_kind != IdentityKind::Account {
        return Ok(false);
    }
    let account = accounts::store::find(db, chat.workspace_id, chat.identity_id.into()).await?.account;
    let up_to = messages::store::external_up_to(db, chat.id, target.sent_at).await?;
    let known = chat.dialog.as_ref().map(|dialog| dialog.read_up_to).max(chat.read_wanted);
    let Some(up_to) = up_to.filter(|_| account.read_receipts).filter(|up_to| Some(*up_to) > known) else {
        return Ok(false);
    };
    store::want_read(db, chat.id, up_to).await?;
    Ok(true)
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
