//! One world of Telegram users, chats and messages, whatever protocol they are reached by.
//!
//! The world knows what Telegram knows and refuses what Telegram refuses; it knows no HTTP and no JSON but
//! the keyboards that bots attach. Every change leaves [`Event`]s behind for whoever tells the users.

mod actions;
mod admin_log;
mod chat;
mod content;
mod dialog;
mod editing;
mod event;
mod ids;
mod invite;
mod lookup;
mod member;
mod membership;
mod message;
mod people;
mod posting;
mod privacy;
mod reaction;
mod refusal;
mod topic;
mod user;
mod voting;

use std::collections::HashMap;

pub use admin_log::{LogEntry, Logged};
pub use chat::{Chat, ChatKind};
pub use content::{Contact, Content, File, FileKind, Location, Poll, Service, pattern};
pub use dialog::{Dialog, Unsent};
pub use editing::Change;
pub use event::{Doing, Event, Received, ReceivedFile, ReceivedKind};
pub use ids::{ChatRef, FileId, MessageId, Pair, UserId};
pub use invite::{Entry, Invite};
pub use member::{Member, Permission, Permissions, Right, Rights};
pub use message::{Forward, Message, Numbers};
pub use people::SERVICE;
pub use posting::Post;
pub use reaction::Reaction;
pub use refusal::Refusal;
pub use topic::{TOPIC_COLOUR, Topic};
pub use user::{ContactName, Profile, User};

use crate::{clock::Clock, dice::Dice};

/// Everything there is.
#[derive(Debug)]
pub struct World {
    clock: Clock,
    dice: Dice,
    users: HashMap<UserId, User>,
    chats: HashMap<ChatRef, Chat>,
    usernames: HashMap<String, Named>,
    phones: HashMap<String, UserId>,
    /// Where links lead, by their hashes.
    invites: HashMap<String, ChatRef>,
    messages: Vec<Message>,
    files: Vec<File>,
    queries: HashMap<String, Query>,
    events: Vec<Event>,
    file_reference: u32,
}

/// What a username leads to.
#[derive(Clone, Copy, Debug)]
enum Named {
    User(UserId),
    Chat(ChatRef),
}

/// A pressed button that waits for the bot's answer.
#[derive(Clone, Copy, Debug)]
struct Query {
    bot: UserId,
    person: UserId,
    message: MessageId,
}

impl World {
    /// An empty world; ids follow from the seed.
    pub fn new(seed: u64, clock: Clock) -> Self {
        Self {
            clock,
            dice: Dice::new(seed),
            users: HashMap::new(),
            chats: HashMap::new(),
            usernames: HashMap::new(),
            phones: HashMap::new(),
            invites: HashMap::new(),
            messages: Vec::new(),
            files: Vec::new(),
            queries: HashMap::new(),
            events: Vec::new(),
            file_reference: 1,
        }
    }

    /// Unix seconds.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Numbers that follow from the seed.
    pub fn dice(&mut self) -> &mut Dice {
        &mut self.dice
    }

    /// Takes what happened since it was last asked.
    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }
}
