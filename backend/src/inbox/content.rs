//! From what an update shows to a row.

use openapi::{MediaId, MessageId, messages::Reply};
use sea_orm::prelude::Json;
use serde::Serialize;

use super::{Delivery, NewMedia, NewMessage};
use crate::{
    entity::{chat, identity::IdentityKind, media, message},
    media::download::DOWNLOAD_LIMIT,
    messages::polls,
    state::AppState,
};

/// A JSON column; none for what is empty.
pub(super) fn json(value: &impl Serialize) -> Option<Json> {
    serde_json::to_value(value)
        .ok()
        .filter(|json| !json.is_null() && json.as_array().is_none_or(|a| !a.is_empty()))
}

/// The row of a file, with what a message shows of it.
pub(super) fn media_row(state: &AppState, delivery: &Delivery, new: &NewMedia) -> media::Model {
    let info = openapi::media::Media {
        id: MediaId(state.clock.uuid()),
        kind: new.kind,
        name: new.name.clone(),
        mime: new.mime.clone(),
        size: new.size,
        width: new.width,
        height: new.height,
        duration: new.duration,
        emoji: new.emoji.clone(),
        // accounts download whatever there is
        downloadable: delivery.kind == IdentityKind::Account
            || new.size.is_none_or(|size| u64::try_from(size).is_ok_and(|size| size <= DOWNLOAD_LIMIT)),
    };
    media::Model {
        id: info.id,
        workspace_id: delivery.workspace,
        identity_id: Some(delivery.identity),
        file_id: Some(new.file_id.clone()),
        info,
        sha256: None,
        created_at: state.clock.now(),
    }
}

/// The row of a message that is not stored yet; its id comes with the insert.
pub(super) fn message_row(
    delivery: &Delivery,
    chat: &chat::Model,
    new: &NewMessage,
    media: Option<&media::Model>,
    replied: Option<Reply>,
) -> message::Model {
    let reply = new.reply_to.as_ref().map(|reply| {
        let told = Reply {
            telegram_id: reply.external_id,
            message_id: None,
            text: reply.text.clone(),
            author: reply.author.clone(),
            media: None,
        };
        match replied {
            Some(quote) => message::answers(told, quote),
            None => told,
        }
    });
    message::Model {
        id: MessageId(0),
        workspace_id: delivery.workspace,
        identity_id: delivery.identity,
        chat_id: chat.id,
        external_id: new.external_id,
        kind: new.kind,
        outgoing: new.outgoing,
        author: json(&new.author),
        text: new.text.clone(),
        entities: json(&new.entities),
        service: json(&new.service),
        media: media.and_then(|media| json(&media.info)),
        poll: new.poll.as_ref().and_then(|poll| polls::shown(None, poll)),
        poll_id: new.poll.as_ref().map(|poll| poll.id.clone()),
        album_id: new.album_id.clone(),
        topic_id: new.topic_id,
        reply_to: json(&reply),
        forward: json(&new.forward),
        buttons: json(&new.buttons),
        reactions: new.reactions.as_ref().and_then(|reactions| json(&reactions.all)),
        pinned: false,
        sent_at: new.sent_at,
        edited_at: new.edited_at,
        deleted_at: None,
        revisions: 0,
        apart: false,
        incoming_no: None,
        delivery: None,
        delivery_error: None,
        delivery_retry_at: None,
        change: None,
        user_id: None,
        sent_by: None,
    }
}
