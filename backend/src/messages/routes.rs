//! Routes that read messages.

use axum::extract::State;
use openapi::{
    AccountId, BotId, ChatId, MessageId,
    chats::FoundMessage,
    messages::{Message, MessagePage, Revision},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{search, store, thread};
use crate::{
    chats,
    entity::identity::IdentityKind,
    error::Result,
    paging::{Paging, page},
    state::AppState,
    web::{
        caller::{May, Read},
        extract::{Path, Query},
        respond::{Found, Paged},
    },
};

/// The routes that read messages.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_messages))
        .routes(routes!(search_bot_messages))
        .routes(routes!(search_account_messages))
        .routes(routes!(list_pinned_messages))
        .routes(routes!(find_message))
        .routes(routes!(list_revisions))
}

/// Which stretch of a chat is asked for: at most one of `before`, `after` and `around`; the newest without any.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Stretch {
    /// What came before this message.
    pub before: Option<MessageId>,
    /// What came after this message.
    pub after: Option<MessageId>,
    /// This message and what surrounds it.
    pub around: Option<MessageId>,
}

/// What is searched for among the messages that are stored.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Search {
    /// Only messages with all of these words, or parts of words, in their text, caption, poll or file's name. Goes with
    /// `before`: a page looks through 100,000 messages at most, and may hold fewer than `limit` and yet have a `before`.
    q: Option<String>,
}

/// A stretch of a chat's messages, oldest first.
#[utoipa::path(get, path = "/chats/{id}/messages", tag = "messages", params(("id" = ChatId, Path), Stretch, Search, Paging))]
async fn list_messages(
    State(state): State<AppState>,
    caller: May<Read>,
    Path(id): Path<ChatId>,
    Query(stretch): Query<Stretch>,
    Query(search): Query<Search>,
    Query(paging): Query<Paging>,
) -> Result<Found<MessagePage>> {
    let (workspace, limit) = (caller.workspace_id, paging.limit()?);
    let found = match search.q {
        Some(q) => search::chat(&state, workspace, id, &q, &stretch, limit).await?,
        None => thread::stretch(&state, workspace, id, &stretch, limit).await?,
    };
    Ok(Found(found))
}

/// What is searched for among the messages of all bots.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OfBots {
    /// The words, as in a chat's messages: a page may hold fewer than `limit` and yet have a next one.
    q: String,
    /// Of this bot only.
    bot_id: Option<BotId>,
}

/// Messages of all bots with these words in them, newest first.
#[utoipa::path(get, path = "/bots/messages", tag = "messages", params(OfBots, Paging))]
async fn search_bot_messages(
    State(state): State<AppState>,
    caller: May<Read>,
    Query(what): Query<OfBots>,
    Query(paging): Query<Paging>,
) -> Result<Paged<FoundMessage>> {
    let of = (IdentityKind::Bot, what.bot_id.map(Into::into));
    Ok(Paged(search::room(&state, caller.workspace_id, of, &what.q, &paging).await?))
}

/// What is searched for among the messages of all accounts.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OfAccounts {
    /// The words, as in a chat's messages: a page may hold fewer than `limit` and yet have a next one.
    q: String,
    /// Of this account only.
    account_id: Option<AccountId>,
}

/// Messages of all accounts with these words in them, newest first.
#[utoipa::path(get, path = "/accounts/messages", tag = "messages", params(OfAccounts, Paging))]
async fn search_account_messages(
    State(state): State<AppState>,
    caller: May<Read>,
    Query(what): Query<OfAccounts>,
    Query(paging): Query<Paging>,
) -> Result<Paged<FoundMessage>> {
    let of = (IdentityKind::Account, what.account_id.map(Into::into));
    Ok(Paged(search::room(&state, caller.workspace_id, of, &what.q, &paging).await?))
}

/// Pinned messages of a chat, newest first.
#[utoipa::path(get, path = "/chats/{id}/pinned", tag = "messages", params(("id" = ChatId, Path), Paging))]
async fn list_pinned_messages(
    State(state): State<AppState>,
    caller: May<Read>,
    Path(id): Path<ChatId>,
    Query(paging): Query<Paging>,
) -> Result<Paged<Message>> {
    let limit = paging.limit()?;
    chats::store::find(&state.db.reader, caller.workspace_id, None, id).await?;
    let rows = store::pinned(&state.db.reader, id, paging.after()?, limit + 1).await?;
    Ok(Paged(page(rows, limit, |row| (row.sent_at, row.id), Into::into)))
}

/// One message.
#[utoipa::path(get, path = "/messages/{id}", tag = "messages", params(("id" = MessageId, Path)))]
async fn find_message(
    State(state): State<AppState>,
    caller: May<Read>,
    Path(id): Path<MessageId>,
) -> Result<Found<Message>> {
    Ok(Found(store::find(&state.db.reader, caller.workspace_id, id).await?.into()))
}

/// Earlier versions of a message, newest first.
#[utoipa::path(get, path = "/messages/{id}/revisions", tag = "messages", params(("id" = MessageId, Path), Paging))]
async fn list_revisions(
    State(state): State<AppState>,
    caller: May<Read>,
    Path(id): Path<MessageId>,
    Query(paging): Query<Paging>,
) -> Result<Paged<Revision>> {
    let limit = paging.limit()?;
    store::find(&state.db.reader, caller.workspace_id, id).await?;
    let rows = store::revisions(&state.db.reader, id, paging.after()?, limit + 1).await?;
    Ok(Paged(page(rows, limit, |row| row.id, Into::into)))
}
