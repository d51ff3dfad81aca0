//! What updates say, in words every messenger shares.

use chrono::{DateTime, Utc};
use openapi::{
    buttons::{Button, ReplyKeyboard},
    chats::{ChatAccess, ChatKind, Dialog},
    communities::CommunityRole,
    media::MediaKind,
    messages::{Author, Entity, Forward, MessageKind, Reaction, Service},
};
use serde::{Deserialize, Serialize};

use crate::entity::chat::PeerKind;

/// What an update says, in words every messenger shares.
#[derive(Debug, Clone)]
pub enum Incoming {
    /// A new message, or something that is shown as one.
    Message(Box<NewMessage>),
    /// A new message that was missed when it came: the account's list of chats has counted it already.
    Missed(Box<NewMessage>),
    /// A message has this content now.
    Edited(Box<NewMessage>),
    /// Reactions to a message changed by these amounts.
    Reacted { chat: Peer, external_id: i64, removed: Vec<String>, added: Vec<String> },
    /// A message has these reactions now.
    Reactions { chat: Peer, external_id: i64, reactions: Reactions },
    /// A poll stands like this now, in every message that shows it.
    Poll(Box<Poll>),
    /// A basic group became a supergroup.
    Migrated { chat: Peer, supergroup: i64 },
    /// A message was pinned.
    Pinned { chat: Peer, external_id: i64 },
    /// A message is not pinned any more.
    Unpinned { chat: Peer, external_id: i64 },
    /// Messages were deleted: of a chat, or, where none is told, of any private chat or basic group of the identity.
    Deleted { chat: Option<Peer>, external_ids: Vec<i64> },
    /// A message from before: it is not news, and nobody has to read it.
    History(Box<NewMessage>),
    /// A chat as the account's own list shows it.
    Dialog { chat: Peer, dialog: Dialog },
    /// The account's own list shows a chat differently.
    DialogChanged { chat: Peer, change: DialogChange },
    /// No chat is pinned any more in the account's main list, or in its archive.
    NonePinned { archived: bool },
    /// What a chat is like now, if it is here.
    Met { chat: Peer },
    /// A message from before that a search found: what lies between it and others may not be here.
    Found(Box<NewMessage>),
    /// A message that the identity sends under this number has this id.
    Sent { random_id: i64, external_id: i64 },
}

/// What changed in how an account's own list shows a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DialogChange {
    /// It was read at Telegram up to a message, and this many are left unread.
    Read { up_to: i64, unread: i64 },
    /// The others have read ours up to a message.
    Seen(i64),
    /// It is pinned, or not.
    Pinned(bool),
    /// It lies in the archive, or not.
    Archived(bool),
    /// It is muted until then, or not at all.
    Muted(Option<DateTime<Utc>>),
    /// It is marked as unread by hand, or not.
    MarkedUnread(bool),
}

/// A chat as an update shows it.
#[derive(Debug, Clone)]
pub struct Peer {
    /// What its id counts.
    pub kind: PeerKind,
    /// The bare id.
    pub id: i64,
    /// The kind of chat.
    pub chat_kind: ChatKind,
    /// The person's name or the chat's title; empty where the update tells nothing of the chat.
    pub title: String,
    /// Its username.
    pub username: Option<String>,
    /// What the identity is there, where the update tells.
    pub standing: Option<Standing>,
    /// More of the person, where the update tells.
    pub person: Option<Person>,
}

impl Peer {
    /// One of which nothing new is told.
    pub fn known(kind: PeerKind, id: i64, chat_kind: ChatKind) -> Self {
        Self { kind, id, chat_kind, title: String::new(), username: None, standing: None, person: None }
    }
}

/// What an identity is in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whether it can be heard there.
    pub access: ChatAccess,
    /// What it is beyond a member.
    pub role: Option<CommunityRole>,
}

impl Standing {
    /// One that is not there any more.
    pub const LEFT: Self = Self { access: ChatAccess::Left, role: None };
}

/// What an account is told of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// Whether it is a bot.
    pub is_bot: bool,
    /// Whether the account has it in its address book.
    pub is_contact: bool,
}

