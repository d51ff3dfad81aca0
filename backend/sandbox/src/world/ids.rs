//! The names of things in the world.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A Telegram user: a person or a bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(pub i64);

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The sandbox's own name for a message, the same for everybody who sees it.
///
/// Telegram numbers messages per account in private chats and basic groups and per chat elsewhere; ask
/// [`World::number`](super::World::number) for the `message_id` that one viewer sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(pub u64);

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A file that the world keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileId(pub u64);

/// What Telegram subtracts from a channel's bare id to make it a marked one.
const CHANNEL_MARK: i64 = -1_000_000_000_000;

/// A chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChatRef {
    /// Two users talking to each other; make it with [`ChatRef::private`].
    Private(Pair),
    /// A basic group, by its bare id.
    Group(i64),
    /// A supergroup or a channel, by its bare id.
    Channel(i64),
}

/// The two users of a private chat, whoever is named first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair {
    low: UserId,
    high: UserId,
}

impl Pair {
    /// The user on the other side of `one`.
    pub fn other(self, one: UserId) -> UserId {
        if one == self.low { self.high } else { self.low }
    }

    /// Both users.
    pub fn both(self) -> [UserId; 2] {
        [self.low, self.high]
    }
}

impl ChatRef {
    /// The private chat of two users, in either order.
    pub fn private(one: impl Into<UserId>, other: impl Into<UserId>) -> Self {
        let (one, other) = (one.into(), other.into());
        Self::Private(Pair { low: one.min(other), high: one.max(other) })
    }

    /// Telegram's marked id, as `viewer` sees the chat: the other user's id, `-id` or `-100id`.
    pub fn marked(self, viewer: UserId) -> i64 {
        match self {
            Self::Private(pair) => pair.other(viewer).0,
            Self::Group(id) => -id,
            Self::Channel(id) => CHANNEL_MARK - id,
        }
    }

    /// The chat that `viewer` calls by a marked id.
    pub fn from_marked(viewer: UserId, marked: i64) -> Self {
        if marked >= 0 {
            Self::private(viewer, UserId(marked))
        } else if marked <= CHANNEL_MARK {
            Self::Channel(CHANNEL_MARK - marked)
        } else {
            Self::Group(-marked)
        }
    }
}

impl From<&UserId> for UserId {
    fn from(id: &UserId) -> Self {
        *id
    }
}
