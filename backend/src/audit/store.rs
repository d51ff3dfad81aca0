//! The audit log in the database.

use openapi::{AuditId, UserId, WorkspaceId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    entity::audit_log::{Column, Entity, Model},
    error::Result,
};

/// Which lines are asked for.
#[derive(Debug, Default)]
pub struct Filter {
    /// Of this action only.
    pub action: Option<String>,
    /// Of what has this id only.
    pub target: Option<String>,
    /// Of this user only.
    pub user: Option<UserId>,
}

/// Lines of a workspace's log, the newest first.
pub async fn list(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    filter: Filter,
    after: Option<AuditId>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut query = Entity::find().filter(Column::WorkspaceId.eq(workspace));
    if let Some(action) = filter.action {
        query = query.filter(Column::Action.eq(action));
    }
    if let Some(target) = filter.target {
        query = query.filter(Column::Target.eq(target));
    }
    if let Some(user) = filter.user {
        query = query.filter(Column::UserId.eq(user));
    }
    if let Some(after) = after {
        query = query.filter(Column::Id.lt(after));
    }
    Ok(query.order_by_desc(Column::Id).limit(limit).all(db).await?)
}
