//! People and bots.

use std::collections::{BTreeMap, HashMap};

use super::{ChatRef, Dialog, FileId, MessageId, Received, UserId};

/// A Telegram user.
#[derive(Debug)]
pub struct User {
    /// First name, or a bot's whole name.
    pub first_name: String,
    /// Last name.
    pub last_name: Option<String>,
    /// Username without `@`.
    pub username: Option<String>,
    /// IETF tag of the language that the person's application speaks.
    pub language: Option<String>,
    /// Telephone number, digits alone.
    pub phone: Option<String>,
    /// What the person says about themselves.
    pub about: Option<String>,
    /// When the person was last online, Unix seconds; in the future while they are.
    pub online_until: i64,
    /// Profile photos, the newest first.
    pub photos: Vec<FileId>,
    /// People whom this person keeps in their contacts, with the names they gave them.
    pub contacts: BTreeMap<UserId, ContactName>,
    /// The person's view of their chats.
    pub dialogs: HashMap<ChatRef, Dialog>,
    /// Chats that the person pinned, the topmost first.
    pub pinned: Vec<ChatRef>,
    /// Set for bots.
    pub bot: Option<Profile>,
    /// What bots sent to this person, in order.
    pub received: Vec<Received>,
    /// Message numbers of this user's private chats and basic groups.
    pub numbers: Numbering,
}

/// How a person calls somebody in their contacts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactName {
    /// First name.
    pub first: String,
    /// Last name; may be empty.
    pub last: String,
}

/// What only bots have.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// Whether people may add the bot to groups.
    pub can_join_groups: bool,
    /// Whether privacy mode is off.
    pub can_read_all_group_messages: bool,
    /// Text shown in an empty chat with the bot.
    pub description: String,
    /// Text shown on the bot's page.
    pub short_description: String,
    /// Commands per scope and language, as the bot set them.
    pub commands: HashMap<String, serde_json::Value>,
}

impl User {
    /// First and last name.
    pub fn full_name(&self) -> String {
        match &self.last_name {
            Some(last) => format!("{} {last}", self.first_name),
            None => self.first_name.clone(),
        }
    }

    /// Whether this is a bot.
    pub fn is_bot(&self) -> bool {
        self.bot.is_some()
    }
}

/// A sequence of `message_id`s and what they name.
#[derive(Debug, Default)]
pub struct Numbering {
    last: i64,
    messages: HashMap<i64, MessageId>,
}

impl Numbering {
    /// Gives a message the next number.
    pub fn add(&mut self, message: MessageId) -> i64 {
        self.last += 1;
        self.messages.insert(self.last, message);
        self.last
    }

    /// The message with this number, deleted or not.
    pub fn get(&self, number: i64) -> Option<MessageId> {
        self.messages.get(&number).copied()
    }
}
