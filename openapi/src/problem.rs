//! Errors as they cross the wire: `application/problem+json` (RFC 9457).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What went wrong, for a program. Stable: a code is never renamed, only added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// No credential, or one that is not valid any more.
    Unauthenticated,
    /// Name or password is wrong.
    BadCredentials,
    /// The role or the key's scopes do not allow this.
    Forbidden,
    /// There is no such thing, or it belongs to another workspace.
    NotFound,
    /// The address exists, but not for this method.
    MethodNotAllowed,
    /// The request could not be read, or a field breaks a rule.
    Invalid,
    /// The body is larger than this route takes.
    TooLarge,
    /// The change does not fit the present state.
    Conflict,
    /// Something with the same unique value exists.
    AlreadyExists,
    /// The same `Idempotency-Key` came with another request.
    IdempotencyMismatch,
    /// The row was changed since it was read (`If-Match`).
    Stale,
    /// Too many requests: see `Retry-After`.
    TooManyRequests,
    /// Telegram does not know this bot token (any more).
    TokenRevoked,
    /// The bot's webhook belongs to other software; starting would take it over.
    ForeignWebhook,
    /// The code or password Telegram asked for is wrong.
    WrongCode,
    /// The code has expired, or there is no sign-in under way: begin again.
    LoginExpired,
    /// Telegram has no account with this phone number; it must be made in a Telegram app first.
    SignUpRequired,
    /// The account is not connected just now.
    NotConnected,
    /// Telegram refused or could not be reached.
    Telegram,
    /// This server is not ready or is stopping.
    Unavailable,
    /// A fault of ours; the log has more under the request id.
    Internal,
}

/// What is wrong with a field, for a program. Stable, as [`Code`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldCode {
    /// Shorter than `limit`; empty, where that is 1.
    TooShort,
    /// Longer, larger or more than `limit`.
    TooLong,
    /// Has not the form it must have, or characters that it may not have.
    Malformed,
    /// A number or time outside of what is allowed.
    OutOfRange,
    /// Does not fit what it is held against: a present password, the bot that a token is for.
    Mismatch,
    /// Names something that is not there, or cannot be used for this.
    Unusable,
    /// Cannot be so here: `message` says what stands against it.
    NotAllowed,
}

/// One field that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// The field's name, dotted for nested ones.
    pub field: String,
    /// What is wrong with it, for a program.
    pub code: FieldCode,
    /// The limit it breaks, where `code` is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<usize>,
    /// What is wrong with it, for a person.
    pub message: String,
}

/// The body of every error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// A stable reference for the kind of problem: `/problems/<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The HTTP status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What went wrong, for a program.
    pub code: Code,
    /// What went wrong and what to do, for a person. Absent for faults of ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The fields at fault.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldError>,
    /// Names this request in the server's log.
    pub request_id: String,
}
