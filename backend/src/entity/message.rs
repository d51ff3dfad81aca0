//! One message of a chat.

use openapi::{
    ChatId, IdentityId, MessageId, UserId, WorkspaceId,
    messages::{DeliveryState, MessageKind},
};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "messages")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: MessageId,
    pub workspace_id: WorkspaceId,
    pub identity_id: IdentityId,
    pub chat_id: ChatId,
    pub external_id: Option<i64>,
    pub kind: MessageKind,
    pub outgoing: bool,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub author: Option<Json>,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub entities: Option<Json>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub media: Option<Json>,
    pub album_id: Option<String>,
    pub topic_id: Option<i64>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub reply_to: Option<Json>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub forward: Option<Json>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub buttons: Option<Json>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub reactions: Option<Json>,
    pub pinned: bool,
    pub sent_at: DateTimeUtc,
    pub edited_at: Option<DateTimeUtc>,
    pub deleted_at: Option<DateTimeUtc>,
    pub revisions: i32,
    /// Its number among the chat's incoming messages; none for outgoing ones.
    pub incoming_no: Option<i64>,
    pub delivery: Option<DeliveryState>,
    pub delivery_error: Option<String>,
    pub delivery_retry_at: Option<DateTimeUtc>,
    pub user_id: Option<UserId>,
    pub sent_by: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
