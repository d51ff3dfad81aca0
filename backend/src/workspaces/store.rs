//! Workspaces in the database.

use openapi::{UserId, WorkspaceId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, JoinType, QueryFilter,
    QueryOrder, QuerySelect,
};

use crate::{
    entity::{
        membership,
        workspace::{ActiveModel, Column, Entity, Model},
    },
    error::{Error, Result},
};

/// The workspaces a user may enter, the oldest first.
pub async fn list(
    db: &impl ConnectionTrait,
    user: UserId,
    after: Option<WorkspaceId>,
    limit: u64,
) -> Result<Vec<Model>> {
    let to_membership =
        Entity::belongs_to(membership::Entity).from(Column::Id).to(membership::Column::WorkspaceId);
    let mut query = Entity::find()
        .join(JoinType::InnerJoin, to_membership.into())
        .filter(membership::Column::UserId.eq(user));
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after));
    }
    Ok(query.order_by_asc(Column::Id).limit(limit).all(db).await?)
}

/// Every workspace of this installation, the oldest first.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<Model>> {
    Ok(Entity::find().order_by_asc(Column::Id).all(db).await?)
}

/// One workspace.
pub async fn find(db: &impl ConnectionTrait, id: WorkspaceId) -> Result<Model> {
    Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound("workspace"))
}

/// Inserts a workspace.
pub async fn insert(db: &impl ConnectionTrait, workspace: Model) -> Result<()> {
    Entity::insert(workspace.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Renames a workspace.
pub async fn rename(db: &impl ConnectionTrait, id: WorkspaceId, name: String) -> Result<()> {
    Entity::update(ActiveModel { id: Set(id), name: Set(name), ..Default::default() }).exec(db).await?;
    Ok(())
}
