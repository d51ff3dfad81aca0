//! Routes of bots.

use axum::extract::State;
use openapi::{
    BotId,
    bots::{Bot, BotCheck, CreateBot, ReplaceToken, StartBot, UpdateBot},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{service, store, test};
use crate::{
    error::Result,
    paging::{Paging, page},
    state::AppState,
    web::{
        caller::{May, Read, WriteBots, WriteMessages},
        extract::{IfMatch, Json, Path, Query, Valid},
        respond::{Created, Found, Paged, Tagged},
    },
};

/// The routes of bots.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_bots, create_bot))
        .routes(routes!(find_bot, update_bot))
        .routes(routes!(replace_bot_token))
        .routes(routes!(start_bot))
        .routes(routes!(restart_bot))
        .routes(routes!(stop_bot))
        .routes(routes!(archive_bot))
        .routes(routes!(test_bot))
}

/// Which bots are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct BotFilter {
    /// Those that were archived, instead of those in use.
    #[serde(default)]
    archived: bool,
}

/// Bots, in the order they were added.
#[utoipa::path(get, path = "/bots", tag = "bots", params(Paging, BotFilter))]
async fn list_bots(
    State(state): State<AppState>,
    caller: May<Read>,
    Query(paging): Query<Paging>,
    Query(filter): Query<BotFilter>,
) -> Result<Paged<Bot>> {
    let (limit, after) = (paging.limit()?, paging.after()?);
    let rows = store::list(&state.db.reader, caller.workspace_id, filter.archived, after, limit + 1).await?;
    Ok(Paged(page(rows, limit, |row| BotId::from(row.identity.id), |row| row.show())))
}

/// Adds a bot by its token. One that was archived here comes back with its history.
#[utoipa::path(post, path = "/bots", tag = "bots", request_body = CreateBot)]
async fn create_bot(
    State(state): State<AppState>,
    caller: May<WriteBots>,
    Valid(new): Valid<CreateBot>,
) -> Result<Created<Bot>> {
    Ok(Created(service::create(&state, &caller, new).await?))
}

/// One bot.
#[utoipa::path(get, path = "/bots/{id}", tag = "bots", params(("id" = BotId, Path)))]
async fn find_bot(
    State(state): State<AppState>,
    caller: May<Read>,
    Path(id): Path<BotId>,
) -> Result<Tagged<Bot>> {
    let bot = store::find(&state.db.reader, caller.workspace_id, id).await?.show();
    Ok(tagged(bot))
}

/// Renames a bot or changes how its updates reach us.
#[utoipa::path(put, path = "/bots/{id}", tag = "bots", params(("id" = BotId, Path), IfMatch), request_body = UpdateBot)]
async fn update_bot(
    State(state): State<AppState>,
    caller: May<WriteBots>,
    Path(id): Path<BotId>,
    seen: IfMatch,
    Valid(new): Valid<UpdateBot>,
) -> Result<Tagged<Bot>> {
    Ok(tagged(service::update(&state, &caller, id, seen, new).await?))
}

/// Gives a bot a new token, after the old one was revoked. It must be the same bot's.
#[utoipa::path(post, path = "/bots/{id}/token", tag = "bots", params(("id" = BotId, Path)), request_body = ReplaceToken)]
async fn replace_bot_token(
    State(state): State<AppState>,
    caller: May<WriteBots>,
    Path(id): Path<BotId>,
    Valid(new): Valid<ReplaceToken>,
) -> Result<Found<Bot>> {
    Ok(Found(service::replace_token(&state, &caller, id, new).await?))
}

/// Starts a bot.
#[utoipa::path(post, path = "/bots/{id}/start", tag = "bots", params(("id" = BotId, Path)))]
async fn start_bot(
    State(state): State<AppState>,
    caller: May<WriteBots>,
    Path(id): Path<BotId>,
    how: Option<Json<StartBot>>,
) -> Result<Found<Bot>> {
    Ok(Found(service::start(&state, &caller, id, how.map(|Json(how)| how).unwrap_or_default()).await?))
}

/// Starts a bot anew, whatever it does.
#[utoipa::path(post, path = "/bots/{id}/restart", tag = "bots", params(("id" = BotId, Path)))]
async fn restart_bot(
    State(state): State<AppState>,
    caller: May<WriteBots>,
    Path(id): Path<BotId>,
    how: Option<Json<StartBot>>,
) -> Result<Found<Bot>> {
    Ok(Found(service::restart(&state, &caller, id, how.map(|Json(how)| how).unwrap_or_default()).await?))
}

/// Stops a bot. Its updates wait at Telegram, for a day.
#[utoipa::path(post, path = "/bots/{id}/stop", tag = "bots", params(("id" = BotId, Path)))]
async fn stop_bot(
    State(state): State<AppState>,
    caller: May<WriteBots>,
    Path(id): Path<BotId>,
) -> Result<Found<Bot>> {
    Ok(Found(service::stop(&state, &caller, id).await?))
}

/// Stops a bot and takes it out of the lists. Its history stays.
#[utoipa::path(post, path = "/bots/{id}/archive", tag = "bots", params(("id" = BotId, Path)))]
async fn archive_bot(
    State(state): State<AppState>,
    caller: May<WriteBots>,
    Path(id): Path<BotId>,
) -> Result<Found<Bot>> {
    Ok(Found(service::archive(&state, &caller, id).await?))
}

/// Asks Telegram how a bot is.
#[utoipa::path(post, path = "/bots/{id}/test", tag = "bots", params(("id" = BotId, Path)))]
async fn test_bot(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    Path(id): Path<BotId>,
) -> Result<Found<BotCheck>> {
    Ok(Found(test::test(&state, &caller, id).await?))
}

fn tagged(bot: Bot) -> Tagged<Bot> {
    let changed = bot.updated_at;
    Tagged(bot, changed)
}