/// A message as an update shows it.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// Its chat.
    pub chat: Peer,
    /// Its id at the platform; none for what only looks like a message.
    pub external_id: Option<i64>,
    /// Whether the identity itself wrote it.
    pub outgoing: bool,
    /// Whether it mentions the account or answers it.
    pub mentioned: bool,
    /// Which face it has.
    pub kind: MessageKind,
    /// Who wrote it.
    pub author: Option<Author>,
    /// Text or caption.
    pub text: String,
    /// Its formatting.
    pub entities: Vec<Entity>,
    /// What happened, for a service message.
    pub service: Option<Service>,
    /// Its file.
    pub media: Option<NewMedia>,
    /// Its poll.
    pub poll: Option<Poll>,
    /// The album it belongs to.
    pub album_id: Option<String>,
    /// The forum topic it belongs to.
    pub topic_id: Option<i64>,
    /// What it answers.
    pub reply_to: Option<NewReply>,
    /// Where it comes from.
    pub forward: Option<Forward>,
    /// Buttons under it.
    pub buttons: Vec<Vec<NewButton>>,
    /// Buttons it gives the account in place of its keyboard.
    pub keyboard: Option<ReplyKeyboard>,
    /// Reactions to it, where the update tells.
    pub reactions: Option<Reactions>,
    /// The platform's date.
    pub sent_at: DateTime<Utc>,
    /// The platform's date of the last edit.
    pub edited_at: Option<DateTime<Utc>>,
}

/// A button under a message, as an update shows it and a row keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewButton {
    /// What people see.
    #[serde(flatten)]
    pub shown: Button,
    /// What its bot is told when an account presses it, in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
}

/// Reactions to a message, as an update shows them.
#[derive(Debug, Clone)]
pub struct Reactions {
    /// All of them.
    pub all: Vec<Reaction>,
    /// Whether the update tells which are ours.
    pub tells_ours: bool,
}

/// A poll as an update shows it.
#[derive(Debug, Clone)]
pub struct Poll {
    /// Its id at the platform.
    pub id: String,
    /// What is asked; none where the update tells the votes alone.
    pub question: Option<Question>,
    /// How many people voted, where the update tells.
    pub voters: Option<i64>,
    /// The votes for each answer, as far as the update tells.
    pub votes: Vec<Votes>,
    /// Whether the update tells which are ours.
    pub tells_ours: bool,
}

/// What a poll asks.
#[derive(Debug, Clone)]
pub struct Question {
    /// The question.
    pub question: String,
    /// The answers in their order: what the platform calls each, and what it says.
    pub answers: Vec<(String, String)>,
    /// Whether it is over.
    pub closed: bool,
    /// Whether nobody sees who voted for what.
    pub anonymous: bool,
    /// Whether more than one answer may be given.
    pub multiple: bool,
    /// Whether one answer is the right one.
    pub quiz: bool,
}

impl Question {
    /// All of it as text.
    pub fn text(&self) -> String {
        let answers = self.answers.iter().map(|(_, text)| text.as_str());
        std::iter::once(self.question.as_str()).chain(answers).collect::<Vec<_>>().join("\n- ")
    }
}

/// The votes for one answer.
#[derive(Debug, Clone)]
pub struct Votes {
    /// What the platform calls the answer.
    pub answer: String,
    /// How many there are, where the update tells.
    pub voters: Option<i64>,
    /// Whether ours is among them.
    pub chosen: bool,
    /// Whether the answer is the right one.
    pub correct: bool,
}

/// What a message answers, as an update shows it.
#[derive(Debug, Clone)]
pub struct NewReply {
    /// Its id at the platform.
    pub external_id: i64,
    /// The start of its text, or the part quoted.
    pub text: Option<String>,
    /// Its author's name.
    pub author: Option<String>,
}

/// A file as an update shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMedia {
    /// Its kind.
    pub kind: MediaKind,
    /// What this identity downloads it by.
    pub file_id: String,
    /// Its name.
    pub name: Option<String>,
    /// Its type, as its sender claims it.
    pub mime: Option<String>,
    /// Its size in bytes.
    pub size: Option<i64>,
    /// Width in pixels.
    pub width: Option<i32>,
    /// Height in pixels.
    pub height: Option<i32>,
    /// Length in seconds.
    pub duration: Option<i32>,
    /// The emoji a sticker stands for.
    pub emoji: Option<String>,
}
