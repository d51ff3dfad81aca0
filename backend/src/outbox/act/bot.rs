//! Asks the Bot API to do what a row says.

use std::path::Path;

use chrono::DateTime;
use openapi::{
    media::{Media, MediaKind},
    messages::Entity,
};
use serde_json::Value;

use super::{Taken, Told, default_name, file, source};
use crate::{
    entity::outbox::Action,
    outbox::claim::Job,
    platforms::{
        Error, Result,
        telegram_bot::{
            Client,
            client::{File, FileKind, Send},
            message,
        },
    },
    state::AppState,
};

/// Does it. Returns what Telegram says of the messages, for a send.
pub(super) async fn act(state: &AppState, client: &Client, job: &Job) -> Result<Told> {
    let chat = job.chat.telegram_id();
    let message = &job.message;
    if job.row.action == Action::Send {
        return send(state, client, job).await;
    }
    let id = message.telegram_id.ok_or_else(|| Error::refused("the message is not at Telegram"))?;
    let payload = &job.row.payload;
    match (job.row.action, &payload.edit) {
        (Action::Edit, Some(edit)) if message.media.is_some() => {
            client.edit_caption(chat, id, &edit.text, &edit.entities).await.map(drop)
        }
        (Action::Edit, Some(edit)) => client.edit_text(chat, id, &edit.text, &edit.entities).await.map(drop),
        (Action::Edit, None) | (Action::Send, _) => Err(Error::refused("the edit has no text")),
        (Action::Delete, _) => client.delete_message(chat, id).await,
        (Action::Pin, _) => client.pin(chat, id, true).await,
        (Action::Unpin, _) => client.unpin(chat, id).await,
        (Action::React, _) => client.react(chat, id, payload.reaction.as_deref()).await,
        (Action::Vote, _) => Err(Error::refused("Telegram lets no bot vote")),
        (Action::ClosePoll, _) => client.stop_poll(chat, id).await,
    }?;
    Ok(Told::new())
}

async fn send(state: &AppState, client: &Client, job: &Job) -> Result<Told> {
    let (chat, message) = (job.chat.telegram_id(), &job.message);
    let how = Send {
        reply_to: message.reply_to.as_ref().map(|reply| reply.telegram_id),
        silent: job.row.payload.silent,
    };
    let no_message = || Error::Uncertain("the answer has no message in it".to_owned());
    if let Some(original) = job.row.payload.forward {
        let (from, id) = source(state, job, original).await?;
        let sent = client.forward((from.telegram_id(), id), chat, how.silent).await?;
        return read(&sent).map(|taken| vec![Some(taken)]).ok_or_else(no_message);
    }
    if !job.others.is_empty() {
        return album(state, client, job, how).await;
    }
    let sent = match (&message.poll, &message.media) {
        (Some(poll), _) => client.send_poll(chat, poll, how).await?,
        (None, None) => client.send_text(chat, &message.text, &message.entities, how).await?,
        (None, Some(media)) => {
            let path = file(state, job, media).await?;
            client.send_file(chat, named(media, &path), (&message.text, &message.entities), how).await?
        }
    };
    read(&sent).map(|taken| vec![Some(taken)]).ok_or_else(no_message)
}

async fn album(state: &AppState, client: &Client, job: &Job, how: Send) -> Result<Told> {
    let mut parts = Vec::new();
    for (_, message) in job.parts() {
        let media =
            message.media.as_ref().ok_or_else(|| Error::refused("a message of the album has no file"))?;
        parts.push((message, media, file(state, job, media).await?));
    }
    let files = parts.iter().map(|(message, media, path)| {
        let caption: (&str, &[Entity]) = (&message.text, &message.entities);
        (named(media, path), caption)
    });
    let sent = client.send_album(job.chat.telegram_id(), files.collect(), how).await?;
    let told: Told = sent.iter().map(read).collect();
    if told.len() == parts.len() && told.iter().all(Option::is_some) {
        Ok(told)
    } else {
        Err(Error::Uncertain("the answer has not all messages of the album in it".to_owned()))
    }
}

fn named<'a>(media: &'a Media, path: &'a Path) -> File<'a> {
    File {
        kind: if media.kind == MediaKind::Photo { FileKind::Photo } else { FileKind::Document },
        path,
        name: media.name.as_deref().unwrap_or(default_name(media)),
    }
}

fn read(message: &Value) -> Option<Taken> {
    Some(Taken {
        external_id: message.get("message_id")?.as_i64()?,
        date: DateTime::from_timestamp(message.get("date")?.as_i64()?, 0)?,
        file_id: file_id(message),
        poll: message.get("poll").and_then(message::sent_poll),
        album_id: message.get("media_group_id").and_then(Value::as_str).map(str::to_owned),
    })
}

/// What Telegram made of a file: it may show a document as an animation, a video or music.
fn file_id(message: &Value) -> Option<String> {
    let largest = message.get("photo").and_then(|sizes| sizes.as_array()?.last());
    let file = ["document", "animation", "video", "audio", "voice", "sticker"]
        .iter()
        .find_map(|kind| message.get(kind));
    largest.or(file)?.get("file_id")?.as_str().map(str::to_owned)
}
