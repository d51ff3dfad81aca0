//! API keys: credentials for scripts.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ApiKeyId, UserId};

/// What an API key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub enum Scope {
    /// Read bots, accounts, chats, messages, media, events and figures; follow the sockets.
    #[serde(rename = "read")]
    Read,
    /// Send, edit, delete and pin messages; move the read mark.
    #[serde(rename = "messages:write")]
    MessagesWrite,
    /// Add, change, start, stop and archive bots.
    #[serde(rename = "bots:write")]
    BotsWrite,
    /// Add, sign in, change, start, stop, sign out and archive accounts.
    #[serde(rename = "accounts:write")]
    AccountsWrite,
    /// Read and change users, API keys and the workspace; read the audit log.
    #[serde(rename = "admin")]
    Admin,
}

/// An API key, without its secret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ApiKey {
    /// The key.
    pub id: ApiKeyId,
    /// What it is for.
    pub name: String,
    /// The start of the secret, to tell keys apart.
    pub prefix: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// Who made it.
    pub created_by: Option<UserId>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Makes an API key.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[garde(allow_unvalidated)]
pub struct CreateApiKey {
    /// What it is for.
    #[garde(length(chars, min = 1, max = 100))]
    pub name: String,
    /// What it may do; at least one.
    #[garde(length(min = 1, max = 5))]
    pub scopes: Vec<Scope>,
    /// When it ends by itself.
    #[serde(default)]
    pub expires_at: Option<DateTime<Utc>>,
}

/// A new API key. The secret is shown this once and stored only as a hash.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CreatedApiKey {
    /// The key.
    pub key: ApiKey,
    /// `Authorization: Bearer <it>`.
    pub secret: String,
}
