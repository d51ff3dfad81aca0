//! Routes of chats.

use axum::extract::State;
use openapi::{
    AccountId, BotId, ChatId, IdentityId,
    chats::{Backfill, Chat, ChatKind, MarkRead, ReadMark, Unread, UpdateDialog},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{service, store, typing};
use crate::{
    accounts,
    entity::identity::IdentityKind,
    error::Result,
    paging::{Paging, page},
    state::AppState,
    web::{
        caller::{Caller, May, Read, WriteMessages},
        extract::{Json, Path, Query, comma_list},
        respond::{Found, NoContent, Paged},
    },
};

/// The routes of chats.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_bot_chats))
        .routes(routes!(count_bot_unread))
        .routes(routes!(list_account_chats))
        .routes(routes!(count_account_unread))
        .routes(routes!(find_chat))
        .routes(routes!(update_dialog))
        .routes(routes!(fetch_history))
        .routes(routes!(show_typing))
        .routes(routes!(find_read_mark, move_read_mark))
}

/// Of which bot chats are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OfBot {
    /// Of this bot only.
    bot_id: Option<BotId>,
}

/// Of which account chats are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OfAccount {
    /// Of this account only.
    account_id: Option<AccountId>,
}

/// Which chats of the list are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ChatFilter {
    /// With messages the caller has not read only.
    #[serde(default)]
    unread: bool,
    /// Of this kind only; more than one are separated by commas.
    #[serde(default, deserialize_with = "comma_list")]
    #[param(style = Form, explode = false)]
    kind: Vec<ChatKind>,
    /// Whose title or username has this in it.
    q: Option<String>,
}

/// Chats of all bots, the one with the newest message first.
#[utoipa::path(get, path = "/bots/chats", tag = "chats", params(Paging, OfBot, ChatFilter))]
async fn list_bot_chats(
    State(state): State<AppState>,
    caller: May<Read>,
    Query(paging): Query<Paging>,
    Query(of): Query<OfBot>,
    Query(filter): Query<ChatFilter>,
) -> Result<Paged<Chat>> {
    list(&state, &caller, &paging, IdentityKind::Bot, of.bot_id.map(Into::into), filter).await
}

/// Chats of all accounts, the one with the newest message first.
#[utoipa::path(get, path = "/accounts/chats", tag = "chats", params(Paging, OfAccount, ChatFilter))]
async fn list_account_chats(
    State(state): State<AppState>,
    caller: May<Read>,
    Query(paging): Query<Paging>,
    Query(of): Query<OfAccount>,
    Query(filter): Query<ChatFilter>,
) -> Result<Paged<Chat>> {
    list(&state, &caller, &paging, IdentityKind::Account, of.account_id.map(Into::into), filter).await
}

async fn list(
    state: &AppState,
    caller: &Caller,
    paging: &Paging,
    kind: IdentityKind,
    identity: Option<IdentityId>,
    filter: ChatFilter,
) -> Result<Paged<Chat>> {
    let limit = paging.limit()?;
    let filter = store::Filter {
        identity,
        unread: filter.unread,
        kinds: filter.kind,
        search: filter.q.filter(|q| !q.is_empty()),
    };
    let rows = store::list(
        &state.db.reader,
        caller.workspace_id,
        kind,
        caller.user_id,
        filter,
        paging.after()?,
        limit + 1,
    )
    .await?;
    let user = caller.user_id.is_some();
    Ok(Paged(page(
        rows,
        limit,
        |row| (row.chat.last_message_at, row.chat.id),
        |row| {
            let unread = row.unread();
            row.chat.show(user.then_some(unread))
        },
    )))
}

/// The caller's unread figures over all bots.
#[utoipa::path(get, path = "/bots/unread", tag = "chats")]
async fn count_bot_unread(State(state): State<AppState>, caller: May<Read>) -> Result<Found<Unread>> {
    count(&state, &caller, IdentityKind::Bot).await
}

/// The caller's unread figures over all accounts.
#[utoipa::path(get, path = "/accounts/unread", tag = "chats")]
async fn count_account_unread(State(state): State<AppState>, caller: May<Read>) -> Result<Found<Unread>> {
    count(&state, &caller, IdentityKind::Account).await
}

async fn count(state: &AppState, caller: &Caller, kind: IdentityKind) -> Result<Found<Unread>> {
    let rows = store::unread(&state.db.reader, caller.workspace_id, kind, caller.user_id).await?;
    let identities: Vec<_> = rows
        .into_iter()
        .map(|row| openapi::chats::IdentityUnread {
            identity_id: row.identity_id,
            total: row.total,
            chats: row.chats,
        })
        .collect();
    Ok(Found(Unread {
        total: identities.iter().map(|row| row.total).sum(),
        chats: identities.iter().map(|row| row.chats).sum(),
        identities,
    }))
}

/// One chat.
#[utoipa::path(get, path = "/chats/{id}", tag = "chats", params(("id" = ChatId, Path)))]
async fn find_chat(
    State(state): State<AppState>,
    caller: May<Read>,
    Path(id): Path<ChatId>,
) -> Result<Found<Chat>> {
    let found = store::find(&state.db.reader, caller.workspace_id, caller.user_id, id).await?;
    let unread = caller.user_id.map(|_| found.unread());
    Ok(Found(found.chat.show(unread)))
}

/// Changes how an account's own list of chats shows one, in Telegram's apps too.
#[utoipa::path(patch, path = "/chats/{id}/dialog", tag = "chats", params(("id" = ChatId, Path)), request_body = UpdateDialog)]
async fn update_dialog(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    Path(id): Path<ChatId>,
    Json(change): Json<UpdateDialog>,
) -> Result<Found<Chat>> {
    Ok(Found(accounts::dialogs::update(&state, &caller, id, change).await?))
}

/// Fetches earlier messages of an account's chat from Telegram, a hundred at a time, up to its beginning.
#[utoipa::path(post, path = "/chats/{id}/history", tag = "chats", params(("id" = ChatId, Path)))]
async fn fetch_history(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    Path(id): Path<ChatId>,
) -> Result<Found<Backfill>> {
    Ok(Found(accounts::history::fetch(&state, &caller, id).await?))
}

/// Shows the others of a chat that someone writes, for some seconds: ask again while it goes on.
#[utoipa::path(post, path = "/chats/{id}/typing", tag = "chats", params(("id" = ChatId, Path)))]
async fn show_typing(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    Path(id): Path<ChatId>,
) -> Result<NoContent> {
    typing::show(&state, &caller, id).await?;
    Ok(NoContent)
}

/// The caller's read mark in a chat.
#[utoipa::path(get, path = "/chats/{id}/read", tag = "chats", params(("id" = ChatId, Path)))]
async fn find_read_mark(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<ChatId>,
) -> Result<Found<ReadMark>> {
    Ok(Found(service::read_mark(&state, &caller, id).await?))
}

/// Moves the caller's read mark in a chat.
#[utoipa::path(post, path = "/chats/{id}/read", tag = "chats", params(("id" = ChatId, Path)))]
async fn move_read_mark(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<ChatId>,
    Json(change): Json<MarkRead>,
) -> Result<Found<ReadMark>> {
    Ok(Found(service::mark_read(&state, &caller, id, change).await?))
}
