//! API keys in the database.

use chrono::{DateTime, Utc};
use openapi::{ApiKeyId, WorkspaceId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};

use crate::{
    entity::api_key::{ActiveModel, Column, Entity, Model},
    error::{Error, Result},
};

/// The key with this hash that has not ended.
pub async fn find_live_by_hash(
    db: &impl ConnectionTrait,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<Model>> {
    Ok(Entity::find().filter(Column::SecretHash.eq(hash)).filter(live(now)).one(db).await?)
}

/// The key, if it has not ended.
pub async fn find_live(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    id: ApiKeyId,
    now: DateTime<Utc>,
) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id).filter(Column::WorkspaceId.eq(workspace)).filter(live(now)).one(db).await?)
}

fn live(now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(Column::RevokedAt.is_null())
        .add(Condition::any().add(Column::ExpiresAt.is_null()).add(Column::ExpiresAt.gt(now)))
}

/// Notes that a key was used.
pub async fn touch(db: &impl ConnectionTrait, id: ApiKeyId, now: DateTime<Utc>) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::LastUsedAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

/// The keys of a workspace, the newest first.
pub async fn list(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    after: Option<ApiKeyId>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut query = Entity::find().filter(Column::WorkspaceId.eq(workspace));
    if let Some(after) = after {
        query = query.filter(Column::Id.lt(after));
    }
    Ok(query.order_by_desc(Column::Id).limit(limit).all(db).await?)
}

/// One key.
pub async fn find(db: &impl ConnectionTrait, workspace: WorkspaceId, id: ApiKeyId) -> Result<Model> {
    let key = Entity::find_by_id(id).filter(Column::WorkspaceId.eq(workspace)).one(db).await?;
    key.ok_or(Error::NotFound("API key"))
}

/// Inserts a key.
pub async fn insert(db: &impl ConnectionTrait, key: Model) -> Result<()> {
    Entity::insert(key.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Ends a key.
pub async fn revoke(db: &impl ConnectionTrait, id: ApiKeyId, now: DateTime<Utc>) -> Result<()> {
    Entity::update(ActiveModel { id: Set(id), revoked_at: Set(Some(now)), ..Default::default() })
        .exec(db)
        .await?;
    Ok(())
}
