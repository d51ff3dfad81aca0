//! The route that tells what this server is.

use axum::extract::State;
use openapi::{
    messages::{CAPTION_LIMIT, TEXT_LIMIT},
    runtime::{Limits, Runtime},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{media::upload::PHOTO_LIMIT, state::AppState, web::respond::Found};

/// The route that tells what this server is.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(find_runtime))
}

/// The server's version, features and limits.
#[utoipa::path(get, path = "/runtime", tag = "runtime", security(()))]
async fn find_runtime(State(state): State<AppState>) -> Found<Runtime> {
    Found(Runtime {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        locales: vec!["en".to_owned(), "ru".to_owned()],
        webhooks: state.config.public_url.is_some(),
        limits: Limits {
            text: TEXT_LIMIT,
            caption: CAPTION_LIMIT,
            upload: state.config.upload_limit,
            photo: PHOTO_LIMIT.min(state.config.upload_limit),
        },
    })
}
