//! Routes of workspaces.

use axum::extract::State;
use openapi::{
    WorkspaceId,
    workspaces::{SaveWorkspace, Workspace},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{service, store};
use crate::{
    error::Result,
    paging::{Paging, page},
    state::AppState,
    web::{
        caller::{Administer, Caller, May},
        extract::{Path, Query, Valid},
        respond::{Created, Found, Paged},
    },
};

/// The routes of workspaces.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_workspaces, create_workspace)).routes(routes!(update_workspace))
}

/// The workspaces the caller may enter.
#[utoipa::path(get, path = "/workspaces", tag = "workspaces", params(Paging))]
async fn list_workspaces(
    State(state): State<AppState>,
    caller: Caller,
    Query(paging): Query<Paging>,
) -> Result<Paged<Workspace>> {
    let limit = paging.limit()?;
    let rows = store::list(&state.db.reader, caller.user()?, paging.after()?, limit + 1).await?;
    Ok(Paged(page(rows, limit, |row| row.id, Workspace::from)))
}

/// Makes a workspace, of which the caller is the owner. Enter it by renewing the access token with its id.
#[utoipa::path(post, path = "/workspaces", tag = "workspaces", request_body = SaveWorkspace)]
async fn create_workspace(
    State(state): State<AppState>,
    caller: Caller,
    Valid(new): Valid<SaveWorkspace>,
) -> Result<Created<Workspace>> {
    Ok(Created(service::create(&state, &caller, new).await?))
}

/// Renames the workspace the caller is in.
#[utoipa::path(put, path = "/workspaces/{id}", tag = "workspaces", params(("id" = WorkspaceId, Path)), request_body = SaveWorkspace)]
async fn update_workspace(
    State(state): State<AppState>,
    caller: May<Administer>,
    Path(id): Path<WorkspaceId>,
    Valid(new): Valid<SaveWorkspace>,
) -> Result<Found<Workspace>> {
    Ok(Found(service::rename(&state, &caller, id, new).await?))
}
