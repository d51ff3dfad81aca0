//! Routes of accounts.

use axum::extract::State;
use openapi::{
    AccountId, Page,
    accounts::{
        Account, AccountSession, CreateAccount, ExportedSession, ImportAccount, RevokeSession, SetProxy,
        UpdateAccount,
    },
    profiles::SetPhone,
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{chat_routes, login_routes, profile_routes, service, sessions, store, transfer};
use crate::{
    error::Result,
    paging::{Paging, page},
    state::AppState,
    web::{
        caller::{May, Owner, Read, WriteAccounts},
        extract::{IfMatch, Path, Query, Valid},
        respond::{Created, Found, NoContent, Paged, Tagged},
    },
};

/// The routes of accounts.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_accounts, create_account))
        .routes(routes!(import_account))
        .routes(routes!(find_account, update_account))
        .routes(routes!(set_account_phone))
        .routes(routes!(set_account_proxy))
        .routes(routes!(start_account))
        .routes(routes!(restart_account))
        .routes(routes!(stop_account))
        .routes(routes!(archive_account))
        .routes(routes!(log_out_account))
        .routes(routes!(export_account))
        .routes(routes!(list_account_sessions))
        .routes(routes!(revoke_account_session))
        .merge(login_routes::router())
        .merge(profile_routes::router())
        .merge(chat_routes::router())
}

/// Which accounts are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AccountFilter {
    /// Those that were archived, instead of those in use.
    #[serde(default)]
    archived: bool,
}

/// Accounts, in the order they were added.
#[utoipa::path(get, path = "/accounts", tag = "accounts", params(Paging, AccountFilter))]
async fn list_accounts(
    State(state): State<AppState>,
    caller: May<Read>,
    Query(paging): Query<Paging>,
    Query(filter): Query<AccountFilter>,
) -> Result<Paged<Account>> {
    let (limit, after) = (paging.limit()?, paging.after()?);
    let rows = store::list(&state.db.reader, caller.workspace_id, filter.archived, after, limit + 1).await?;
    Ok(Paged(page(rows, limit, |row| AccountId::from(row.identity.id), |row| row.show())))
}

/// Adds an account by its phone number; it still has to sign in. One that was archived here comes back with its history.
#[utoipa::path(post, path = "/accounts", tag = "accounts", request_body = CreateAccount)]
async fn create_account(
    State(state): State<AppState>,
    caller: May<WriteAccounts>,
    Valid(new): Valid<CreateAccount>,
) -> Result<Created<Account>> {
    Ok(Created(service::create(&state, &caller, new).await?))
}

/// Adds an account by a session made elsewhere. Owners only: whoever has a session has the account. The program it comes
/// from must never use it again, or Telegram ends it for both.
#[utoipa::path(post, path = "/accounts/import", tag = "accounts", request_body = ImportAccount)]
async fn import_account(
    State(state): State<AppState>,
    owner: Owner,
    Valid(new): Valid<ImportAccount>,
) -> Result<Created<Account>> {
    Ok(Created(transfer::import(&state, &owner, new).await?))
}

/// One account.
#[utoipa::path(get, path = "/accounts/{id}", tag = "accounts", params(("id" = AccountId, Path)))]
async fn find_account(
    State(state): State<AppState>,
    caller: May<Read>,
    Path(id): Path<AccountId>,
) -> Result<Tagged<Account>> {
    Ok(tagged(store::find(&state.db.reader, caller.workspace_id, id).await?.show()))
}

/// Renames an account or changes what Telegram is told of its device.
#[utoipa::path(put, path = "/accounts/{id}", tag = "accounts", params(("id" = AccountId, Path), IfMatch), request_body = UpdateAccount)]
async fn update_account(
    State(state): State<AppState>,
    caller: May<WriteAccounts>,
    Path(id): Path<AccountId>,
    seen: IfMatch,
    Valid(new): Valid<UpdateAccount>,
) -> Result<Tagged<Account>> {
    Ok(tagged(service::update(&state, &caller, id, seen, new).await?))
}

/// Gives an account that never signed in another number, where the one it was added with was mistyped.
#[utoipa::path(put, path = "/accounts/{id}/phone", tag = "accounts", params(("id" = AccountId, Path)), request_body = SetPhone)]
async fn set_account_phone(
    State(state): State<AppState>,
    caller: May<WriteAccounts>,
    Path(id): Path<AccountId>,
    Valid(new): Valid<SetPhone>,
) -> Result<Found<Account>> {
    Ok(Found(service::set_phone(&state, &caller, id, &new.phone).await?))
}

