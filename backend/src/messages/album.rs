//! Albums: files that go out together, each as a message of its own. One is sent, retried and settled as a whole, for
//! Telegram takes it as one request.

use openapi::{
    ChatId, FieldCode,
    albums::{Album, AlbumItem, SendAlbum},
    events::{EventData, MessageEvent},
    media::{Media, MediaKind},
    messages::SendMessage,
};
use sea_orm::ConnectionTrait;

use super::{
    content, locked,
    send::{answered, draft, lane, open_chat, put},
};
use crate::{
    bus::Wake,
    entity::{message, outbox::Payload},
    error::{Error, Result},
    events::NewEvent,
    idempotency::{Answered, Once},
    media,
    state::AppState,
    web::caller::Caller,
};

/// Stores the messages of an album that is to be sent and wakes whoever sends it.
pub async fn send(
    state: &AppState,
    caller: &Caller,
    once: &Once,
    chat: ChatId,
    mut new: SendAlbum,
) -> Result<Answered<Album>> {
    content::check(&new.text, &new.entities, true)?;
    let tx = state.db.begin().await?;
    if let Some(album) = once.earlier(state, &tx, &new).await? {
        return Ok(Answered::Before(album));
    }
    let mut chat = open_chat(&tx, caller, chat).await?;
    let replied = match new.reply_to {
        Some(id) => Some(answered(&tx, caller, &chat, id).await?),
        None => None,
    };
    let files = files(&tx, caller, &new.items).await?;
    let now = state.clock.now();
    let lane = lane(&chat, replied.is_some());
    let payload =
        Payload { silent: new.silent, album: i32::try_from(files.len()).ok(), ..Payload::default() };
    // ours, until Telegram gives it one
    let album_id = state.clock.uuid().to_string();
    let mut items = Vec::with_capacity(files.len());
    for media in &files {
        let part = SendMessage {
            // the first file has the caption: with more than one Telegram shows none under the album
            text: std::mem::take(&mut new.text),
            entities: std::mem::take(&mut new.entities),
            media_id: Some(media.id),
            poll: None,
            reply_to: new.reply_to,
            silent: new.silent,
        };
        let row = draft(caller, &chat, part, replied.as_ref(), Some(media), now)?;
        let row = message::Model { album_id: Some(album_id.clone()), ..row };
        items.push(put(&tx, now, row, payload.clone(), lane).await?);
    }
    if let Some(last) = items.last() {
        let at = chat.last_message_at.max(now);
        locked::show(&tx, &mut chat, last, at).await?;
    }
    let album = Album { items };
    once.keep(state, &tx, &album).await?;
    let created = |message: &openapi::messages::Message| {
        let shown = MessageEvent { message: message.clone(), chat: chat.clone().show(None) };
        NewEvent::of_chat(&chat, EventData::MessageCreated(Box::new(shown)))
    };
    let events = album.items.iter().map(created).collect();
    state.commit(tx, chat.workspace_id, events).await?;
    state.bus.wake(Wake::Outbox(chat.identity_id));
    Ok(Answered::Now(album))
}

/// The files, if Telegram takes them as one album.
async fn files(tx: &impl ConnectionTrait, caller: &Caller, items: &[AlbumItem]) -> Result<Vec<Media>> {
    let mut files: Vec<Media> = Vec::with_capacity(items.len());
    for (place, item) in items.iter().enumerate() {
        let field = format!("items[{place}].media_id");
        let media = match media::store::sendable(tx, caller.workspace_id, item.media_id).await {
            Err(Error::Invalid(faults)) => {
                let faults =
                    faults.into_iter().map(|fault| openapi::FieldError { field: field.clone(), ..fault });
                return Err(Error::Invalid(faults.collect()));
            }
            found => found?,
        };
        if files.first().is_some_and(|first| !go_together(first.kind, media.kind)) {
            let message = "photos go with photos and videos, documents and music only with their own kind";
            return Err(Error::field(&field, FieldCode::NotAllowed, message));
        }
        files.push(media);
    }
    Ok(files)
}

/// Whether two files may be of one album. Source: <https://core.telegram.org/bots/api#sendmediagroup>
fn go_together(one: MediaKind, other: MediaKind) -> bool {
    let seen = |kind| matches!(kind, MediaKind::Photo | MediaKind::Video);
    one == other || seen(one) && seen(other)
}
