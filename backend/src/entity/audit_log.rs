//! A change: who, when, before, after.

use openapi::{ApiKeyId, AuditId, UserId, WorkspaceId, audit::AuditEntry};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_log")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: AuditId,
    pub workspace_id: WorkspaceId,
    pub time: DateTimeUtc,
    pub user_id: Option<UserId>,
    pub api_key_id: Option<ApiKeyId>,
    pub actor: String,
    pub action: String,
    pub target: String,
    pub target_name: String,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub before: Option<Json>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub after: Option<Json>,
    pub address: String,
    pub request_id: String,
}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for AuditEntry {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            time: row.time,
            user_id: row.user_id,
            api_key_id: row.api_key_id,
            actor: row.actor,
            action: row.action,
            target: row.target,
            target_name: row.target_name,
            before: row.before,
            after: row.after,
            address: row.address,
            request_id: row.request_id,
        }
    }
}
