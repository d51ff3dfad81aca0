//! Whether the process lives and can do its work, and how it does.

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, header},
    response::IntoResponse,
    routing::get,
};
use secrecy::ExposeSecret;
use subtle::ConstantTimeEq;

use super::address::Address;
use crate::{
    error::{Error, Result, chain},
    state::AppState,
    telemetry,
};

/// Health, readiness, version and metrics.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/version", get(async || concat!(env!("CARGO_PKG_VERSION"), "\n")))
        .route("/metrics", get(metrics))
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

/// Prometheus' figures: with `METRICS_TOKEN`, or from this machine where none is set.
async fn metrics(
    State(state): State<AppState>,
    Address(address): Address,
    headers: HeaderMap,
) -> Result<impl IntoResponse> {
    let token = state.config.metrics_token.expose_secret();
    let given =
        headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let allowed = if token.is_empty() {
        // a proxy on this machine speaks for others
        address.is_loopback()
            && !headers.contains_key("x-forwarded-for")
            && !headers.contains_key("forwarded")
    } else {
        given.is_some_and(|given| given.as_bytes().ct_eq(token.as_bytes()).into())
    };
    if !allowed {
        return Err(Error::Unauthenticated);
    }
    let figures = telemetry::metrics().map_err(|e| Error::internal("collecting metrics", e))?.render();
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], figures))
}
