//! Files of messages: fetched from Telegram when first asked for, by one request at a time.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use axum::extract::Request;
use futures::StreamExt;
use openapi::{IdentityId, MediaId, WorkspaceId};
use sea_orm::EntityTrait;

use super::{
    files::{self, Draft},
    serve::{self, Bytes},
    store,
    stream::{Large, name_channel},
    upload::disk,
};
use crate::{
    entity::{bot, media},
    error::{Error, Result},
    platforms::{self, telegram_account::download::Download, telegram_bot::Client},
    state::AppState,
};

/// The largest file bots may download, in bytes. Source: <https://core.telegram.org/bots/api#getfile>
pub const DOWNLOAD_LIMIT: u64 = 20 * 1024 * 1024;

/// Files being fetched by this process. Whoever asks for one of them waits instead of fetching it too.
#[derive(Debug, Clone, Default)]
pub struct Fetching(Arc<Mutex<HashMap<MediaId, Arc<tokio::sync::Mutex<()>>>>>);

impl Fetching {
    /// The right to fetch a file.
    pub(super) fn turn(&self, id: MediaId) -> Arc<tokio::sync::Mutex<()>> {
        let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        map.retain(|_, turn| Arc::strong_count(turn) > 1);
        map.entry(id).or_default().clone()
    }
}

/// Answers with a file of this workspace, or the part of it that is asked for.
pub async fn answer(
    state: &AppState,
    fetching: &Fetching,
    workspace: WorkspaceId,
    id: MediaId,
    request: Request,
) -> Result<Bytes> {
    let row = store::find(&state.db.reader, workspace, id).await?;
    if present(state, &row).await.is_none()
        && let Some(large) = Large::of(state, &row).await?
    {
        return large.serve(fetching, &request.into_parts().0).await;
    }
    let (row, path) = stored(state, fetching, workspace, id).await?;
    serve::serve(&path, id, row.info.name.as_deref(), request).await
}

/// A file of this workspace in our store, fetched from Telegram where it is not there yet.
pub async fn stored(
    state: &AppState,
    fetching: &Fetching,
    workspace: WorkspaceId,
    id: MediaId,
) -> Result<(media::Model, PathBuf)> {
    let row = store::find(&state.db.reader, workspace, id).await?;
    if let Some(path) = present(state, &row).await {
        return Ok((row, path));
    }
    let turn = fetching.turn(id);
    let _turn = turn.lock().await;
    let mut row = store::find(&state.db.reader, workspace, id).await?;
    if let Some(path) = present(state, &row).await {
        return Ok((row, path));
    }
    let draft = fetch(state, &row).await?;
    let sha256 = keep(state, &row, draft).await?;
    let path = files::path(&state.media_dir(), &sha256);
    row.sha256 = Some(sha256);
    Ok((row, path))
}

/// Puts a file whose bytes are all there into the store. Returns its hash.
pub(super) async fn keep(state: &AppState, row: &media::Model, draft: Draft) -> Result<String> {
    let sha256 = draft.complete().await.map_err(disk)?.keep().await.map_err(disk)?;
    let tx = state.db.begin().await?;
    store::set_stored(&tx, row.workspace_id, row.id, &sha256).await?;
    tx.commit().await?;
    Ok(sha256)
}

async fn present(state: &AppState, row: &media::Model) -> Option<PathBuf> {
    let path = files::path(&state.media_dir(), row.sha256.as_deref()?);
    tokio::fs::try_exists(&path).await.unwrap_or(false).then_some(path)
}

/// Streams a file from Telegram to the disk.
async fn fetch(state: &AppState, row: &media::Model) -> Result<Draft> {
    let too_large = || Error::conflict("Telegram lets bots download at most 20 MB");
    if !row.info.downloadable {
        return Err(too_large());
    }
    let (Some(identity), Some(file_id)) = (row.identity_id, &row.file_id) else {
        return Err(Error::Unavailable("the file is not in this server's store: is DATA_DIR shared?"));
    };
    let Some(client) = client(state, identity).await? else {
        return fetch_by_account(state, row, identity, file_id).await;
    };
    let file = client.get_file(file_id).await.map_err(failed)?;
    if file.file_size.is_some_and(|size| size > DOWNLOAD_LIMIT) {
        return Err(too_large());
    }
    let path = file.file_path.ok_or_else(too_large)?;
    let mut chunks = Box::pin(client.download(&path).await.map_err(failed)?);
    let mut draft = Draft::begin(&state.media_dir()).await.map_err(disk)?;
    while let Some(chunk) = chunks.next().await {
        if draft.write(&chunk.map_err(failed)?).await.map_err(disk)? > DOWNLOAD_LIMIT {
            return Err(too_large());
        }
    }
    Ok(draft)
}

/// Streams a file that an account saw to the disk, part by part.
async fn fetch_by_account(
    state: &AppState,
    row: &media::Model,
    identity: IdentityId,
    file_id: &str,
) -> Result<Draft> {
    let account = state.accounts.connected(identity)?;
    let mut download = Download::begin(file_id).ok_or(Error::NotFound("file"))?;
    name_channel(state, identity, &mut download).await?;
    let mut draft = Draft::begin(&state.media_dir()).await.map_err(disk)?;
    while let Some(part) = download.next(&account.client).await? {
        draft.write(&part).await.map_err(disk)?;
    }
    if let Some(fresh) = download.fresh_file_id() {
        let tx = state.db.begin().await?;
        store::set_file_id(&tx, row.workspace_id, row.id, &fresh).await?;
        tx.commit().await?;
    }
    Ok(draft)
}

/// The bot that saw the file: only it may download it. None where it was an account.
async fn client(state: &AppState, identity: IdentityId) -> Result<Option<Client>> {
    let Some(bot) = bot::Entity::find_by_id(identity).one(&state.db.reader).await? else { return Ok(None) };
    let token = state.vault.open(&bot.token_sealed);
    let token = token.map_err(|error| Error::internal("opening a bot's token", error))?;
    Ok(Some(state.telegram.client(token)))
}

fn failed(error: platforms::Error) -> Error {
    match error {
        platforms::Error::Wait(duration) => Error::TooMany(duration.as_secs()),
        error => error.into(),
    }
}
