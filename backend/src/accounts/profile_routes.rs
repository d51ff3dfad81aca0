//! Routes of what an account shows of itself, and of what Telegram makes it wait with.

use axum::{
    Extension,
    extract::{Request, State},
};
use openapi::{
    AccountId, Page,
    profiles::{AccountLimit, AccountProfile, SetAccountPhoto, UpdateAccountProfile},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{limits, profile};
use crate::{
    error::Result,
    media::{download::Fetching, serve::Bytes},
    state::AppState,
    web::{
        caller::{May, Read, WriteAccounts},
        extract::{Path, Valid},
        respond::{Found, Paged},
    },
};

/// The routes of profiles and limits.
pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(pull_account_profile, push_account_profile))
        .routes(routes!(read_account_photo, set_account_photo, delete_account_photo))
        .routes(routes!(list_account_limits))
        .layer(Extension(Fetching::default()))
}

/// The profile of an account as Telegram has it just now. Its stored names follow.
#[utoipa::path(get, path = "/accounts/{id}/profile", tag = "accounts", params(("id" = AccountId, Path)))]
async fn pull_account_profile(
    State(state): State<AppState>,
    caller: May<WriteAccounts>,
    Path(id): Path<AccountId>,
) -> Result<Found<AccountProfile>> {
    Ok(Found(profile::pull(&state, &caller, id).await?))
}

/// Changes the profile of an account at Telegram, as far as it is to be other than it is.
#[utoipa::path(patch, path = "/accounts/{id}/profile", tag = "accounts", params(("id" = AccountId, Path)), request_body = UpdateAccountProfile)]
async fn push_account_profile(
    State(state): State<AppState>,
    caller: May<WriteAccounts>,
    Path(id): Path<AccountId>,
    Valid(new): Valid<UpdateAccountProfile>,
) -> Result<Found<AccountProfile>> {
    Ok(Found(profile::update(&state, &caller, id, new).await?))
}

/// The profile photo of an account: its bytes.
#[utoipa::path(get, path = "/accounts/{id}/photo", tag = "accounts", params(("id" = AccountId, Path)))]
async fn read_account_photo(
    State(state): State<AppState>,
    Extension(fetching): Extension<Fetching>,
    caller: May<WriteAccounts>,
    Path(id): Path<AccountId>,
    request: Request,
) -> Result<Bytes> {
    profile::read_photo(&state, &fetching, &caller, id, request).await
}

/// Shows an upload as the profile photo of an account.
#[utoipa::path(put, path = "/accounts/{id}/photo", tag = "accounts", params(("id" = AccountId, Path)), request_body = SetAccountPhoto)]
async fn set_account_photo(
    State(state): State<AppState>,
    caller: May<WriteAccounts>,
    Path(id): Path<AccountId>,
    Valid(new): Valid<SetAccountPhoto>,
) -> Result<Found<AccountProfile>> {
    Ok(Found(profile::set_photo(&state, &caller, id, new.media_id).await?))
}

/// Takes the profile photo of an account away; the one before it is shown again, if there was one.
#[utoipa::path(delete, path = "/accounts/{id}/photo", tag = "accounts", params(("id" = AccountId, Path)))]
async fn delete_account_photo(
    State(state): State<AppState>,
    caller: May<WriteAccounts>,
    Path(id): Path<AccountId>,
) -> Result<Found<AccountProfile>> {
    Ok(Found(profile::delete_photo(&state, &caller, id).await?))
}

/// What Telegram makes an account wait with, as its answers taught us: methods, chats, everything. The longest wait first.
#[utoipa::path(get, path = "/accounts/{id}/limits", tag = "accounts", params(("id" = AccountId, Path)))]
async fn list_account_limits(
    State(state): State<AppState>,
    caller: May<Read>,
    Path(id): Path<AccountId>,
) -> Result<Paged<AccountLimit>> {
    let items = limits::list(&state, &caller, id).await?;
    Ok(Paged(Page { items, next_cursor: None }))
}
