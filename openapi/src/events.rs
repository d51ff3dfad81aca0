//! Events: one log feeds sockets, webhooks and replays.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::{
    ChatId, EventId, IdentityId, UserId, WorkspaceId,
    accounts::Account,
    bots::Bot,
    chats::{Chat, ReadMark},
    messages::Message,
    runtime::Runtime,
};

/// One event, the same on sockets and in `GET /api/v1/events`.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
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

/// Reads `data` only when `type` is known. What serde would derive holds every type of `data` back in a form of its own
/// and reads it from there, which doubles the code for reading that a page must load.
impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Frame {
            id: EventId,
            time: DateTime<Utc>,
            workspace_id: WorkspaceId,
            #[serde(rename = "type")]
            kind: Kind,
            data: Box<RawValue>,
        }
        #[derive(Deserialize)]
        enum Kind {
            #[serde(rename = "message.created")]
            MessageCreated,
            #[serde(rename = "message.updated")]
            MessageUpdated,
            #[serde(rename = "chat.updated")]
            ChatUpdated,
            #[serde(rename = "chat.read")]
            ChatRead,
            #[serde(rename = "bot.updated")]
            BotUpdated,
            #[serde(rename = "account.updated")]
            AccountUpdated,
            #[serde(rename = "runtime.updated")]
            RuntimeUpdated,
        }
        let Frame { id, time, workspace_id, kind, data } = Frame::deserialize(deserializer)?;
        let text = data.get();
        let data = match kind {
            Kind::MessageCreated => serde_json::from_str(text).map(EventData::MessageCreated),
            Kind::MessageUpdated => serde_json::from_str(text).map(EventData::MessageUpdated),
            Kind::ChatUpdated => serde_json::from_str(text).map(EventData::ChatUpdated),
            Kind::ChatRead => serde_json::from_str(text).map(EventData::ChatRead),
            Kind::BotUpdated => serde_json::from_str(text).map(EventData::BotUpdated),
            Kind::AccountUpdated => serde_json::from_str(text).map(EventData::AccountUpdated),
            Kind::RuntimeUpdated => serde_json::from_str(text).map(EventData::RuntimeUpdated),
        };
        Ok(Self { id, time, workspace_id, data: data.map_err(de::Error::custom)? })
    }
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
    /// An account was added or changed, or its state or sign-in did.
    #[serde(rename = "account.updated")]
    AccountUpdated(Box<Account>),
    /// Whether anything may run here changed. Every socket is told.
    #[serde(rename = "runtime.updated")]
    RuntimeUpdated(Box<Runtime>),
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

/// A frame that tells of something passing. It is in no log: whoever is not there misses nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", content = "data")]
pub enum Passing {
    /// Someone writes in a chat.
    #[serde(rename = "chat.typing")]
    ChatTyping(Typing),
}

/// Someone writes in a chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Typing {
    /// Who sees it.
    pub identity_id: IdentityId,
    /// The chat.
    pub chat_id: ChatId,
    /// Their name, where the chat does not say it.
    pub name: Option<String>,
    /// Until when it holds, unless it is told again.
    pub until: DateTime<Utc>,
}
