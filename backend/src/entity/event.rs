//! An event of a workspace.

use openapi::{ChatId, EventId, IdentityId, UserId, WorkspaceId};
use sea_orm::entity::prelude::*;

use super::identity::IdentityKind;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: WorkspaceId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EventId,
    pub time: DateTimeUtc,
    pub kind: String,
    pub identity_kind: Option<IdentityKind>,
    pub identity_id: Option<IdentityId>,
    pub chat_id: Option<ChatId>,
    /// Set when only this user may see it.
    pub user_id: Option<UserId>,
    /// The event's `data`, as JSON.
    #[sea_orm(column_type = "Text")]
    pub data: String,
}

impl ActiveModelBehavior for ActiveModel {}
