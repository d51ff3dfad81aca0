//! Which peer a username was found to be.

use openapi::WorkspaceId;
use sea_orm::entity::prelude::*;

use super::chat::PeerKind;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "peer_names")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: WorkspaceId,
    /// In lower case, without `@`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub peer_kind: PeerKind,
    pub peer_id: i64,
    pub resolved_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
