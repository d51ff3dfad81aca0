//! Forwarding: a message that another chat shows again, with where it comes from. Telegram copies it; we never do.

use openapi::{
    ChatId, FieldCode, MessageId,
    messages::{DeliveryState, Forward, ForwardMessage, Message, MessageKind},
};
use sea_orm::{ConnectionTrait, EntityTrait};

use super::{
    locked::json,
    send::{lane, open_chat, queue},
    store,
};
use crate::{
    entity::{chat, identity, message, outbox::Payload},
    error::{Error, Result},
    idempotency::{Answered, Once},
    state::AppState,
    web::caller::Caller,
};

/// Stores a forward that is to be sent and wakes whoever sends it.
pub async fn forward(
    state: &AppState,
    caller: &Caller,
    once: &Once,
    id: MessageId,
    new: ForwardMessage,
) -> Result<Answered<Message>> {
    let tx = state.db.begin().await?;
    if let Some(message) = once.earlier(state, &tx, &new).await? {
        return Ok(Answered::Before(message));
    }
    let source = source(&tx, caller, id).await?;
    let chat = target(&tx, caller, &source, new.chat_id).await?;
    let header = header(&tx, &source).await?;
    let now = state.clock.now();
    let payload = Payload { silent: new.silent, forward: Some(source.id), ..Payload::default() };
    let row = message::Model {
        chat_id: chat.id,
        external_id: None,
        outgoing: true,
        author: None,
        album_id: None,
        topic_id: None,
        reply_to: None,
        forward: Some(json(&header)?),
        buttons: None,
        reactions: None,
        pinned: false,
        sent_at: now,
        edited_at: None,
        revisions: 0,
        incoming_no: None,
        delivery: Some(DeliveryState::Queued),
        delivery_error: None,
        delivery_retry_at: None,
        change: None,
        user_id: caller.user_id,
        sent_by: Some(caller.name.clone()),
        ..source
    };
    let lane = lane(&chat, false);
    queue(state, tx, once, chat, row, (payload, lane)).await
}

/// The message, as long as there is something at Telegram to forward.
async fn source(tx: &impl ConnectionTrait, caller: &Caller, id: MessageId) -> Result<message::Model> {
    let source = store::find(tx, caller.workspace_id, id).await?;
    if source.deleted_at.is_some() {
        return Err(Error::conflict("the message is deleted"));
    }
    if source.external_id.is_none() {
        return Err(Error::conflict("the message is not at Telegram: it cannot be forwarded"));
    }
    if matches!(source.kind, MessageKind::Service) {
        return Err(Error::conflict("this tells what happened in the chat: Telegram does not forward that"));
    }
    Ok(source)
}

/// The chat it goes to: of the same bot or account, which is who forwards.
async fn target(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    source: &message::Model,
    id: ChatId,
) -> Result<chat::Model> {
    match open_chat(tx, caller, id).await {
        Ok(chat) if chat.identity_id == source.identity_id => Ok(chat),
        Ok(_) | Err(Error::NotFound("chat")) => Err(Error::field(
            "chat_id",
            FieldCode::Unusable,
            "is not a chat of the bot or account that has the message",
        )),
        Err(error) => Err(error),
    }
}

/// Where it says to come from: where it was first written.
async fn header(tx: &impl ConnectionTrait, source: &message::Model) -> Result<Forward> {
    let shown = Message::from(source.clone());
    if let Some(first) = shown.forward {
        return Ok(first);
    }
    let name = if let Some(author) = shown.author {
        author.name
    } else {
        // we wrote it
        let us = identity::Entity::find_by_id(source.identity_id).one(tx).await?;
        us.map(|us| us.name).unwrap_or_default()
    };
    Ok(Forward { name, date: shown.sent_at })
}
