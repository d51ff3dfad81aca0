//! What a client needs before anyone signed in.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The server's version, features and limits. Nothing about a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Runtime {
    /// The server's version.
    pub version: String,
    /// Languages the page speaks.
    pub locales: Vec<String>,
    /// Whether webhooks can be used (`PUBLIC_URL` is set).
    pub webhooks: bool,
    /// Limits a client should know.
    pub limits: Limits,
}

/// Limits a client should know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Limits {
    /// The longest text Telegram takes, in UTF-16 units.
    pub text: usize,
    /// The longest caption Telegram takes, in UTF-16 units.
    pub caption: usize,
    /// The largest file that can be uploaded, in bytes.
    pub upload: usize,
    /// The largest photo Telegram takes, in bytes.
    pub photo: usize,
}
