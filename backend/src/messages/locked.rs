//! A message and its chat, held for a change.

use chrono::{DateTime, Utc};
use openapi::{
    MessageId, WorkspaceId,
    events::EventData,
    messages::{Change, Message},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    prelude::Json, sea_query::Expr,
};

use super::store;
use crate::{
    entity::{
        chat,
        message::{self, preview},
    },
    error::{Error, Result},
    events::NewEvent,
};

/// A message and its chat, locked until the transaction ends: the chat first, as everywhere.
#[derive(Debug)]
pub struct Locked {
    /// The chat.
    pub chat: chat::Model,
    /// The message.
    pub message: message::Model,
}

impl Locked {
    /// Locks a message.
    pub async fn find(tx: &impl ConnectionTrait, workspace: WorkspaceId, id: MessageId) -> Result<Self> {
        let chat = store::find(tx, workspace, id).await?.chat_id;
        let chat = chat::Entity::find_by_id(chat).lock_exclusive().one(tx).await?;
        let chat = chat.ok_or(Error::NotFound("chat"))?;
        // read again: it may have changed while the chat was waited for
        let message = store::find(tx, workspace, id).await?;
        Ok(Self { chat, message })
    }

    /// Whether its chat shows it as the last message.
    pub fn is_last(&self) -> bool {
        shown(&self.chat) == Some(self.message.id)
    }

    /// Says which change is still to be made, or that none is.
    pub fn set_change(&mut self, change: Option<&Change>) -> Result<()> {
        self.message.change = change.map(json).transpose()?;
        Ok(())
    }

    /// Writes the message as it stands, and the chat where it shows it. Returns the event that tells.
    pub async fn write(mut self, tx: &impl ConnectionTrait) -> Result<(Message, NewEvent)> {
        self.message.clone().into_active_model().reset_all().update(tx).await?;
        let is_last = self.is_last();
        let message = Message::from(self.message);
        if is_last {
            let at = self.chat.last_message_at;
            show(tx, &mut self.chat, &message, at).await?;
        }
        let event = NewEvent::of_chat(&self.chat, EventData::MessageUpdated(Box::new(message.clone())));
        Ok((message, event))
    }
}

/// Shows a message as its chat's last one.
pub async fn show(
    tx: &impl ConnectionTrait,
    chat: &mut chat::Model,
    message: &Message,
    at: DateTime<Utc>,
) -> Result<()> {
    chat.preview = Some(json(&preview(message))?);
    chat.last_message_at = at;
    chat::Entity::update_many()
        .col_expr(chat::Column::Preview, Expr::value(chat.preview.clone()))
        .col_expr(chat::Column::LastMessageAt, Expr::value(at))
        .filter(chat::Column::Id.eq(chat.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// The message a chat shows as its last one.
fn shown(chat: &chat::Model) -> Option<MessageId> {
    chat.preview.as_ref()?.get("id")?.as_i64().map(MessageId)
}

/// A JSON column.
pub fn json(value: &impl serde::Serialize) -> Result<Json> {
    serde_json::to_value(value).map_err(|e| Error::internal("writing a JSON column", e))
}
