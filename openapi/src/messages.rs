//! Messages: what came in, what goes out and how that stands.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ChatId, IdentityId, MediaId, MessageId, UserId,
    buttons::Button,
    media::{Media, MediaKind},
};

/// The longest text Telegram takes, in UTF-16 units.
/// Source: <https://core.telegram.org/bots/api#sendmessage>
pub const TEXT_LIMIT: usize = 4096;
/// The longest caption Telegram takes, in UTF-16 units.
/// Source: <https://core.telegram.org/bots/api#sendphoto>
pub const CAPTION_LIMIT: usize = 1024;

/// The kind of a message: which face it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[cfg_attr(feature = "db", derive(sea_orm::EnumIter, sea_orm::DeriveActiveEnum))]
#[cfg_attr(feature = "db", sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// Text.
    Text,
    /// A file, with or without a caption: see `media`.
    Media,
    /// A place.
    Location,
    /// A contact.
    Contact,
    /// A poll.
    Poll,
    /// A thrown die or the like.
    Dice,
    /// Something happened in the chat: see `service`.
    Service,
    /// A person pressed a button: `text` has its data.
    Callback,
    /// Something this version has no face for; the raw update is kept.
    Other,
}

/// How the sending of a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[cfg_attr(feature = "db", derive(sea_orm::EnumIter, sea_orm::DeriveActiveEnum))]
#[cfg_attr(feature = "db", sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// Stored; waits for its turn.
    Queued,
    /// Handed to Telegram; no answer yet.
    Sending,
    /// Telegram has it.
    Sent,
    /// Telegram refused it; it was not delivered.
    Failed,
    /// Telegram did not answer: it may have arrived. Never repeated without a person.
    Unknown,
}

/// How the sending of a message stands, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Delivery {
    /// The state.
    pub state: DeliveryState,
    /// What Telegram said, or what is known of the failure.
    pub error: Option<String>,
    /// When it is tried next, while it waits.
    pub retry_at: Option<DateTime<Utc>>,
    /// The operator who sent it.
    pub user_id: Option<UserId>,
    /// The operator's or the API key's name.
    pub by: Option<String>,
}

/// What can be done to a message that Telegram has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeAction {
    /// Give it another text or caption.
    Edit,
    /// Delete it for everyone.
    Delete,
    /// Pin it.
    Pin,
    /// Unpin it.
    Unpin,
    /// Give it another reaction of ours, or none.
    React,
    /// Vote in its poll, or take the vote back.
    Vote,
}

/// A change an operator asked for and Telegram has not made: the message shows what is true at Telegram until then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Change {
    /// What was asked for.
    pub action: ChangeAction,
    /// The text an edit is to give.
    pub text: Option<String>,
    /// The formatting of that text.
    #[serde(default)]
    pub entities: Vec<Entity>,
    /// Whether a deletion is for the account alone.
    #[serde(default)]
    pub for_me: bool,
    /// The emoji of a reaction; none takes it back.
    #[serde(default)]
    pub reaction: Option<String>,
    /// The places of the answers of a vote, counted from 0; none takes it back.
    #[serde(default)]
    pub options: Vec<u32>,
    /// `queued` or `failed`.
    pub state: DeliveryState,
    /// What Telegram said, or what is known of the failure.
    pub error: Option<String>,
    /// When it is tried next, while it waits.
    pub retry_at: Option<DateTime<Utc>>,
}

/// A piece of text with a meaning. Offsets count UTF-16 units, as Telegram's do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[garde(allow_unvalidated)]
pub struct Entity {
    /// Telegram's name of it: `bold`, `italic`, `underline`, `strikethrough`, `spoiler`, `code`, `pre`, `text_link`,
    /// `url`, `mention`, `blockquote` ... Unknown ones are kept and shown as plain text.
    #[serde(rename = "type")]
    #[garde(length(bytes, max = 64))]
    pub kind: String,
    /// Where it starts.
    pub offset: usize,
    /// How long it is.
    pub length: usize,
    /// The address of a `text_link`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(bytes, max = 2048)))]
    pub url: Option<String>,
    /// The language of a `pre`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(bytes, max = 64)))]
    pub language: Option<String>,
}

