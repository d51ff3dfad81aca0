//! The routes that tell what this server is, and that a copy of the database may run.

use axum::extract::State;
use openapi::runtime::Runtime;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::service;
use crate::{
    error::Result,
    state::AppState,
    web::{caller::Owner, respond::Found},
};

/// The routes that tell what this server is, and that a copy of the database may run.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(find_runtime)).routes(routes!(adopt_copy))
}

/// The server's version, features and limits, and whether anything may run here.
#[utoipa::path(get, path = "/runtime", tag = "runtime", security(()))]
async fn find_runtime(State(state): State<AppState>) -> Result<Found<Runtime>> {
    Ok(Found(service::show(&state, &state.db.reader).await?))
}

/// Says that the other copy of the database is stopped: bots and accounts start here. What this one holds as queued or
/// being sent from before becomes `unknown`, for it may have been sent since. Needs an owner of every workspace that has
/// bots or accounts. 409 where the database is no copy.
#[utoipa::path(post, path = "/runtime/adopt", tag = "runtime")]
async fn adopt_copy(State(state): State<AppState>, caller: Owner) -> Result<Found<Runtime>> {
    Ok(Found(service::adopt(&state, &caller).await?))
}
