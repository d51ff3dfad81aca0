//! Routes of API keys.

use axum::extract::State;
use openapi::{
    ApiKeyId,
    api_keys::{ApiKey, CreateApiKey, CreatedApiKey},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{service, store};
use crate::{
    error::Result,
    paging::{Paging, page},
    state::AppState,
    web::{
        caller::{Administer, May},
        extract::{Path, Query, Valid},
        respond::{Created, NoContent, Paged},
    },
};

/// The routes of API keys.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_api_keys, create_api_key)).routes(routes!(revoke_api_key))
}

/// The workspace's API keys, the newest first; revoked ones too.
#[utoipa::path(get, path = "/api-keys", tag = "api-keys", params(Paging))]
async fn list_api_keys(
    State(state): State<AppState>,
    caller: May<Administer>,
    Query(paging): Query<Paging>,
) -> Result<Paged<ApiKey>> {
    let limit = paging.limit()?;
    let rows = store::list(&state.db.reader, caller.workspace_id, paging.after()?, limit + 1).await?;
    Ok(Paged(page(rows, limit, |row| row.id, ApiKey::from)))
}

/// Makes an API key. Its secret is shown in this answer only.
#[utoipa::path(post, path = "/api-keys", tag = "api-keys", request_body = CreateApiKey)]
async fn create_api_key(
    State(state): State<AppState>,
    caller: May<Administer>,
    Valid(new): Valid<CreateApiKey>,
) -> Result<Created<CreatedApiKey>> {
    Ok(Created(service::create(&state, &caller, new).await?))
}

/// Ends an API key at once.
#[utoipa::path(delete, path = "/api-keys/{id}", tag = "api-keys", params(("id" = ApiKeyId, Path)))]
async fn revoke_api_key(
    State(state): State<AppState>,
    caller: May<Administer>,
    Path(id): Path<ApiKeyId>,
) -> Result<NoContent> {
    service::revoke(&state, &caller, id).await?;
    Ok(NoContent)
}
