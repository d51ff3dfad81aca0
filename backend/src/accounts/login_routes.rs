//! Routes by which an account signs in.

use std::future::Future;

use axum::extract::State;
use openapi::{
    AccountId,
    accounts::{Account, LoginCode, LoginPassword, LoginQr},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::login;
use crate::{
    error::{Error, Result},
    state::AppState,
    web::{
        caller::{Caller, May, WriteAccounts},
        extract::{Path, Valid},
        request_id,
        respond::Found,
    },
};

/// The routes by which an account signs in.
pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(begin_login))
        .routes(routes!(resend_login_code))
        .routes(routes!(give_login_code))
        .routes(routes!(give_login_password))
        .routes(routes!(show_login_qr))
        .routes(routes!(cancel_login))
}

/// Has Telegram send a code. A sign-in that was under way is given up.
#[utoipa::path(post, path = "/accounts/{id}/login", tag = "accounts", params(("id" = AccountId, Path)))]
async fn begin_login(
    State(state): State<AppState>,
    caller: May<WriteAccounts>,
    Path(id): Path<AccountId>,
) -> Result<Found<Account>> {
    carry_out(&state, &caller, async move |state, by| login::begin(&state, &by, id).await).await
}

/// Has Telegram send the code in the next way, once it may.
#[utoipa::path(post, path = "/accounts/{id}/login/resend", tag = "accounts", params(("id" = AccountId, Path)))]
async fn resend_login_code(
    State(state): State<AppState>,
    caller: May<WriteAccounts>,
    Path(id): Path<AccountId>,
) -> Result<Found<Account>> {
    carry_out(&state, &caller, async move |state, by| login::resend(&state, &by, id).await).await
}

/// Gives the code that Telegram sent.
#[utoipa::path(post, path = "/accounts/{id}/login/code", tag = "accounts", params(("id" = AccountId, Path)), request_body = LoginCode)]
async fn give_login_code(
    State(state): State<AppState>,
    caller: May<WriteAccounts>,
    Path(id): Path<AccountId>,
    Valid(given): Valid<LoginCode>,
) -> Result<Found<Account>> {
    carry_out(&state, &caller, async move |state, by| login::give_code(&state, &by, id, &given.code).await)
        .await
}

/// Gives the account's second password.
#[utoipa::path(post, path = "/accounts/{id}/login/password", tag = "accounts", params(("id" = AccountId, Path)), request_body = LoginPassword)]
async fn give_login_password(
    State(state): State<AppState>,
    caller: May<WriteAccounts>,
    Path(id): Path<AccountId>,
    Valid(given): Valid<LoginPassword>,
) -> Result<Found<Account>> {
    let password = given.password.into();
    carry_out(&state, &caller, async move |state, by| login::give_password(&state, &by, id, password).await)
        .await
}

/// Tells what a QR code should hold. Ask again when it expires; `account.updated` tells when it was accepted.
#[utoipa::path(post, path = "/accounts/{id}/login/qr", tag = "accounts", params(("id" = AccountId, Path)))]
async fn show_login_qr(
    State(state): State<AppState>,
    caller: May<WriteAccounts>,
    Path(id): Path<AccountId>,
) -> Result<Found<LoginQr>> {
    carry_out(&state, &caller, async move |state, by| login::show_qr(&state, &by, id).await).await
}

/// Gives a sign-in up.
#[utoipa::path(post, path = "/accounts/{id}/login/cancel", tag = "accounts", params(("id" = AccountId, Path)))]
async fn cancel_login(
    State(state): State<AppState>,
    caller: May<WriteAccounts>,
    Path(id): Path<AccountId>,
) -> Result<Found<Account>> {
    carry_out(&state, &caller, async move |state, by| login::cancel(&state, &by, id).await).await
}

/// Carries a step out to its end even if its client goes away: what Telegram has done must be stored.
async fn carry_out<T, F>(
    state: &AppState,
    by: &Caller,
    step: impl FnOnce(AppState, Caller) -> F,
) -> Result<Found<T>>
where
    T: Send + 'static,
    F: Future<Output = Result<T>> + Send + 'static,
{
    let work = request_id::carry(step(state.clone(), by.clone()));
    let done = state.shutdown.tasks.spawn(work).await;
    done.map_err(|error| Error::internal("carrying out a step of a sign-in", error))?.map(Found)
}
