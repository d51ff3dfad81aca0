//! The route of figures.

use axum::extract::State;
use openapi::stats::Stats;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::service;
use crate::{
    error::Result,
    state::AppState,
    web::{
        caller::{May, Read},
        respond::Found,
    },
};

/// The route of figures.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(count_stats))
}

/// Figures of the workspace: bots by state, the last 24 hours, what needs a person.
#[utoipa::path(get, path = "/stats", tag = "stats")]
async fn count_stats(State(state): State<AppState>, caller: May<Read>) -> Result<Found<Stats>> {
    Ok(Found(service::count(&state, caller.workspace_id).await?))
}
