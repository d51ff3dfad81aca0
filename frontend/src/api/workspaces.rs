//! Workspaces.

use openapi::{
    WorkspaceId,
    workspaces::{SaveWorkspace, Workspace},
};

use super::{Result, post, put};

/// Makes a workspace, owned by the caller.
pub async fn create(new: &SaveWorkspace) -> Result<Workspace> {
    post("/workspaces").json(new).send().await
}

/// Renames one.
pub async fn rename(id: WorkspaceId, change: &SaveWorkspace) -> Result<Workspace> {
    put(format!("/workspaces/{id}")).json(change).send().await
}
