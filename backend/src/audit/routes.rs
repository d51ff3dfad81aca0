//! Routes of the audit log.

use axum::extract::State;
use openapi::{UserId, audit::AuditEntry};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::store;
use crate::{
    error::Result,
    paging::{Paging, page},
    state::AppState,
    web::{
        caller::{Administer, May},
        extract::Query,
        respond::Paged,
    },
};

/// The routes of the audit log.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_audit))
}

/// Which lines are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AuditFilter {
    /// Of this action only, such as `bot.create`.
    action: Option<String>,
    /// Of what has this id only.
    target: Option<String>,
    /// Of this user only.
    user_id: Option<UserId>,
}

/// Every change in the workspace, the newest first.
#[utoipa::path(get, path = "/audit", tag = "audit", params(Paging, AuditFilter))]
async fn list_audit(
    State(state): State<AppState>,
    caller: May<Administer>,
    Query(paging): Query<Paging>,
    Query(filter): Query<AuditFilter>,
) -> Result<Paged<AuditEntry>> {
    let (limit, after) = (paging.limit()?, paging.after()?);
    let filter = store::Filter { action: filter.action, target: filter.target, user: filter.user_id };
    let rows = store::list(&state.db.reader, caller.workspace_id, filter, after, limit + 1).await?;
    Ok(Paged(page(rows, limit, |row| row.id, AuditEntry::from)))
}
