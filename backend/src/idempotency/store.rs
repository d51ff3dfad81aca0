//! Idempotency keys and kept answers in the database.

use chrono::{DateTime, Utc};
use openapi::WorkspaceId;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::OnConflict,
};
use uuid::Uuid;

use crate::{
    entity::idempotency_key::{ActiveModel, Column, Entity, Model},
    error::Result,
};

/// Whose key it is.
#[derive(Debug, Clone)]
pub struct Slot {
    /// The caller's workspace.
    pub workspace: WorkspaceId,
    /// The user or API key.
    pub caller: Uuid,
    /// What they named the request.
    pub key: String,
}

impl Slot {
    fn is(&self) -> Condition {
        Condition::all()
            .add(Column::WorkspaceId.eq(self.workspace))
            .add(Column::Caller.eq(self.caller))
            .add(Column::Key.eq(self.key.as_str()))
    }
}

/// Takes a key for a request, unless there was one with it before: then that one.
pub async fn claim(
    db: &impl ConnectionTrait,
    slot: &Slot,
    request_hash: &str,
    now: DateTime<Utc>,
    forgotten_before: DateTime<Utc>,
) -> Result<Option<Model>> {
    Entity::delete_many().filter(slot.is()).filter(Column::CreatedAt.lte(forgotten_before)).exec(db).await?;
    let row = ActiveModel {
        workspace_id: Set(slot.workspace),
        caller: Set(slot.caller),
        key: Set(slot.key.clone()),
        request_hash: Set(request_hash.to_owned()),
        status: Set(None),
        body: Set(None),
        created_at: Set(now),
    };
    let unique = [Column::WorkspaceId, Column::Caller, Column::Key];
    let taken = Entity::insert(row)
        .on_conflict(OnConflict::columns(unique).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    if taken == 1 { Ok(None) } else { Ok(Entity::find().filter(slot.is()).one(db).await?) }
}

/// Keeps the answer to a request.
pub async fn keep(db: &impl ConnectionTrait, slot: &Slot, status: i32, body: String) -> Result<()> {
    let answer = ActiveModel { status: Set(Some(status)), body: Set(Some(body)), ..Default::default() };
    Entity::update_many().set(answer).filter(slot.is()).exec(db).await?;
    Ok(())
}

/// Lets a key be used again.
pub async fn free(db: &impl ConnectionTrait, slot: &Slot) -> Result<()> {
    Entity::delete_many().filter(slot.is()).exec(db).await?;
    Ok(())
}

/// Forgets what is older than this; says how many there were.
pub async fn forget(db: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<u64> {
    Ok(Entity::delete_many().filter(Column::CreatedAt.lte(before)).exec(db).await?.rows_affected)
}
