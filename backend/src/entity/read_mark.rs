//! How far a user has read a chat.

use openapi::{ChatId, MessageId, UserId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "read_marks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub chat_id: ChatId,
    pub message_id: Option<MessageId>,
    /// How many of the chat's incoming messages are read.
    pub read_count: i64,
}

impl ActiveModelBehavior for ActiveModel {}