/// Who wrote a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Author {
    /// Their id at Telegram; negative for a channel or an anonymous group.
    pub telegram_id: i64,
    /// Their name at that time.
    pub name: String,
    /// Their username, without `@`.
    pub username: Option<String>,
    /// Whether it is a bot.
    pub is_bot: bool,
}

/// The message another one answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reply {
    /// Its id at Telegram.
    pub telegram_id: i64,
    /// The message here, if it is stored.
    pub message_id: Option<MessageId>,
    /// The start of its text, or of the part quoted.
    pub text: Option<String>,
    /// Its author's name.
    pub author: Option<String>,
    /// The kind of its file, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<MediaKind>,
}

/// Where a forwarded message comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Forward {
    /// The name of its first author or channel.
    pub name: String,
    /// When it was first sent.
    pub date: DateTime<Utc>,
}

/// A reaction and how many gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reaction {
    /// The emoji; `custom` for a custom one.
    pub emoji: String,
    /// How many gave it.
    pub count: i64,
    /// Whether we are among them.
    #[serde(default)]
    pub ours: bool,
}

/// A poll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Poll {
    /// What is asked.
    pub question: String,
    /// What can be answered, in their order.
    pub options: Vec<PollOption>,
    /// How many people voted.
    pub voters: i64,
    /// Whether it is over.
    pub closed: bool,
    /// Whether nobody sees who voted for what.
    pub anonymous: bool,
    /// Whether more than one answer may be given.
    pub multiple: bool,
    /// Whether one answer is the right one.
    pub quiz: bool,
}

/// An answer of a poll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PollOption {
    /// What it says.
    pub text: String,
    /// How many voted for it, where Telegram shows that: to accounts, once they voted or the poll is over.
    pub voters: Option<i64>,
    /// Whether we voted for it.
    pub chosen: bool,
    /// Whether it is the right one, where Telegram shows that.
    pub correct: bool,
}

/// What happened in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ServiceAction {
    /// People came in: `names`.
    Joined,
    /// Someone left: `names`.
    Left,
    /// Someone was removed: `names`.
    Removed,
    /// Someone asks to be let in: `names`.
    JoinRequested,
    /// The person blocked the bot.
    Blocked,
    /// The person let the bot in again.
    Unblocked,
    /// Someone's rights changed: `names`.
    RightsChanged,
    /// The chat was made.
    Created,
    /// The chat got a new title: `value`.
    TitleChanged,
    /// The chat got a new photo.
    PhotoChanged,
    /// The chat's photo was removed.
    PhotoRemoved,
    /// A message was pinned.
    Pinned,
    /// The basic group became a supergroup.
    Migrated,
    /// Something this version has no words for; `value` is Telegram's name of it.
    Other,
}

/// What happened in a chat, for a service message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Service {
    /// What.
    pub action: ServiceAction,
    /// Whom it concerns, by name.
    pub names: Vec<String>,
    /// What it is now.
    pub value: Option<String>,
}

