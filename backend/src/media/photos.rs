//! Photos of accounts, groups and channels. Each has one row an account that sees it, however often it is seen.

use openapi::{IdentityId, MediaId, WorkspaceId, media::Media};
use sea_orm::ConnectionTrait;
use sha2::{Digest, Sha256};
use uuid::Builder;

use super::store;
use crate::{entity::media, error::Result, platforms::telegram_account::Photo, state::AppState};

/// Keeps a photo's row, by which its bytes are fetched when someone asks for them.
pub async fn keep(
    db: &impl ConnectionTrait,
    state: &AppState,
    workspace: WorkspaceId,
    identity: IdentityId,
    photo: &Photo,
) -> Result<MediaId> {
    let (id, file) = (id(identity, photo.id), &photo.file);
    let info = Media {
        id,
        kind: file.kind,
        name: None,
        mime: file.mime.clone(),
        size: file.size,
        width: file.width,
        height: file.height,
        duration: None,
        emoji: None,
        downloadable: true,
    };
    let row = media::Model {
        id,
        workspace_id: workspace,
        identity_id: Some(identity),
        file_id: Some(file.file_id.clone()),
        info,
        sha256: None,
        created_at: state.clock.now(),
    };
    store::insert_or_renew(db, row).await?;
    Ok(id)
}

/// The same for the same photo, so that it is fetched and kept once.
fn id(identity: IdentityId, photo: i64) -> MediaId {
    let hash = Sha256::new().chain_update(identity.0).chain_update(photo.to_be_bytes()).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    MediaId(Builder::from_custom_bytes(bytes).into_uuid())
}
