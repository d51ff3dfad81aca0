//! An earlier version of a message.

use openapi::{MessageId, messages::Revision};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "revisions")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub message_id: MessageId,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub entities: Option<Json>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub media: Option<Json>,
    pub replaced_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for Revision {
    fn from(row: Model) -> Self {
        Self {
            text: row.text,
            entities: row.entities.and_then(|json| serde_json::from_value(json).ok()).unwrap_or_default(),
            media: row.media.and_then(|json| serde_json::from_value(json).ok()),
            replaced_at: row.replaced_at,
        }
    }
}
