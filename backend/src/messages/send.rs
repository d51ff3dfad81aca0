//! Sending: the intent is stored with everything that shows it, in one transaction; the outbox does the rest.

use openapi::{
    ChatId, FieldCode, IdentityId, MessageId,
    chats::ChatAccess,
    events::{EventData, MessageEvent},
    media::Media,
    messages::{DeliveryState, Message, MessageKind, Reply, SendMessage},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QuerySelect,
};

use super::{content, locked, store};
use crate::{
    bus::Wake,
    entity::{
        chat, identity, message,
        outbox::{Action, Lane, Payload},
    },
    error::{Error, Result},
    events::NewEvent,
    idempotency::{Answered, Once},
    media,
    outbox::store::{Intent, insert},
    state::AppState,
    web::caller::Caller,
};

/// Stores a message that is to be sent and wakes whoever sends it. A bot that does not run sends it once it does.
pub async fn send(
    state: &AppState,
    caller: &Caller,
    once: &Once,
    chat: ChatId,
    new: SendMessage,
) -> Result<Answered<Message>> {
    content::check(&new.text, &new.entities, new.media_id.is_some())?;
    let tx = state.db.begin().await?;
    if let Some(message) = once.earlier(state, &tx, &new).await? {
        return Ok(Answered::Before(message));
    }
    let chat = open_chat(&tx, caller, chat).await?;
    let replied = match new.reply_to {
        Some(id) => Some(answered(&tx, caller, &chat, id).await?),
        None => None,
    };
    let media = match new.media_id {
        Some(id) => Some(media::store::sendable(&tx, caller.workspace_id, id).await?),
        None => None,
    };
    let now = state.clock.now();
    let lane = lane(&chat, new.reply_to.is_some());
    let payload = Payload { silent: new.silent, ..Payload::default() };
    let row = draft(caller, &chat, new, replied.as_ref(), media.as_ref(), now)?;
    queue(state, tx, once, chat, row, (payload, lane)).await
}

/// Stores a message as the last of its chat, with the intent to send it and the answer to whoever asked for it.
pub(super) async fn queue(
    state: &AppState,
    tx: DatabaseTransaction,
    once: &Once,
    mut chat: chat::Model,
    row: message::Model,
    (payload, lane): (Payload, Lane),
) -> Result<Answered<Message>> {
    let row =
        message::Entity::insert(message::ActiveModel { id: NotSet, ..row.into_active_model().reset_all() })
            .exec_with_returning(&tx)
            .await?;
    let intent = Intent {
        workspace: row.workspace_id,
        identity: row.identity_id,
        chat: row.chat_id,
        message: row.id,
        action: Action::Send,
        payload,
        lane,
    };
    let now = state.clock.now();
    insert(&tx, now, intent).await?;
    let message = Message::from(row);
    let at = chat.last_message_at.max(now);
    locked::show(&tx, &mut chat, &message, at).await?;
    once.keep(state, &tx, &message).await?;
    let shown = MessageEvent { message: message.clone(), chat: chat.clone().show(None) };
    let event = NewEvent::of_chat(&chat, EventData::MessageCreated(Box::new(shown)));
    state.commit(tx, chat.workspace_id, vec![event]).await?;
    state.bus.wake(Wake::Outbox(chat.identity_id));
    Ok(Answered::Now(message))
}

/// Locks a chat of the caller's workspace in which can be written.
pub(super) async fn open_chat(tx: &impl ConnectionTrait, caller: &Caller, id: ChatId) -> Result<chat::Model> {
    let chat = chat::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    let chat = chat.filter(|chat| chat.workspace_id == caller.workspace_id).ok_or(Error::NotFound("chat"))?;
    can_write(&chat)?;
    not_archived(tx, chat.identity_id).await?;
    Ok(chat)
}

/// Refuses where nobody would hear it.
pub fn can_write(chat: &chat::Model) -> Result<()> {
    let we = chat.identity_kind.word();
    match chat.access {
        ChatAccess::Open => Ok(()),
        ChatAccess::Blocked => Err(Error::conflict(format!("the person blocked the {we}"))),
        ChatAccess::Left => Err(Error::conflict(format!("the {we} is not in this chat any more"))),
    }
}

/// Refuses to act with what was put away.
pub async fn not_archived(tx: &impl ConnectionTrait, id: IdentityId) -> Result<()> {
    let identity =
        identity::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound("bot or account"))?;
    match identity.archived_at {
        None => Ok(()),
        Some(_) => {
            let we = identity.kind.word();
            Err(Error::conflict(format!("the {we} is archived: add it again to write with it")))
        }
    }
}

/// The message of the same chat that is answered.
async fn answered(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    chat: &chat::Model,
    id: MessageId,
) -> Result<Reply> {
    let found = match store::find_in(tx, caller.workspace_id, chat.id, id).await {
        Err(Error::NotFound(_)) => {
            return Err(Error::field("reply_to", FieldCode::Unusable, "is not a message of this chat"));
        }
        found => Message::from(found?),
    };
    message::quote(found).ok_or_else(|| {
        Error::field("reply_to", FieldCode::Unusable, "is not at Telegram: it cannot be answered there")
    })
}

/// What answers someone goes first.
pub(super) fn lane(chat: &chat::Model, replies: bool) -> Lane {
    let last_is_incoming = || {
        let outgoing = chat.preview.as_ref()?.get("outgoing")?.as_bool()?;
        Some(!outgoing)
    };
    if replies || last_is_incoming().unwrap_or(false) { Lane::Reply } else { Lane::Manual }
}

fn draft(
    caller: &Caller,
    chat: &chat::Model,
    new: SendMessage,
    reply: Option<&Reply>,
    media: Option<&Media>,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<message::Model> {
    Ok(message::Model {
        id: MessageId(0),
        workspace_id: chat.workspace_id,
        identity_id: chat.identity_id,
        chat_id: chat.id,
        external_id: None,
        kind: if media.is_some() { MessageKind::Media } else { MessageKind::Text },
        outgoing: true,
        author: None,
        text: new.text,
        entities: (!new.entities.is_empty()).then(|| locked::json(&new.entities)).transpose()?,
        service: None,
        media: media.map(locked::json).transpose()?,
        poll: None,
        poll_id: None,
        album_id: None,
        topic_id: None,
        reply_to: reply.map(locked::json).transpose()?,
        forward: None,
        buttons: None,
        reactions: None,
        pinned: false,
        sent_at: now,
        edited_at: None,
        deleted_at: None,
        revisions: 0,
        apart: false,
        incoming_no: None,
        delivery: Some(DeliveryState::Queued),
        delivery_error: None,
        delivery_retry_at: None,
        change: None,
        user_id: caller.user_id,
        sent_by: Some(caller.name.clone()),
    })
}