/// One message of a chat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Message {
    /// The message.
    pub id: MessageId,
    /// Its chat.
    pub chat_id: ChatId,
    /// The bot or account that sees it.
    pub identity_id: IdentityId,
    /// Its id at Telegram; absent until Telegram has it.
    pub telegram_id: Option<i64>,
    /// Its kind.
    pub kind: MessageKind,
    /// Whether we sent it.
    pub outgoing: bool,
    /// Who wrote it; absent for our own and for a channel's posts without a signature.
    pub author: Option<Author>,
    /// Text or caption; the data of a pressed button; what happened in English, for a service message.
    pub text: String,
    /// The text's formatting.
    pub entities: Vec<Entity>,
    /// What happened, for a service message.
    pub service: Option<Service>,
    /// Its file, if any.
    pub media: Option<Media>,
    /// Its poll, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poll: Option<Poll>,
    /// Telegram's id of the album it belongs to.
    pub album_id: Option<String>,
    /// Telegram's id of the forum topic it belongs to.
    pub topic_id: Option<i64>,
    /// The message it answers.
    pub reply_to: Option<Reply>,
    /// Where it was forwarded from.
    pub forward: Option<Forward>,
    /// Rows of buttons under it.
    pub buttons: Vec<Vec<Button>>,
    /// Reactions to it.
    pub reactions: Vec<Reaction>,
    /// Whether it is pinned.
    pub pinned: bool,
    /// Telegram's date; the time of the intent until Telegram has it.
    pub sent_at: DateTime<Utc>,
    /// When it was last edited.
    pub edited_at: Option<DateTime<Utc>>,
    /// When it was deleted. Its content is kept.
    pub deleted_at: Option<DateTime<Utc>>,
    /// How many earlier versions are kept.
    pub revisions: i32,
    /// How its sending stands; absent for incoming messages.
    pub delivery: Option<Delivery>,
    /// The last change that was asked for, while it waits or when it failed; absent once it is made.
    #[serde(default)]
    pub change: Option<Change>,
}

/// An earlier version of a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Revision {
    /// Text or caption it had.
    pub text: String,
    /// Its formatting.
    pub entities: Vec<Entity>,
    /// The file it had.
    pub media: Option<Media>,
    /// When it was replaced.
    pub replaced_at: DateTime<Utc>,
}

/// Sends a message: text, or a file with a caption.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[garde(allow_unvalidated)]
pub struct SendMessage {
    /// The text, at most 4096 UTF-16 units; with a file its caption, at most 1024.
    #[serde(default)]
    #[garde(length(utf16, max = TEXT_LIMIT))]
    pub text: String,
    /// The text's formatting; at most 100 pieces (Telegram ignores more).
    #[serde(default)]
    #[garde(length(max = 100), dive)]
    pub entities: Vec<Entity>,
    /// A file uploaded before with `POST /api/v1/media`.
    #[serde(default)]
    pub media_id: Option<MediaId>,
    /// Answers this message of the same chat.
    #[serde(default)]
    pub reply_to: Option<MessageId>,
    /// Sends without a sound.
    #[serde(default)]
    pub silent: bool,
}

/// Edits the text or caption of a message of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[garde(allow_unvalidated)]
pub struct EditMessage {
    /// The new text or caption.
    #[garde(length(utf16, max = TEXT_LIMIT))]
    pub text: String,
    /// Its formatting.
    #[serde(default)]
    #[garde(length(max = 100), dive)]
    pub entities: Vec<Entity>,
}

/// Forwards a message into another chat of the same bot or account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ForwardMessage {
    /// The chat it goes to.
    pub chat_id: ChatId,
    /// Without a sound.
    #[serde(default)]
    pub silent: bool,
}

/// Sets our reaction to a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
pub struct SetReaction {
    /// The emoji; none takes the reaction back.
    #[serde(default)]
    #[garde(inner(length(bytes, min = 1, max = 32)))]
    pub emoji: Option<String>,
}

/// Sets our vote in a poll. For accounts: bots cannot vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
pub struct Vote {
    /// The places of the answers in the poll, counted from 0; none takes the vote back.
    #[garde(length(max = 12))]
    pub options: Vec<u32>,
}

/// What a person found out about a message whose sending is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It arrived.
    Sent,
    /// It did not.
    Failed,
}

/// Settles a message whose sending is unknown.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ResolveMessage {
    /// What the person found out.
    pub outcome: Outcome,
}

/// A stretch of a chat's messages, oldest first, and whether there are more on either side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MessagePage {
    /// The messages, oldest first.
    pub items: Vec<Message>,
    /// Pass it as `?before=` for what came earlier; `null` at the beginning.
    pub before: Option<MessageId>,
    /// Pass it as `?after=` for what came later; `null` at the end.
    pub after: Option<MessageId>,
    /// Whether the chat itself begins here. Left out for bots: they see only what came since they were there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub complete: bool,
}
