//! Whether the process lives and can do its work.

use axum::{Router, extract::State, response::IntoResponse, routing::get};

use crate::{
    error::{Error, Result, chain},
    state::AppState,
};

/// Health, readiness and version.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/version", get(async || concat!(env!("CARGO_PKG_VERSION"), "\n")))
}

/// Ready: database, migrations and bus answer, and no stop was asked for.
async fn ready(State(state): State<AppState>) -> Result<impl IntoResponse> {
    if state.shutdown.token.is_cancelled() {
        return Err(Error::Unavailable("this server is stopping"));
    }
    match state.db.pending_migrations().await {
        Ok(0) => {}
        Ok(_) => return Err(Error::Unavailable("the database waits for `switchboard migrate`")),
        Err(error) => {
            tracing::warn!(error = chain(&error), "not ready");
            return Err(Error::Unavailable("the database does not answer"));
        }
    }
    if let Err(error) = state.bus.check().await {
        tracing::warn!(error = chain(&error), "not ready");
        return Err(Error::Unavailable("Redis does not answer"));
    }
    Ok("ready\n")
}
