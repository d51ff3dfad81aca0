//! The router and what every route shares.

pub mod address;
pub mod api;
pub mod authenticate;
pub mod caller;
pub mod extract;
mod health;
pub mod origin;
mod pages;
pub mod request_id;
pub mod respond;

use std::net::SocketAddr;

use axum::{Router, extract::DefaultBodyLimit, middleware};
use tokio::net::TcpListener;

use crate::{live, platforms::telegram_bot::receive, state::AppState};

/// The largest JSON body, in bytes.
pub const BODY_LIMIT: usize = 1 << 20;

/// Everything the server answers.
pub fn router(state: AppState) -> Router {
    let (routes, _) = api::api().split_for_parts();
    routes
        .merge(live::routes::router())
        .merge(health::router())
        .merge(receive::router())
        .fallback(pages::serve)
        .layer(middleware::from_fn_with_state(state.clone(), authenticate::layer))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn(request_id::layer))
        .with_state(state)
}

/// Answers at this listener until the state's shutdown begins.
pub async fn serve(state: AppState, listener: TcpListener) -> std::io::Result<()> {
    let stop = state.shutdown.token.clone();
    let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stop.cancelled_owned()).await
}
