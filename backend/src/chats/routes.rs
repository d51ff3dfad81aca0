//! Routes of chats.

use axum::extract::State;
use openapi::{
    AccountId, BotId, ChatId, IdentityId, MessageId,
    chats::{Backfill, Chat, ChatKind, MarkRead, ReadMark, Unread, UpdateDialog},
    messages::MessagePage,
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
        .routes(routes!(leave_chat))
        .routes(routes!(search_chat))
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
    /// Those in the accounts' archives, or those that are not; left out, both.
    archived: Option<bool>,
    /// Those of this folder of the account's.
    folder: Option<i32>,
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

impl ChatFilter {
    fn of(self, identity: Option<IdentityId>) -> store::Filter {
        store::Filter {
            identity,
            unread: self.unread,
            kinds: self.kind,
            search: self.q.filter(|q| !q.is_empty()),
            ..Default::default()
        }
    }
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
    list(&state, &caller, &paging, IdentityKind::Bot, filter.of(of.bot_id.map(Into::into))).await
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
    let folder = service::folder(&state, &caller, of.account_id, of.folder).await?;
    let filter = filter.of(of.account_id.map(Into::into));
    let filter = store::Filter { archived: of.archived, folder, ..filter };
    list(&state, &caller, &paging, IdentityKind::Account, filter).await
}

async fn list(
    state: &AppState,
    caller: &Caller,
    paging: &Paging,
    kind: IdentityKind,
    filter: store::Filter,
) -> Result<Paged<Chat>> {
    let limit = paging.limit()?;
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
    Ok(Found(service::find(&state, &caller, id).await?))
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

/// Leaves a group or channel.
#[utoipa::path(post, path = "/chats/{id}/leave", tag = "chats", params(("id" = ChatId, Path)))]
async fn leave_chat(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    Path(id): Path<ChatId>,
) -> Result<Found<Chat>> {
    Ok(Found(accounts::membership::leave(&state, &caller, id).await?))
}

/// What is searched for in a chat.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ChatSearch {
    /// The words.
    q: String,
    /// Messages before this one only.
    before: Option<MessageId>,
}

/// Messages of an account's chat that Telegram finds by words, fifty at a time, oldest first. They can be opened here;
/// what lies between them and the chat's thread is fetched with its history.
#[utoipa::path(get, path = "/chats/{id}/search", tag = "chats", params(("id" = ChatId, Path), ChatSearch))]
async fn search_chat(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    Path(id): Path<ChatId>,
    Query(what): Query<ChatSearch>,
) -> Result<Found<MessagePage>> {
    Ok(Found(accounts::search::chat(&state, &caller, id, &what.q, what.before).await?))
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
