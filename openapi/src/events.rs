//! Events: one log feeds sockets, webhooks and replays.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    EventId, UserId, WorkspaceId,
    bots::Bot,
    chats::{Chat, ReadMark},
    messages::Message,
};

/// One event, the same on sockets and in `GET /api/v1/events`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Event {
    /// Its place in the workspace's log. Resume with `?after=<id>`.
    pub id: EventId,
    /// When it happened.
    pub time: DateTime<Utc>,
    /// Its workspace.
    pub workspace_id: WorkspaceId,
    /// What happened: `type` and `data`.
    #[serde(flatten)]
    pub data: EventData,
}

/// What happened. Each carries the thing as it is after the event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", content = "data")]
pub enum EventData {
    /// A message came in, or an operator sent one.
    #[serde(rename = "message.created")]
    MessageCreated(Box<MessageEvent>),
    /// A message changed: edited, deleted, pinned, reacted to, or its sending went on.
    #[serde(rename = "message.updated")]
    MessageUpdated(Box<Message>),
    /// A chat changed: title, access, kind.
    #[serde(rename = "chat.updated")]
    ChatUpdated(Box<Chat>),
    /// A user moved their read mark. Only that user's sockets see it.
    #[serde(rename = "chat.read")]
    ChatRead(ReadEvent),
    /// A bot was added or changed, or its state did.
    #[serde(rename = "bot.updated")]
    BotUpdated(Box<Bot>),
}

/// A new message and its chat as it is with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MessageEvent {
    /// The message.
    pub message: Message,
    /// Its chat.
    pub chat: Chat,
}

/// A user's read mark moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReadEvent {
    /// Whose.
    pub user_id: UserId,
    /// Where it is now.
    pub mark: ReadMark,
}

/// The first frame of a socket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Hello {
    /// Always `hello`.
    #[serde(rename = "type")]
    pub kind: HelloKind,
    /// The newest event at this moment. Events after it follow; with `?after=` those in between come first.
    pub cursor: EventId,
}

/// The type of the first frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HelloKind {
    /// The socket is open.
    Hello,
}
