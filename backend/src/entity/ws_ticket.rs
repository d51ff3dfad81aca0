//! A ticket that opens one socket.

use openapi::{ApiKeyId, SessionId, WorkspaceId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "ws_tickets")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    pub workspace_id: WorkspaceId,
    pub session_id: Option<SessionId>,
    pub api_key_id: Option<ApiKeyId>,
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
