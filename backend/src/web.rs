//! The router and what every route shares.

pub mod address;
pub mod api;
pub mod authenticate;
pub mod caller;
mod docs;
pub mod elsewhere;
pub mod extract;
mod headers;
mod health;
pub mod limits;
mod measure;
pub mod origin;
mod pages;
pub mod request_id;
pub mod respond;

use std::{any::Any, net::SocketAddr, time::Duration};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{Extensions, HeaderMap, HeaderName, Method, StatusCode, Version, header},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    serve::ListenerExt,
};
use tokio::net::TcpListener;
use tower::util::option_layer;
use tower_http::{
    CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer, cors::CorsLayer,
};

use crate::{
    communities, config::Config, error::Error, idempotency, live, platforms::telegram_bot::receive,
    state::AppState,
};

/// The largest JSON body, in bytes.
pub const BODY_LIMIT: usize = 1 << 20;

/// Everything the server answers.
pub fn router(state: AppState) -> Router {
    let (api, _) = api::api().split_for_parts();
    let (once, _) = api::once().split_for_parts();
    let for_callers = api
        .layer(from_fn_with_state(state.clone(), elsewhere::layer))
        .layer(from_fn_with_state(state.clone(), idempotency::layer))
        .merge(once)
        .merge(live::routes::router())
        .merge(communities::parse_channel::router())
        // before the layers, so that they see those requests too
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(state.clone(), limits::layer))
        .layer(from_fn_with_state(state.clone(), authenticate::layer))
        .layer(option_layer(cors(&state.config)));
    for_callers
        .merge(receive::router())
        .merge(health::router())
        .merge(docs::router())
        .method_not_allowed_fallback(wrong_method)
        .fallback(pages::serve)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(is_text))
        .layer(from_fn_with_state(state.clone(), headers::layer))
        .layer(from_fn(measure::layer))
        .layer(from_fn(request_id::layer))
        .with_state(state)
}

/// Answers at this listener until the state's shutdown begins.
pub async fn serve(state: AppState, listener: TcpListener) -> std::io::Result<()> {
    let stop = state.shutdown.token.clone();
    let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
    // else an event waits up to 40 ms for the client's delayed acknowledgement of the one before
    let listener = listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            tracing::debug!(%error, "a connection stays slow");
        }
    });
    axum::serve(listener, service).with_graceful_shutdown(stop.cancelled_owned()).await
}

/// Lets pages of `CORS_ORIGINS` call the API, and no others.
fn cors(config: &Config) -> Option<CorsLayer> {
    const EXPOSED: [HeaderName; 5] = [
        header::ETAG,
        header::RETRY_AFTER,
        HeaderName::from_static("ratelimit"),
        HeaderName::from_static("ratelimit-policy"),
        HeaderName::from_static("x-request-id"),
    ];
    if config.cors_origins.is_empty() {
        return None;
    }
    let origins: Vec<_> = config.cors_origins.iter().filter_map(|origin| origin.parse().ok()).collect();
    let layer = CorsLayer::new()
        .allow_origin(origins)
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, header::IF_MATCH, idempotency::HEADER])
        .expose_headers(EXPOSED)
        .max_age(Duration::from_hours(1));
    Some(layer)
}

/// What becomes smaller; pictures and archives do not.
fn is_text(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    ["text/", "application/json", "application/problem+json", "application/javascript", "application/wasm"]
        .iter()
        .chain(&["image/svg+xml", "application/manifest+json"])
        .any(|text| kind.starts_with(text))
}

async fn wrong_method() -> Error {
    Error::MethodNotAllowed
}

#[expect(clippy::needless_pass_by_value, reason = "the layer's signature")]
fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
    Error::internal("the handler panicked", text.unwrap_or("without a word").to_owned()).into_response()
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, extract::Request, routing::get};
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_a_problem_that_tells_nothing() {
        let routes = Router::new().route("/", get(async || -> () { panic!("secret") }));
        let routes: Router = routes.layer(CatchPanicLayer::custom(panicked));
        let answer = routes.oneshot(Request::new(Body::empty())).await.unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = axum::body::to_bytes(answer.into_body(), BODY_LIMIT).await.unwrap();
        assert!(!String::from_utf8_lossy(&body).contains("secret"));
    }
}
