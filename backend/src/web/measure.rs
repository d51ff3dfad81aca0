//! How long each route takes.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};

/// Measures a request under its route, whatever ids are in its path.
pub async fn layer(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let method = request.method().to_string();
    let start = Instant::now();
    let response = next.run(request).await;
    let (status, took) = (response.status(), start.elapsed());
    tracing::debug!(route, status = status.as_u16(), ?took, "answered");
    let labels = [("method", method), ("route", route), ("status", status.as_u16().to_string())];
    metrics::histogram!("http_request_seconds", &labels).record(took);
    response
}
