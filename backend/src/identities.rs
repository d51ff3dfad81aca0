//! What bots and accounts have in common: how they are listed, locked and changed.

use chrono::TimeDelta;
use openapi::{
    IdentityId, WorkspaceId,
    bots::{DesiredState, ObservedState},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Select, sea_query::LockType,
};
use serde::Serialize;

use crate::{
    audit::{self, Change},
    bus::Wake,
    entity::identity::{ActiveModel, Column, Entity, IdentityKind, Model, Platform},
    error::Result,
    events::NewEvent,
    state::AppState,
    web::caller::Caller,
};

/// One that is about to be added, and does not run yet.
pub fn new(
    state: &AppState,
    by: &Caller,
    id: IdentityId,
    (kind, external_id): (IdentityKind, i64),
    name: String,
    desired: DesiredState,
) -> Model {
    let now = state.clock.now();
    Model {
        id,
        workspace_id: by.workspace_id,
        kind,
        platform: Platform::Telegram,
        external_id,
        name,
        desired,
        observed: ObservedState::Stopped,
        observed_reason: None,
        observed_since: now,
        retry_at: None,
        generation: 0,
        lease_owner: None,
        lease_until: None,
        fencing: 0,
        created_at: now,
        updated_at: now,
        archived_at: None,
    }
}

/// Those of a workspace in the order they were added: those in use, or those archived.
pub fn page(
    query: Select<Entity>,
    workspace: WorkspaceId,
    archived: bool,
    after: Option<IdentityId>,
    limit: u64,
) -> Select<Entity> {
    let kept = if archived { Column::ArchivedAt.is_not_null() } else { Column::ArchivedAt.is_null() };
    let mut query =
        query.filter(Column::WorkspaceId.eq(workspace)).filter(kept).order_by_asc(Column::Id).limit(limit);
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after));
    }
    query
}

/// Keeps one from others until the transaction ends. Taken before the row of its bot or account, as everyone does who
/// needs both.
pub async fn lock(db: &impl ConnectionTrait, workspace: WorkspaceId, id: IdentityId) -> Result<()> {
    Entity::find_by_id(id)
        .filter(Column::WorkspaceId.eq(workspace))
        // rows that point to it may be made meanwhile: the inbox has the row of its bot or account, and does so
        .lock(LockType::NoKeyUpdate)
        .one(db)
        .await?;
    Ok(())
}

/// The beginning of a change.
pub fn change(state: &AppState, row: &Model) -> ActiveModel {
    // grows with each change even where the clock did not, since it is the row's tag
    let next = row.updated_at + TimeDelta::microseconds(1);
    ActiveModel { updated_at: Set(state.clock.now().max(next)), ..row.clone().into_active_model() }
}

/// The end of a change: its audit line, its event, the commit, and a wake-up for whoever runs it.
pub async fn finish<T: Serialize>(
    state: &AppState,
    tx: DatabaseTransaction,
    by: &Caller,
    id: IdentityId,
    change: Change<'_, T>,
    event: NewEvent,
) -> Result<()> {
    audit::record(&tx, &state.clock, by, change).await?;
    state.commit(tx, by.workspace_id, vec![event]).await?;
    state.bus.wake(Wake::Identity(id));
    Ok(())
}
