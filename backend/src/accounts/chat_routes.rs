//! Routes of what an account knows and joins at Telegram: chats, people, folders.

use axum::extract::State;
use openapi::{
    AccountId, Page,
    chats::{AddContact, Chat, Folder, FoundPeer, JoinChat, Joined, OpenChat},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{membership, people, store};
use crate::{
    error::Result,
    state::AppState,
    web::{
        caller::{May, Read, WriteMessages},
        extract::{Json, Path, Query, Valid},
        respond::{Found, NoContent, Paged},
    },
};

/// The routes of what an account knows and joins.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_folders))
        .routes(routes!(join_chat))
        .routes(routes!(open_chat))
        .routes(routes!(search_peers))
        .routes(routes!(list_contacts, add_contact))
        .routes(routes!(remove_contact))
}

/// The folders of an account's list of chats, in their order. They are made in Telegram's apps.
#[utoipa::path(get, path = "/accounts/{id}/folders", tag = "accounts", params(("id" = AccountId, Path)))]
async fn list_folders(
    State(state): State<AppState>,
    caller: May<Read>,
    Path(id): Path<AccountId>,
) -> Result<Paged<Folder>> {
    Ok(whole(store::find(&state.db.reader, caller.workspace_id, id).await?.folders()))
}

/// Has an account join a group or channel. Where its admins must let it in first, they are asked.
#[utoipa::path(post, path = "/accounts/{id}/join", tag = "accounts", params(("id" = AccountId, Path)), request_body = JoinChat)]
async fn join_chat(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    Path(id): Path<AccountId>,
    Valid(what): Valid<JoinChat>,
) -> Result<Found<Joined>> {
    Ok(Found(membership::join(&state, &caller, id, &what.link).await?))
}

/// Opens an account's chat with someone it knows: a contact, or what it found. Nobody is told.
#[utoipa::path(post, path = "/accounts/{id}/chats", tag = "accounts", params(("id" = AccountId, Path)), request_body = OpenChat)]
async fn open_chat(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    Path(id): Path<AccountId>,
    Json(with): Json<OpenChat>,
) -> Result<Found<Chat>> {
    Ok(Found(people::open(&state, &caller, id, with.telegram_id).await?))
}

/// Whom is searched for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct PeerSearch {
    /// A part of a name or username.
    q: String,
}

/// People, groups and channels that Telegram finds by name: first those the account knows, then public ones.
#[utoipa::path(get, path = "/accounts/{id}/peers", tag = "accounts", params(("id" = AccountId, Path), PeerSearch))]
async fn search_peers(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    Path(id): Path<AccountId>,
    Query(what): Query<PeerSearch>,
) -> Result<Paged<FoundPeer>> {
    Ok(whole(people::search(&state, &caller, id, &what.q).await?))
}

/// The address book of an account.
#[utoipa::path(get, path = "/accounts/{id}/contacts", tag = "accounts", params(("id" = AccountId, Path)))]
async fn list_contacts(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    Path(id): Path<AccountId>,
) -> Result<Paged<FoundPeer>> {
    Ok(whole(people::contacts(&state, &caller, id).await?))
}

/// Adds someone to the address book of an account.
#[utoipa::path(post, path = "/accounts/{id}/contacts", tag = "accounts", params(("id" = AccountId, Path)), request_body = AddContact)]
async fn add_contact(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    Path(id): Path<AccountId>,
    Valid(new): Valid<AddContact>,
) -> Result<Found<FoundPeer>> {
    Ok(Found(people::add_contact(&state, &caller, id, new).await?))
}

/// Takes someone out of the address book of an account.
#[utoipa::path(
    delete,
    path = "/accounts/{id}/contacts/{telegram_id}",
    tag = "accounts",
    params(("id" = AccountId, Path), ("telegram_id" = i64, Path, description = "The person's id at Telegram."))
)]
async fn remove_contact(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    Path((id, telegram_id)): Path<(AccountId, i64)>,
) -> Result<NoContent> {
    people::remove_contact(&state, &caller, id, telegram_id).await?;
    Ok(NoContent)
}

/// A list that comes whole.
fn whole<T>(items: Vec<T>) -> Paged<T> {
    Paged(Page { items, next_cursor: None })
}
