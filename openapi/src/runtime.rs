//! What a client needs before anyone signed in.

use chrono::{DateTime, Utc};
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
    /// Set while the database is a copy and nothing runs on it: no bot, no account, nothing is sent.
    pub copy: Option<DatabaseCopy>,
}

/// The database is not where it was when bots and accounts last ran: it was restored, moved or copied. Two live copies
/// would end the accounts' sessions and send twice, so an owner must say that the other one is stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DatabaseCopy {
    /// What differs.
    pub differs: Difference,
    /// Since when nothing runs.
    pub since: DateTime<Utc>,
}

/// What tells a copy of the database from the original.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(feature = "db", derive(sea_orm::EnumIter, sea_orm::DeriveActiveEnum))]
#[cfg_attr(feature = "db", sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// SQLite: it is another file, or one on another machine.
    File,
    /// SQLite: the file was set back to what it was earlier.
    Age,
    /// PostgreSQL: it is another server.
    Server,
    /// PostgreSQL: it is another database of the server.
    Database,
    /// PostgreSQL: its rows were written anew, from a dump.
    Rows,
    /// PostgreSQL: the server was recovered or promoted while nothing ran on it.
    Timeline,
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
