//! A workspace: the tenant every row belongs to.

use openapi::{WorkspaceId, workspaces::Workspace};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "workspaces")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: WorkspaceId,
    pub name: String,
    pub last_event_id: i64,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for Workspace {
    fn from(row: Model) -> Self {
        Self { id: row.id, name: row.name, created_at: row.created_at }
    }
}
