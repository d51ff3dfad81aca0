//! The event log over REST: the same envelope as on the sockets.

use axum::extract::State;
use openapi::{ChatId, EventId, IdentityId, events::Event};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    service,
    store::{self, Filter},
};
use crate::{
    error::Result,
    paging::{Paging, page},
    state::AppState,
    web::{
        caller::{May, Read},
        extract::Query,
        respond::Paged,
    },
};

/// The routes of events.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_events))
}

/// Which events are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct EventFilter {
    /// Those after this one, oldest first; without it, the newest first.
    after: Option<EventId>,
    /// Of this bot only.
    bot_id: Option<IdentityId>,
    /// Of this account only.
    account_id: Option<IdentityId>,
    /// Of this chat only.
    chat_id: Option<ChatId>,
    /// Of this type only.
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// Events of the workspace: after one, oldest first, or the newest first.
#[utoipa::path(get, path = "/events", tag = "events", params(Paging, EventFilter))]
async fn list_events(
    State(state): State<AppState>,
    caller: May<Read>,
    Query(paging): Query<Paging>,
    Query(wanted): Query<EventFilter>,
) -> Result<Paged<Event>> {
    let limit = paging.limit()?;
    let filter = Filter {
        after: wanted.after,
        key: paging.after()?,
        identity: wanted.bot_id.or(wanted.account_id),
        chat: wanted.chat_id,
        kind: wanted.kind,
        user: caller.user_id,
    };
    let rows = store::list(&state.db.reader, caller.workspace_id, filter, limit + 1).await?;
    Ok(Paged(service::show(page(rows, limit, |row| row.id, |row| row))?))
}
