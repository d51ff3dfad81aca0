//! Chats: conversations as one identity sees them.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ChatId, IdentityId, MessageId,
    buttons::ReplyKeyboard,
    media::MediaKind,
    messages::{DeliveryState, Message, MessageKind, Service},
};

/// The kind of a chat, in Telegram's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[cfg_attr(feature = "db", derive(sea_orm::EnumIter, sea_orm::DeriveActiveEnum))]
#[cfg_attr(feature = "db", sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum ChatKind {
    /// With one person.
    Private,
    /// A basic group.
    Group,
    /// A supergroup.
    Supergroup,
    /// A channel.
    Channel,
}

/// Whether the identity can still be heard in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[cfg_attr(feature = "db", derive(sea_orm::EnumIter, sea_orm::DeriveActiveEnum))]
#[cfg_attr(feature = "db", sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum ChatAccess {
    /// It can.
    Open,
    /// The person blocked the bot.
    Blocked,
    /// It left, or was removed.
    Left,
}

/// The last message of a chat, as a list shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Preview {
    /// The message.
    pub id: MessageId,
    /// Its id at Telegram, once it has one.
    #[serde(default)]
    pub telegram_id: Option<i64>,
    /// Its kind.
    pub kind: MessageKind,
    /// The start of its text or caption; what happened, for a service message.
    pub text: String,
    /// Whether we sent it.
    pub outgoing: bool,
    /// What happened, for a service message.
    pub service: Option<Service>,
    /// The kind of its file, if any.
    pub media: Option<MediaKind>,
    /// Its author's name, where it is not the person of a private chat.
    pub author: Option<String>,
    /// How its sending stands.
    pub delivery: Option<DeliveryState>,
    /// Whether it was deleted; what it said is kept.
    #[serde(default)]
    pub deleted: bool,
}

/// How an account's own list of chats shows one, in Telegram's apps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(feature = "db", derive(sea_orm::FromJsonQueryResult))]
pub struct Dialog {
    /// Whether it is pinned.
    pub pinned: bool,
    /// Whether it lies in the archive.
    pub archived: bool,
    /// Until when it is muted.
    pub muted_until: Option<DateTime<Utc>>,
    /// Messages that are unread at Telegram.
    pub unread: i64,
    /// Messages among them that mention the account.
    pub mentions: i64,
    /// Whether it was marked as unread by hand.
    pub marked_unread: bool,
    /// Telegram's id of the last message that is read there.
    pub read_up_to: i64,
    /// Telegram's id of the last message of ours that the others have read.
    pub seen_up_to: i64,
}

/// Changes how an account's own list of chats shows one. What is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UpdateDialog {
    /// Whether it is pinned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned: Option<bool>,
    /// Whether it lies in the archive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived: Option<bool>,
    /// Until when it is muted; a time that has passed ends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub muted_until: Option<DateTime<Utc>>,
    /// Whether it is marked as unread by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marked_unread: Option<bool>,
}

/// A folder of an account's list of chats, made in a Telegram app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Folder {
    /// Its number at Telegram.
    pub id: i32,
    /// Its title.
    pub title: String,
    /// The emoji it is shown with.
    pub emoji: Option<String>,
}

/// Has an account join a group or channel.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
pub struct JoinChat {
    /// `@name`, or its public or invite link.
    #[garde(length(bytes, min = 1, max = 500))]
    pub link: String,
}

/// What came of joining.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Joined {
    /// The chat; absent where its admins must let the account in first.
    pub chat: Option<Chat>,
    /// Whether its admins were asked.
    pub requested: bool,
}

/// Someone or something that an account finds at Telegram.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FoundPeer {
    /// Its id at Telegram, as the Bot API writes it.
    pub telegram_id: i64,
    /// What kind of chat one has with it.
    pub kind: ChatKind,
    /// The person's name or the chat's title.
    pub title: String,
    /// Its username, without `@`.
    pub username: Option<String>,
    /// Its phone number, where Telegram shows it.
    pub phone: Option<String>,
    /// Whether it is a bot.
    pub is_bot: bool,
    /// Whether it is a contact of the account's.
    pub contact: bool,
    /// The account's chat with it, if there is one here.
    pub chat_id: Option<ChatId>,
}

/// Opens an account's chat with someone it knows: a contact, or what it found at Telegram.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OpenChat {
    /// The id at Telegram, as the Bot API writes it.
    pub telegram_id: i64,
}

/// Adds a contact to an account's address book at Telegram.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
pub struct AddContact {
    /// The phone number in international form.
    #[garde(length(chars, min = 1, max = 40))]
    pub phone: String,
    /// The first name it is kept under.
    #[garde(length(chars, min = 1, max = 64))]
    pub first_name: String,
    /// The last name it is kept under.
    #[serde(default)]
    #[garde(length(chars, max = 64))]
    pub last_name: String,
}

/// What fetching earlier messages from Telegram brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Backfill {
    /// How many messages Telegram sent.
    pub fetched: u64,
    /// Whether there are no earlier ones.
    pub complete: bool,
}

/// A conversation as one identity sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Chat {
    /// The chat.
    pub id: ChatId,
    /// The bot or account that sees it.
    pub identity_id: IdentityId,
    /// Its id at Telegram, as the Bot API writes it (`-100...` for supergroups and channels).
    pub telegram_id: i64,
    /// Its kind.
    pub kind: ChatKind,
    /// The person's name or the chat's title.
    pub title: String,
    /// Its username, without `@`.
    pub username: Option<String>,
    /// Whether it is a private chat with a bot.
    #[serde(default)]
    pub is_bot: bool,
    /// Whether the identity can still be heard there.
    pub access: ChatAccess,
    /// The last message.
    pub last_message: Option<Preview>,
    /// When the last message came; the list's order.
    pub last_message_at: DateTime<Utc>,
    /// How many messages came in, ever. Grows: the difference of two values is what came between them.
    pub incoming_count: i64,
    /// How many incoming messages the caller has not read. Absent in events, which go to many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread: Option<i64>,
    /// Until when Telegram makes us wait before we send here again.
    pub wait_until: Option<DateTime<Utc>>,
    /// How the account's own list shows it; absent for bots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialog: Option<Dialog>,
    /// Buttons that a bot gives the account in place of its keyboard, until it takes them away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keyboard: Option<ReplyKeyboard>,
    /// When the chat was first seen.
    pub created_at: DateTime<Utc>,
}

/// A message that a search found, and its chat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FoundMessage {
    /// The message.
    pub message: Message,
    /// Its chat.
    pub chat: Chat,
}

/// Moves the caller's read mark.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MarkRead {
    /// Read up to and with this message. The mark never moves back, unless `unread` says so.
    pub message_id: MessageId,
    /// Marks this message and all after it as unread instead.
    #[serde(default)]
    pub unread: bool,
}

/// The caller's read mark in a chat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReadMark {
    /// The chat.
    pub chat_id: ChatId,
    /// The last message read; absent while nothing is.
    pub message_id: Option<MessageId>,
    /// How many of the chat's `incoming_count` are read.
    pub read_count: i64,
    /// How many incoming messages are not read.
    pub unread: i64,
}

/// Unread figures of the caller.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Unread {
    /// Unread incoming messages over all identities of this kind.
    pub total: i64,
    /// Chats with at least one.
    pub chats: i64,
    /// The same for each identity that has any.
    pub identities: Vec<IdentityUnread>,
}

/// Unread figures of the caller for one identity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IdentityUnread {
    /// The bot or account.
    pub identity_id: IdentityId,
    /// Unread incoming messages.
    pub total: i64,
    /// Chats with at least one.
    pub chats: i64,
}
