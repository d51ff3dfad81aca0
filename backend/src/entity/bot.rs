//! What a bot has beyond its identity: its token and how updates reach us.

use openapi::{IdentityId, bots::UpdateMode};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "bots")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: IdentityId,
    pub username: String,
    pub token_sealed: String,
    pub mode: UpdateMode,
    pub webhook_path: String,
    pub webhook_secret_sealed: String,
    /// Whether an operator allowed to take over a webhook of other software.
    pub take_over_webhook: bool,
    pub can_join_groups: bool,
    pub can_read_all_group_messages: bool,
    /// The next update to ask Telegram for: everything before it is stored.
    pub update_offset: i64,
    pub last_update_at: Option<DateTimeUtc>,
    /// Until when Telegram makes the whole bot wait.
    pub wait_until: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
