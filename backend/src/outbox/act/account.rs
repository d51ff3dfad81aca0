//! Asks Telegram, over MTProto, to do what a row says.

use std::path::Path;

use openapi::{
    MessageId,
    media::{Media, MediaKind},
    messages::Message,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{Taken, Told, default_name, file};
use crate::{
    accounts,
    entity::{
        chat::{self, PeerKind},
        message,
        outbox::Action,
    },
    error::chain,
    outbox::claim::Job,
    platforms::{
        Error, Result,
        telegram_account::{
            Client, Failure, gestures,
            send::{self, How, Target},
            sent::{self, Ours, Sent},
            upload::{self, Upload},
        },
    },
    state::AppState,
};

/// Does it. Returns what Telegram says of the messages, for a send.
pub(super) async fn act(state: &AppState, client: &Client, job: &Job) -> Result<Told> {
    let target = target(state, &job.chat).await?;
    if job.row.action == Action::Send {
        return send(state, client, target, job).await;
    }
    let id = job.message.telegram_id.ok_or_else(|| Error::refused("the message is not at Telegram"))?;
    let payload = &job.row.payload;
    match (job.row.action, &payload.edit) {
        (Action::Edit, Some(edit)) => send::edit(client, target, id, &edit.text, &edit.entities).await,
        (Action::Edit, None) | (Action::Send, _) => return Err(Error::refused("the edit has no text")),
        (Action::Delete, _) => send::delete(client, target, id, payload.for_me).await,
        (Action::Pin, _) => send::pin(client, target, id, true).await,
        (Action::Unpin, _) => send::pin(client, target, id, false).await,
        (Action::React, _) => gestures::react(client, target, id, payload.reaction.as_deref()).await,
        (Action::Vote, _) => gestures::vote(client, target, id, &payload.vote).await,
        (Action::ClosePoll, _) => gestures::close_poll(client, target, id, payload.poll.as_deref()).await,
    }?;
    Ok(Told::new())
}

/// A chat as this account names it.
async fn target(state: &AppState, chat: &chat::Model) -> Result<Target> {
    let (kind, id) = (chat.peer_kind, chat.peer_id);
    let hash = accounts::store::access_hash(&state.db.reader, chat.identity_id, kind, id).await;
    // nothing was asked of Telegram yet, so this is as safe to repeat as a request that was never written
    match (kind, hash.map_err(|error| Error::NotSent(chain(&error)))?) {
        (PeerKind::Group, _) => Ok(Target { kind, id, access_hash: 0 }),
        (_, Some(access_hash)) => Ok(Target { kind, id, access_hash }),
        (_, None) => Err(Error::refused("this account has not met them: they must write first")),
    }
}

async fn send(state: &AppState, client: &Client, target: Target, job: &Job) -> Result<Told> {
    let message = &job.message;
    let random_id = job.row.random_id.ok_or_else(|| Error::refused("the send has no number"))?;
    let how = How {
        random_id,
        reply_to: message.reply_to.as_ref().map(|reply| reply.telegram_id),
        silent: job.row.payload.silent,
    };
    if let Some(source) = job.row.payload.forward {
        return forward(state, client, target, job, (source, how)).await;
    }
    if !job.others.is_empty() {
        return album(state, client, target, job, how).await;
    }
    let sent = match (&message.poll, &message.media) {
        (Some(poll), _) => send::send_poll(client, target, poll, how).await,
        (None, None) => send::send_text(client, target, &message.text, &message.entities, how).await,
        (None, Some(media)) => {
            let path = file(state, job, media).await?;
            let upload = named(media, &path);
            send::send_file(client, target, &upload, (&message.text, &message.entities), how).await
        }
    };
    settle(state, client, target, job, sent.map(|sent| vec![sent])).await
}

async fn album(state: &AppState, client: &Client, target: Target, job: &Job, how: How) -> Result<Told> {
    let mut parts = Vec::new();
    for (row, message) in job.parts() {
        let random_id = row.random_id.ok_or_else(|| Error::refused("the send has no number"))?;
        let media =
            message.media.as_ref().ok_or_else(|| Error::refused("a message of the album has no file"))?;
        let path = file(state, job, media).await?;
        let part = upload::part(client, target, &named(media, &path)).await?;
        parts.push((random_id, part, (message.text.as_str(), message.entities.as_slice())));
    }
    let sent = send::send_album(client, target, parts, how).await;
    settle(state, client, target, job, sent).await
}

fn named<'a>(media: &'a Media, path: &'a Path) -> Upload<'a> {
    Upload {
        path,
        name: media.name.as_deref().unwrap_or(default_name(media)),
        mime: media.mime.as_deref().unwrap_or("application/octet-stream"),
        photo: media.kind == MediaKind::Photo,
    }
}

async fn forward(
    state: &AppState,
    client: &Client,
    target: Target,
    job: &Job,
    (source, how): (MessageId, How),
) -> Result<Told> {
    let (chat, id) = super::source(state, job, source).await?;
    let from = self::target(state, &chat).await?;
    let sent = send::forward(client, (from, id), target, how).await;
    settle(state, client, target, job, sent.map(|sent| vec![sent])).await
}

/// What became of a send.
async fn settle(
    state: &AppState,
    client: &Client,
    target: Target,
    job: &Job,
    sent: std::result::Result<Vec<Sent>, Failure>,
) -> Result<Told> {
    match sent {
        Ok(sent) => Ok(sent.into_iter().map(|sent| Some(taken(sent))).collect()),
        // an earlier try arrived, and its answer was lost
        Err(failure) if failure.is("RANDOM_ID_DUPLICATE") => find(state, client, target, job).await,
        Err(failure) => Err(failure.into()),
    }
}

/// Finds the messages that an earlier try sent, so that they can be edited and answered like any other.
async fn find(state: &AppState, client: &Client, target: Target, job: &Job) -> Result<Told> {
    let mut recent = sent::recent(client, target).await.map_err(unanswered)?;
    let ids = recent.iter().map(|ours| ours.sent.id);
    let wanted = job.parts().map(|(row, _)| row.message_id.0);
    let known: Vec<i64> = message::Entity::find()
        .select_only()
        .column(message::Column::ExternalId)
        .filter(message::Column::ChatId.eq(job.chat.id))
        .filter(message::Column::Id.is_not_in(wanted))
        .filter(message::Column::ExternalId.is_in(ids))
        .into_tuple()
        .all(&state.db.reader)
        .await
        .map_err(|error| Error::NotSent(chain(&error)))?;
    let mut found = |message: &Message| {
        let is_it = |ours: &Ours| {
            ours.text.trim() == message.text.trim()
                && ours.forwarded == message.forward.is_some()
                && !known.contains(&ours.sent.id)
        };
        // the oldest first: sends of a chat go one after the other
        let place = recent.iter().rposition(is_it)?;
        Some(taken(recent.remove(place).sent))
    };
    Ok(job.parts().map(|(_, message)| found(message)).collect())
}

/// What is asked to find a message may be asked again.
fn unanswered(failure: Failure) -> Error {
    match failure {
        Failure::Uncertain(text) => Error::NotSent(text),
        failure => failure.into(),
    }
}

fn taken(sent: Sent) -> Taken {
    Taken { external_id: sent.id, date: sent.date, file_id: None, poll: sent.poll, album_id: sent.album_id }
}
