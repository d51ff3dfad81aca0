//! Bots: add, watch and steer them.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::BotId;

/// What the operator wants of an identity. A restart of the server brings back every identity that should run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[cfg_attr(feature = "db", derive(sea_orm::EnumIter, sea_orm::DeriveActiveEnum))]
#[cfg_attr(feature = "db", sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum DesiredState {
    /// It should run.
    Running,
    /// It should not.
    Stopped,
}

/// What was seen of an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[cfg_attr(feature = "db", derive(sea_orm::EnumIter, sea_orm::DeriveActiveEnum))]
#[cfg_attr(feature = "db", sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum ObservedState {
    /// It does not run.
    Stopped,
    /// A node is taking it up.
    Starting,
    /// It receives and sends.
    Running,
    /// Telegram or the network fails; it tries again at `retry_at`.
    Retrying,
    /// It failed again and again; it tries seldom until someone restarts it.
    Broken,
    /// Another program polls with the same token; only one may.
    Conflict,
    /// The bot's webhook belongs to other software; it waits until an operator allows it to be taken over.
    ForeignWebhook,
    /// Telegram does not accept the token any more; it needs a new one.
    Revoked,
}

/// What was seen of an identity, why and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Observed {
    /// The state.
    pub state: ObservedState,
    /// Why, in Telegram's or our words, where the state alone does not say it.
    pub reason: Option<String>,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When it tries again by itself.
    pub retry_at: Option<DateTime<Utc>>,
}

/// How updates reach us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[cfg_attr(feature = "db", derive(sea_orm::EnumIter, sea_orm::DeriveActiveEnum))]
#[cfg_attr(feature = "db", sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum UpdateMode {
    /// We ask Telegram (`getUpdates`); needs no public address.
    Polling,
    /// Telegram calls us; needs `PUBLIC_URL`.
    Webhook,
}

/// A Telegram bot we run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Bot {
    /// The bot.
    pub id: BotId,
    /// Our name for it; at first Telegram's.
    pub name: String,
    /// Its id at Telegram.
    pub telegram_id: i64,
    /// Its username, without `@`.
    pub username: String,
    /// How updates reach us.
    pub mode: UpdateMode,
    /// Whether it should run.
    pub desired: DesiredState,
    /// What was seen of it.
    pub observed: Observed,
    /// Whether it may be added to groups (set at @BotFather).
    pub can_join_groups: bool,
    /// Whether it sees every message of a group (privacy mode off, set at @BotFather).
    pub can_read_all_group_messages: bool,
    /// When the last update came.
    pub last_update_at: Option<DateTime<Utc>>,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it was last changed by an operator; also its `ETag`.
    pub updated_at: DateTime<Utc>,
    /// When it was archived. Its history stays.
    pub archived_at: Option<DateTime<Utc>>,
}

/// Adds a bot by its token. A bot that was archived here comes back with its history.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[garde(allow_unvalidated)]
pub struct CreateBot {
    /// The token @BotFather gave, checked with Telegram before anything is stored.
    #[garde(length(bytes, min = 1, max = 256))]
    pub token: String,
    /// Our name for it; without it Telegram's.
    #[serde(default)]
    #[garde(inner(length(chars, min = 1, max = 100)))]
    pub name: Option<String>,
    /// How updates reach us.
    #[serde(default)]
    pub mode: Option<UpdateMode>,
    /// Whether it starts at once.
    #[serde(default = "yes")]
    pub start: bool,
}

/// Changes a bot.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[garde(allow_unvalidated)]
pub struct UpdateBot {
    /// Our name for it.
    #[garde(length(chars, min = 1, max = 100))]
    pub name: String,
    /// How updates reach us.
    pub mode: UpdateMode,
}

/// Gives a bot a new token of the same bot, after the old one was revoked.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
pub struct ReplaceToken {
    /// The new token.
    #[garde(length(bytes, min = 1, max = 256))]
    pub token: String,
}

/// Starts or restarts a bot.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct StartBot {
    /// Allows to take over a webhook that belongs to other software, which then stops receiving.
    #[serde(default)]
    pub take_over_webhook: bool,
}

/// What a test of a bot found, asked of Telegram just now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BotCheck {
    /// Whether Telegram accepts the token.
    pub token_valid: bool,
    /// How long Telegram took to answer, in milliseconds.
    pub latency_ms: u64,
    /// Updates that wait at Telegram.
    pub pending_updates: Option<i64>,
    /// The host of the webhook that is set at Telegram, if any.
    pub webhook_host: Option<String>,
    /// Whether that webhook is ours.
    pub webhook_is_ours: bool,
    /// Telegram's last error at delivering to the webhook.
    pub last_webhook_error: Option<String>,
    /// When that was.
    pub last_webhook_error_at: Option<DateTime<Utc>>,
    /// What is wrong, in words; empty when all is well.
    pub problems: Vec<String>,
    /// When this was asked.
    pub checked_at: DateTime<Utc>,
}

fn yes() -> bool {
    true
}
