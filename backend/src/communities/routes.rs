//! Routes of communities.

use axum::extract::State;
use openapi::communities::{Community, LookUp};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::service;
use crate::{
    error::Result,
    state::AppState,
    web::{
        caller::{May, WriteMessages},
        extract::Valid,
        respond::Found,
    },
};

/// The routes of communities.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(look_up_community))
}

/// Finds out what group or channel a name, link or id leads to, through an account that is connected. Nobody joins it by
/// that. Names and invitations are looked up slowly: 429 says when to ask again.
#[utoipa::path(post, path = "/communities/lookup", tag = "communities", request_body = LookUp)]
async fn look_up_community(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    Valid(wanted): Valid<LookUp>,
) -> Result<Found<Community>> {
    Ok(Found(service::look_up(&state, &caller, wanted).await?))
}
