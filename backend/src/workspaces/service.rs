//! What happens to workspaces.

use openapi::{
    WorkspaceId,
    users::Role,
    workspaces::{SaveWorkspace, Workspace},
};

use super::store;
use crate::{
    audit::{self, Change},
    entity::{membership, workspace::Model},
    error::{Error, Result},
    state::AppState,
    users,
    web::caller::Caller,
};

/// Makes a workspace with the caller as its owner.
pub async fn create(state: &AppState, by: &Caller, new: SaveWorkspace) -> Result<Workspace> {
    let (user, now) = (by.user()?, state.clock.now());
    let id = WorkspaceId(state.clock.uuid());
    let row = Model { id, name: new.name, last_event_id: 0, created_at: now };
    let shown = Workspace::from(row.clone());
    let tx = state.db.begin().await?;
    store::insert(&tx, row).await?;
    let owner = membership::Model { workspace_id: id, user_id: user, role: Role::Owner, created_at: now };
    users::store::join(&tx, owner).await?;
    // its first line is in its own log
    let by = Caller { workspace_id: id, ..by.clone() };
    audit::record(&tx, &state.clock, &by, change("workspace.create", None, &shown)).await?;
    tx.commit().await?;
    Ok(shown)
}

/// Makes a workspace that nobody may enter yet. `by` makes the caller who answers for it there.
pub async fn found(
    state: &AppState,
    by: impl Fn(WorkspaceId) -> Caller,
    new: SaveWorkspace,
) -> Result<WorkspaceId> {
    let row = Model {
        id: WorkspaceId(state.clock.uuid()),
        name: new.name,
        last_event_id: 0,
        created_at: state.clock.now(),
    };
    let shown = Workspace::from(row.clone());
    let tx = state.db.begin().await?;
    store::insert(&tx, row).await?;
    audit::record(&tx, &state.clock, &by(shown.id), change("workspace.create", None, &shown)).await?;
    tx.commit().await?;
    Ok(shown.id)
}

/// Renames the caller's workspace.
pub async fn rename(state: &AppState, by: &Caller, id: WorkspaceId, new: SaveWorkspace) -> Result<Workspace> {
    if id != by.workspace_id {
        return Err(Error::NotFound("workspace"));
    }
    let tx = state.db.begin().await?;
    let before = Workspace::from(store::find(&tx, id).await?);
    let after = Workspace { name: new.name.clone(), ..before.clone() };
    store::rename(&tx, id, new.name).await?;
    audit::record(&tx, &state.clock, by, change("workspace.update", Some(&before), &after)).await?;
    tx.commit().await?;
    Ok(after)
}

fn change<'a>(
    action: &'static str,
    before: Option<&'a Workspace>,
    after: &'a Workspace,
) -> Change<'a, Workspace> {
    Change { action, target: after.id.to_string(), name: &after.name, before, after: Some(after) }
}
