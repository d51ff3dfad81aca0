//! Routes of users.

use axum::extract::State;
use openapi::{
    UserId,
    users::{CreateUser, UpdateUser, User},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{service, store};
use crate::{
    error::Result,
    paging::{Paging, page},
    state::AppState,
    web::{
        caller::{Administer, May},
        extract::{Path, Query, Valid},
        respond::{Created, Found, NoContent, Paged},
    },
};

/// The routes of users.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_users, create_user)).routes(routes!(
        find_user,
        update_user,
        remove_user
    ))
}

/// The workspace's users by their login.
#[utoipa::path(get, path = "/users", tag = "users", params(Paging))]
async fn list_users(
    State(state): State<AppState>,
    caller: May<Administer>,
    Query(paging): Query<Paging>,
) -> Result<Paged<User>> {
    let limit = paging.limit()?;
    let rows = store::list(&state.db.reader, caller.workspace_id, paging.after()?, limit + 1).await?;
    Ok(Paged(page(rows, limit, |row| row.login.clone(), |row| row)))
}

/// Adds a user to the workspace. Only owners add owners.
#[utoipa::path(post, path = "/users", tag = "users", request_body = CreateUser)]
async fn create_user(
    State(state): State<AppState>,
    caller: May<Administer>,
    Valid(new): Valid<CreateUser>,
) -> Result<Created<User>> {
    Ok(Created(service::create(&state, &caller, new).await?))
}

/// One user.
#[utoipa::path(get, path = "/users/{id}", tag = "users", params(("id" = UserId, Path)))]
async fn find_user(
    State(state): State<AppState>,
    caller: May<Administer>,
    Path(id): Path<UserId>,
) -> Result<Found<User>> {
    Ok(Found(store::find(&state.db.reader, caller.workspace_id, id).await?))
}

/// Changes a user's role or name, or sets a new password. Only owners change owners.
#[utoipa::path(put, path = "/users/{id}", tag = "users", params(("id" = UserId, Path)), request_body = UpdateUser)]
async fn update_user(
    State(state): State<AppState>,
    caller: May<Administer>,
    Path(id): Path<UserId>,
    Valid(change): Valid<UpdateUser>,
) -> Result<Found<User>> {
    Ok(Found(service::update(&state, &caller, id, change).await?))
}

/// Removes a user from the workspace. What they wrote stays.
#[utoipa::path(delete, path = "/users/{id}", tag = "users", params(("id" = UserId, Path)))]
async fn remove_user(
    State(state): State<AppState>,
    caller: May<Administer>,
    Path(id): Path<UserId>,
) -> Result<NoContent> {
    service::remove(&state, &caller, id).await?;
    Ok(NoContent)
}
