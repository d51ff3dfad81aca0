//! A stretch of a chat's history that is to be fetched.

use openapi::{ChatId, IdentityId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stretches")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub identity_id: IdentityId,
    pub chat_id: ChatId,
    /// Whether these are messages that were missed, fetched onwards; else earlier ones, fetched backwards.
    pub missed: bool,
    /// Missed: what comes after this message is next. Earlier: what comes before it; 0 stands for the newest, and 1 for
    /// the chat's beginning.
    pub next_id: i64,
    /// Missed: the last of them.
    pub until_id: Option<i64>,
    /// Earlier: how far back they are wanted.
    pub until: Option<DateTimeUtc>,
    /// How many messages were fetched.
    pub fetched: i64,
    pub done_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
