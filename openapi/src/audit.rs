//! The audit log: who changed what, when, with before and after.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ApiKeyId, AuditId, UserId};

/// One change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AuditEntry {
    /// The line; grows with time.
    pub id: AuditId,
    /// When.
    pub time: DateTime<Utc>,
    /// The user who did it, unless it was a key or the command line.
    pub user_id: Option<UserId>,
    /// The API key that did it.
    pub api_key_id: Option<ApiKeyId>,
    /// The actor's name at that time.
    pub actor: String,
    /// What was done, as `<resource>.<verb>`: `bot.create`, `message.delete` ...
    pub action: String,
    /// The id of what it was done to.
    pub target: String,
    /// A name a person knows it by.
    pub target_name: String,
    /// The row before, without secrets.
    #[schema(value_type = Option<Object>)]
    pub before: Option<serde_json::Value>,
    /// The row after, without secrets.
    #[schema(value_type = Option<Object>)]
    pub after: Option<serde_json::Value>,
    /// The address the request came from.
    pub address: String,
    /// Names the request in the server's log.
    pub request_id: String,
}