/// Has an account connect through another SOCKS5 proxy, or through none.
#[utoipa::path(put, path = "/accounts/{id}/proxy", tag = "accounts", params(("id" = AccountId, Path)), request_body = SetProxy)]
async fn set_account_proxy(
    State(state): State<AppState>,
    caller: May<WriteAccounts>,
    Path(id): Path<AccountId>,
    Valid(new): Valid<SetProxy>,
) -> Result<Found<Account>> {
    Ok(Found(service::set_proxy(&state, &caller, id, new).await?))
}

/// Starts an account that is signed in.
#[utoipa::path(post, path = "/accounts/{id}/start", tag = "accounts", params(("id" = AccountId, Path)))]
async fn start_account(
    State(state): State<AppState>,
    caller: May<WriteAccounts>,
    Path(id): Path<AccountId>,
) -> Result<Found<Account>> {
    Ok(Found(service::start(&state, &caller, id).await?))
}

/// Starts an account anew, whatever it does.
#[utoipa::path(post, path = "/accounts/{id}/restart", tag = "accounts", params(("id" = AccountId, Path)))]
async fn restart_account(
    State(state): State<AppState>,
    caller: May<WriteAccounts>,
    Path(id): Path<AccountId>,
) -> Result<Found<Account>> {
    Ok(Found(service::restart(&state, &caller, id).await?))
}

/// Stops an account. It stays signed in; what happens meanwhile is fetched when it starts again.
#[utoipa::path(post, path = "/accounts/{id}/stop", tag = "accounts", params(("id" = AccountId, Path)))]
async fn stop_account(
    State(state): State<AppState>,
    caller: May<WriteAccounts>,
    Path(id): Path<AccountId>,
) -> Result<Found<Account>> {
    Ok(Found(service::stop(&state, &caller, id).await?))
}

/// Stops an account and takes it out of the lists. It stays signed in and its history stays.
#[utoipa::path(post, path = "/accounts/{id}/archive", tag = "accounts", params(("id" = AccountId, Path)))]
async fn archive_account(
    State(state): State<AppState>,
    caller: May<WriteAccounts>,
    Path(id): Path<AccountId>,
) -> Result<Found<Account>> {
    Ok(Found(service::archive(&state, &caller, id).await?))
}

/// Signs an account out: ends its session at Telegram. Goes on until Telegram is reached; the state then is `logged_out`.
#[utoipa::path(post, path = "/accounts/{id}/logout", tag = "accounts", params(("id" = AccountId, Path)))]
async fn log_out_account(
    State(state): State<AppState>,
    caller: May<WriteAccounts>,
    Path(id): Path<AccountId>,
) -> Result<Found<Account>> {
    Ok(Found(service::log_out(&state, &caller, id).await?))
}

/// The session of an account as text. Owners only: whoever has it has the account. Stop the account here before it is
/// used elsewhere, or Telegram ends the session for both.
#[utoipa::path(post, path = "/accounts/{id}/export", tag = "accounts", params(("id" = AccountId, Path)))]
async fn export_account(
    State(state): State<AppState>,
    owner: Owner,
    Path(id): Path<AccountId>,
) -> Result<Found<ExportedSession>> {
    Ok(Found(transfer::export(&state, &owner, id).await?))
}

/// Where an account is signed in, as Telegram tells just now.
#[utoipa::path(get, path = "/accounts/{id}/sessions", tag = "accounts", params(("id" = AccountId, Path)))]
async fn list_account_sessions(
    State(state): State<AppState>,
    caller: May<WriteAccounts>,
    Path(id): Path<AccountId>,
) -> Result<Paged<AccountSession>> {
    let items = sessions::list(&state, &caller, id).await?;
    Ok(Paged(Page { items, next_cursor: None }))
}

/// Ends another session of an account.
#[utoipa::path(post, path = "/accounts/{id}/sessions/revoke", tag = "accounts", params(("id" = AccountId, Path)), request_body = RevokeSession)]
async fn revoke_account_session(
    State(state): State<AppState>,
    caller: May<WriteAccounts>,
    Path(id): Path<AccountId>,
    Valid(which): Valid<RevokeSession>,
) -> Result<NoContent> {
    sessions::revoke(&state, &caller, id, &which.hash).await?;
    Ok(NoContent)
}

fn tagged(account: Account) -> Tagged<Account> {
    let changed = account.updated_at;
    Tagged(account, changed)
}
