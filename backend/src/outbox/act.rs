//! Asks the platform to do what a row says.

mod account;
mod bot;

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use openapi::{MessageId, media::Media};

use super::claim::Job;
use crate::{
    chats,
    entity::chat,
    inbox::Poll,
    media, messages,
    platforms::{Error, Messenger, Result},
    state::AppState,
};

/// What Telegram says of a message it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Taken {
    /// Its id there.
    pub external_id: i64,
    /// Its date there.
    pub date: DateTime<Utc>,
    /// What its file is called there.
    pub file_id: Option<String>,
    /// Its poll there.
    pub poll: Option<Poll>,
    /// The album it is in there.
    pub album_id: Option<String>,
}

/// What Telegram says of each message of a job, where it is known; nothing for what is no send.
pub(super) type Told = Vec<Option<Taken>>;

/// Does it. Returns what Telegram says of the messages, for a send.
pub(super) async fn act(state: &AppState, messenger: &Messenger, job: &Job) -> Result<Told> {
    match messenger {
        Messenger::Bot(client) => bot::act(state, client, job).await,
        Messenger::Account(client) => account::act(state, client, job).await,
    }
}

/// The chat of the message that is forwarded, and its id there.
async fn source(state: &AppState, job: &Job, id: MessageId) -> Result<(chat::Model, i64)> {
    let (db, workspace) = (&state.db.reader, job.row.workspace_id);
    let found = async {
        let message = messages::store::find(db, workspace, id).await?;
        let chat = chats::store::find(db, workspace, None, message.chat_id).await?.chat;
        Ok::<_, crate::error::Error>((chat, message.external_id))
    };
    // as with a file below
    let (chat, id) = found.await.map_err(|error| Error::NotSent(crate::error::chain(&error)))?;
    Ok((chat, id.ok_or_else(|| Error::refused("the message is not at Telegram"))?))
}

/// The message's file in our store.
async fn file(state: &AppState, job: &Job, media: &Media) -> Result<PathBuf> {
    let row = media::store::find(&state.db.reader, job.row.workspace_id, media.id).await;
    // nothing was asked of Telegram yet, so this is as safe to repeat as a request that was never written
    let row = row.map_err(|error| Error::NotSent(crate::error::chain(&error)))?;
    let sha256 = row.sha256.ok_or_else(|| Error::refused("the file is not in this server's store"))?;
    Ok(media::files::path(&state.media_dir(), &sha256))
}

/// Telegram tells files apart by the ends of their names.
fn default_name(media: &Media) -> &'static str {
    match media.mime.as_deref() {
        Some("image/jpeg") => "photo.jpg",
        Some("image/png") => "photo.png",
        Some("image/webp") => "photo.webp",
        _ => "file",
    }
}
