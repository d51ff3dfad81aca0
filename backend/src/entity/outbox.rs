//! An intent to act at the platform: to send, edit, delete, pin or unpin a message, to react to it, to vote in it.

use openapi::{
    ChatId, IdentityId, MessageId, WorkspaceId,
    messages::{Change, ChangeAction, DeliveryState, EditMessage},
};
use sea_orm::{FromJsonQueryResult, entity::prelude::*};
use serde::{Deserialize, Serialize};

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Action {
    /// Send the message. The only one that must never be repeated by itself.
    Send,
    /// Give it another text or caption.
    Edit,
    /// Delete it, for everyone or for the account alone.
    Delete,
    /// Pin it.
    Pin,
    /// Unpin it.
    Unpin,
    /// Set our reaction to it.
    React,
    /// Set our vote in its poll.
    Vote,
}

/// What an action needs beside its message.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Payload {
    /// Without a sound.
    #[serde(default)]
    pub silent: bool,
    /// What an edit gives the message.
    #[serde(default)]
    pub edit: Option<EditMessage>,
    /// The message that a send forwards, instead of sending anew what its own row shows.
    #[serde(default)]
    pub forward: Option<MessageId>,
    /// Whether a deletion is for the account alone.
    #[serde(default)]
    pub for_me: bool,
    /// The emoji of a reaction; none takes it back.
    #[serde(default)]
    pub reaction: Option<String>,
    /// What the platform calls the answers of a vote; none takes it back.
    #[serde(default)]
    pub vote: Vec<String>,
    /// The places of those answers in the poll.
    #[serde(default)]
    pub options: Vec<u32>,
}

impl Payload {
    /// How the message shows that this action is asked for; nothing for sending it.
    pub fn change(&self, action: Action, state: DeliveryState) -> Option<Change> {
        let (text, entities) = self.edit.clone().map(|edit| (edit.text, edit.entities)).unzip();
        Some(Change {
            action: action.change()?,
            text,
            entities: entities.unwrap_or_default(),
            for_me: self.for_me,
            reaction: self.reaction.clone(),
            options: self.options.clone(),
            state,
            error: None,
            retry_at: None,
        })
    }
}

/// Who goes first. Rows of a lane go in the order they were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "i32", db_type = "Integer")]
pub enum Lane {
    /// Someone waits for it.
    Reply = 0,
    /// A person wrote it unasked.
    Manual = 1,
    /// A plan is due.
    Scheduled = 2,
    /// Mirrors what happened elsewhere.
    Sync = 3,
    /// To many at once.
    Broadcast = 4,
}

impl Lane {
    /// Whether it goes to many: Telegram's bulk limit counts, and what people write goes before it.
    pub fn is_bulk(self) -> bool {
        self >= Self::Scheduled
    }
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum State {
    /// Waits for its turn.
    Queued,
    /// Handed to the platform; no answer yet.
    Sending,
    /// Done.
    Sent,
    /// Refused.
    Failed,
    /// Without an answer: it may have been done.
    Unknown,
    /// Taken back before it was handed over.
    Cancelled,
}

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub workspace_id: WorkspaceId,
    pub identity_id: IdentityId,
    pub chat_id: ChatId,
    pub message_id: MessageId,
    pub action: Action,
    #[sea_orm(column_type = "JsonBinary")]
    pub payload: Payload,
    pub lane: Lane,
    pub state: State,
    pub attempts: i32,
    pub not_before: DateTimeUtc,
    /// The owner's fencing token when it was handed over.
    pub fencing: Option<i64>,
    /// What the platform knows a send by, so that it does it once however often it is asked; for accounts.
    pub random_id: Option<i64>,
    pub error: Option<String>,
    pub created_at: DateTimeUtc,
    pub settled_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Action {
    /// The change it makes to a message that is at the platform; none for sending it.
    fn change(self) -> Option<ChangeAction> {
        match self {
            Self::Send => None,
            Self::Edit => Some(ChangeAction::Edit),
            Self::Delete => Some(ChangeAction::Delete),
            Self::Pin => Some(ChangeAction::Pin),
            Self::Unpin => Some(ChangeAction::Unpin),
            Self::React => Some(ChangeAction::React),
            Self::Vote => Some(ChangeAction::Vote),
        }
    }
}
