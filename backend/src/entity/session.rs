//! A sign-in of a user on one device.

use openapi::{SessionId, UserId, WorkspaceId, auth::Session};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    pub user_id: UserId,
    pub workspace_id: WorkspaceId,
    /// The number of the refresh token that works.
    pub refresh_no: i64,
    pub user_agent: String,
    pub address: String,
    pub created_at: DateTimeUtc,
    pub last_used_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub revoked_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The session as its user sees it from `current`.
    pub fn show(self, current: Option<SessionId>) -> Session {
        Session {
            current: Some(self.id) == current,
            id: self.id,
            user_agent: self.user_agent,
            address: self.address,
            created_at: self.created_at,
            last_used_at: self.last_used_at,
        }
    }
}
