//! A file of a message, or an upload.

use openapi::{IdentityId, MediaId, WorkspaceId, media::Media};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "media")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MediaId,
    pub workspace_id: WorkspaceId,
    /// Who can download it at Telegram; none for an upload of ours.
    pub identity_id: Option<IdentityId>,
    pub file_id: Option<String>,
    pub info: Media,
    /// Its name in the content-addressed store, once it is there.
    pub sha256: Option<String>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
