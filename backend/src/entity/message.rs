//! One message of a chat.

use openapi::{
    ChatId, IdentityId, MessageId, UserId, WorkspaceId,
    chats::Preview,
    messages::{Delivery, DeliveryState, Message, MessageKind, Reply},
};
use sea_orm::entity::prelude::*;
use serde::de::DeserializeOwned;

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
    pub service: Option<Json>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub media: Option<Json>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub poll: Option<Json>,
    /// The id of that poll at the platform.
    pub poll_id: Option<String>,
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
    /// Whether it was found by a search, and what lies between it and the thread is not stored.
    pub apart: bool,
    pub revisions: i32,
    /// Its number among the chat's incoming messages; none for outgoing ones.
    pub incoming_no: Option<i64>,
    pub delivery: Option<DeliveryState>,
    pub delivery_error: Option<String>,
    pub delivery_retry_at: Option<DateTimeUtc>,
    /// An edit, deletion, pin, reaction or vote that was asked for and Telegram has not made.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub change: Option<Json>,
    pub user_id: Option<UserId>,
    pub sent_by: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for Message {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            chat_id: row.chat_id,
            identity_id: row.identity_id,
            telegram_id: row.external_id,
            kind: row.kind,
            outgoing: row.outgoing,
            author: read(row.author),
            text: row.text,
            entities: read(row.entities).unwrap_or_default(),
            service: read(row.service),
            media: read(row.media),
            poll: read(row.poll),
            album_id: row.album_id,
            topic_id: row.topic_id,
            reply_to: read(row.reply_to),
            forward: read(row.forward),
            buttons: read(row.buttons).unwrap_or_default(),
            reactions: read(row.reactions).unwrap_or_default(),
            pinned: row.pinned,
            sent_at: row.sent_at,
            edited_at: row.edited_at,
            deleted_at: row.deleted_at,
            revisions: row.revisions,
            delivery: row.delivery.map(|state| Delivery {
                state,
                error: row.delivery_error,
                retry_at: row.delivery_retry_at,
                user_id: row.user_id,
                by: row.sent_by,
            }),
            change: read(row.change),
        }
    }
}

/// Reads a JSON column. What an older version wrote in another form is left out rather than failing the whole row.
fn read<T: DeserializeOwned>(column: Option<Json>) -> Option<T> {
    column.and_then(|json| serde_json::from_value(json).ok())
}

/// How much of a text a list shows, and how much of the message it answers an answer.
const PREVIEW: usize = 120;

/// A message as its answers show it; none where Telegram does not have it.
pub fn quote(message: Message) -> Option<Reply> {
    let text: String = message.text.chars().take(PREVIEW).collect();
    Some(Reply {
        telegram_id: message.telegram_id?,
        // a row has its id once it is inserted
        message_id: Some(message.id).filter(|id| *id != MessageId(0)),
        text: Some(text).filter(|text| !text.is_empty()),
        author: message.author.map(|author| author.name),
        media: message.media.map(|media| media.kind),
    })
}

/// An answer whose message is stored. What Telegram told of it stays: it may be the part that was quoted.
pub fn answers(reply: Reply, quote: Reply) -> Reply {
    Reply { text: reply.text.or(quote.text), author: reply.author.or(quote.author), ..quote }
}

/// A message as a chat list shows it.
pub fn preview(message: &Message) -> Preview {
    Preview {
        id: message.id,
        telegram_id: message.telegram_id,
        kind: message.kind,
        text: message.text.chars().take(PREVIEW).collect(),
        outgoing: message.outgoing,
        service: message.service.clone(),
        media: message.media.as_ref().map(|media| media.kind),
        author: message.author.as_ref().map(|author| author.name.clone()),
        delivery: message.delivery.as_ref().map(|delivery| delivery.state),
        deleted: message.deleted_at.is_some(),
    }
}
