//! The control API under `/control`: what the Rust API offers, for tests and scripts in other languages.
//!
//! The crate's README describes it.

mod accounts;
mod acting;
mod messages;
mod watching;
mod world;

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{
        DefaultBodyLimit, FromRequest, FromRequestParts,
        rejection::{JsonRejection, PathRejection, QueryRejection},
    },
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{delete, get, patch, post, put},
};
use serde_json::json;

use crate::{shared::Shared, world::Refusal};

/// The longest body, in bytes: a file of 20 MB in base64.
const BODY_LIMIT: usize = 32 * 1024 * 1024;

/// The routes under `/control`.
pub fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/world", get(world::show))
        .route("/clock", put(world::set_clock))
        .route("/bots", post(world::add_bot))
        .route("/bots/{bot}/token", post(world::new_token).delete(world::revoke_token))
        .route("/bots/{bot}/calls", get(watching::calls))
        .route("/bots/{bot}/acknowledged", get(watching::acknowledged))
        .route("/people", post(world::add_person))
        .route("/people/{person}/received", get(watching::received))
        .route("/people/{person}/received/{index}/file", get(watching::file))
        .route("/chats", post(world::add_chat))
        .route("/chats/{chat}", patch(acting::change_chat))
        .route("/chats/{chat}/topics", post(acting::add_topic))
        .route("/chats/{chat}/invites", post(acting::invite))
        .route("/chats/{chat}/migrate", post(acting::migrate))
        .route("/chats/{chat}/members/{user}", put(acting::set_member))
        .route("/chats/{chat}/join-requests", post(acting::request_to_join))
        .route("/people/{person}/blocks/{bot}", put(acting::block).delete(acting::unblock))
        .route("/people/{person}/chats/{chat}/messages", get(messages::history).post(messages::write))
        .route("/people/{person}/messages/{message}", patch(messages::edit).delete(messages::delete))
        .route("/people/{person}/messages/{message}/reaction", put(messages::react))
        .route("/people/{person}/messages/{message}/pin", put(messages::pin).delete(messages::unpin))
        .route("/people/{person}/messages/{message}/vote", put(messages::vote))
        .route("/people/{person}/messages/{message}/press", post(messages::press))
        .nest("/accounts", accounts::router())
        .route("/people/{person}/chats/{chat}/read", put(messages::read))
        .route("/people/{person}/chats/{chat}/doing", put(messages::be_busy))
        .route("/faults", delete(acting::clear_faults).post(acting::fault))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}

/// Why the control API did not do something.
#[derive(Debug)]
struct Error {
    status: StatusCode,
    what: String,
}

impl Error {
    fn not_found(what: &str) -> Self {
        Self { status: StatusCode::NOT_FOUND, what: what.into() }
    }

    fn bad_request(what: &impl ToString) -> Self {
        Self { status: StatusCode::BAD_REQUEST, what: what.to_string() }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal {
            Refusal::ChatNotFound | Refusal::UserNotFound | Refusal::MessageNotFound => StatusCode::NOT_FOUND,
            _ => StatusCode::CONFLICT,
        };
        Self { status, what: refusal.to_string() }
    }
}

impl From<JsonRejection> for Error {
    fn from(rejection: JsonRejection) -> Self {
        Self { status: rejection.status(), what: rejection.body_text() }
    }
}

impl From<PathRejection> for Error {
    fn from(rejection: PathRejection) -> Self {
        Self { status: rejection.status(), what: rejection.body_text() }
    }
}

impl From<QueryRejection> for Error {
    fn from(rejection: QueryRejection) -> Self {
        Self { status: rejection.status(), what: rejection.body_text() }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        (self.status, Json(json!({"error": self.what}))).into_response()
    }
}

/// A JSON body whose mistakes are told as JSON.
#[derive(FromRequest)]
#[from_request(via(Json), rejection(Error))]
struct Body<T>(T);

/// Path parameters whose mistakes are told as JSON.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Error))]
struct Path<T>(T);

/// Query parameters whose mistakes are told as JSON.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Error))]
struct Query<T>(T);

/// A JSON answer or why there is none.
type Answer = Result<Json<serde_json::Value>, Error>;

fn done() -> Json<serde_json::Value> {
    Json(json!({}))
}
