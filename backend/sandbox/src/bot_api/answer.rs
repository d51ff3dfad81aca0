//! What the Bot API answers, in Telegram's own words.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::{json, value::RawValue};

use crate::world::{ChatRef, Refusal, UserId};

/// The outcome of a call.
pub type Answer = Result<Box<RawValue>, ApiError>;

/// An error of the Bot API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// `error_code` and HTTP status.
    pub code: u16,
    /// `description`.
    pub description: String,
    /// `parameters.retry_after`, seconds.
    pub retry_after: Option<u64>,
    /// `parameters.migrate_to_chat_id`.
    pub migrate_to: Option<i64>,
}

impl ApiError {
    fn new(code: u16, description: impl Into<String>) -> Self {
        Self { code, description: description.into(), retry_after: None, migrate_to: None }
    }

    /// 400, with Telegram's usual beginning.
    pub fn bad_request(what: impl std::fmt::Display) -> Self {
        Self::new(400, format!("Bad Request: {what}"))
    }

    /// 403, with Telegram's usual beginning.
    pub fn forbidden(what: impl std::fmt::Display) -> Self {
        Self::new(403, format!("Forbidden: {what}"))
    }

    /// 409.
    pub fn conflict(what: &str) -> Self {
        Self::new(409, format!("Conflict: {what}"))
    }

    /// 401: no bot has this token.
    pub fn unauthorized() -> Self {
        Self::new(401, "Unauthorized")
    }

    /// 404: nothing like a token and a method was asked for.
    pub fn not_found() -> Self {
        Self::new(404, "Not Found")
    }

    /// 404: the token is good, but there is no such method.
    pub fn no_such_method() -> Self {
        Self::new(404, "Not Found: method not found")
    }

    /// 413: more than Telegram takes.
    pub fn too_large() -> Self {
        Self::new(413, "Request Entity Too Large")
    }

    /// 429: to be tried again after some seconds.
    pub fn too_many_requests(retry_after: u64) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(429, format!("Too Many Requests: retry after {retry_after}"))
        }
    }

    /// 500.
    pub fn internal() -> Self {
        Self::new(500, "Internal Server Error")
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::CannotInitiate | Refusal::Blocked | Refusal::ToBot => Self::forbidden(refusal),
            Refusal::NotMember(kind) => {
                Self::forbidden(format!("bot is not a member of the {} chat", kind.name()))
            }
            Refusal::Kicked(kind) => Self::forbidden(format!("bot was kicked from the {} chat", kind.name())),
            Refusal::NotModified => Self::bad_request(
                "message is not modified: specified new message content and reply markup are exactly the same \
                 as a current content and reply markup of the message",
            ),
            Refusal::Migrated(chat) => Self { migrate_to: Some(marked(chat)), ..Self::bad_request(refusal) },
            other => Self::bad_request(other),
        }
    }
}

/// The marked id of a group or channel, which is the same for everybody.
fn marked(chat: ChatRef) -> i64 {
    chat.marked(UserId(0))
}

/// A successful answer.
pub fn success(result: &impl Serialize) -> Answer {
    serde_json::value::to_raw_value(result).map_err(|error| {
        tracing::error!(%error, "an answer cannot be written as JSON");
        ApiError::internal()
    })
}

#[derive(Serialize)]
struct Envelope<'a> {
    ok: bool,
    result: &'a RawValue,
}

/// The HTTP form of an answer.
pub fn respond(answer: Answer) -> Response {
    let json = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    match answer {
        Ok(result) => {
            let body = serde_json::to_vec(&Envelope { ok: true, result: &result });
            (json, body.unwrap_or_default()).into_response()
        }
        Err(error) => {
            let mut body = json!({"ok": false, "error_code": error.code, "description": error.description});
            if let Some(seconds) = error.retry_after {
                body["parameters"] = json!({"retry_after": seconds});
            } else if let Some(chat) = error.migrate_to {
                body["parameters"] = json!({"migrate_to_chat_id": chat});
            }
            let status = StatusCode::from_u16(error.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let mut response = (status, json, body.to_string()).into_response();
            if let Some(seconds) = error.retry_after {
                response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            }
            response
        }
    }
}
