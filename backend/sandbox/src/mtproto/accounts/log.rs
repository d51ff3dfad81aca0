//! What happened, numbered by `pts`: <https://core.telegram.org/api/updates>.

use std::collections::VecDeque;

use crate::world::{ChatRef, Doing, MessageId, UserId};

/// How many changes are kept; a client that missed more is told that the difference is too long.
const KEPT: usize = 5000;

/// What happened in the private chats and basic groups of one account, or in one supergroup or channel.
#[derive(Debug)]
pub struct Log {
    /// The number of the last change.
    pub pts: i32,
    /// From here on changes are known.
    floor: i32,
    entries: VecDeque<Entry>,
}

/// One change.
#[derive(Clone, Debug)]
pub struct Entry {
    /// `pts` after it.
    pub pts: i32,
    /// By how much it moved `pts`; zero for changes that are not counted.
    pub count: i32,
    /// Unix seconds.
    pub date: i64,
    /// What happened.
    pub change: Change,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Change {
    /// A message was posted.
    Posted(MessageId),
    /// A message was edited.
    Edited(MessageId),
    /// Reactions to a message changed.
    Reacted(MessageId),
    /// Votes of a poll changed.
    Voted(MessageId),
    /// Messages are gone.
    Deleted(ChatRef, Vec<i32>),
    /// The account read a chat up to a message; in a channel, when its log was at a place.
    ReadInbox(ChatRef, i32, Option<i32>),
    /// Others read a chat up to a message.
    ReadOutbox(ChatRef, i32),
    /// Messages were pinned or unpinned.
    Pinned(ChatRef, Vec<i32>, bool),
    /// Chats went into a folder.
    Folder(Vec<(ChatRef, i32)>),
    /// Somebody is busy.
    Doing(ChatRef, UserId, Doing),
    /// A chat, or the account's standing in it, is not what it was.
    Chat(ChatRef),
}

impl Default for Log {
    fn default() -> Self {
        Self { pts: Self::FIRST, floor: Self::FIRST, entries: VecDeque::new() }
    }
}

impl Log {
    /// Where every log begins.
    pub const FIRST: i32 = 1;

    /// Writes a change down.
    pub fn add(&mut self, date: i64, count: i32, change: Change) -> Entry {
        self.pts += count;
        let entry = Entry { pts: self.pts, count, date, change };
        if self.entries.len() == KEPT
            && let Some(oldest) = self.entries.pop_front()
        {
            self.floor = oldest.pts;
        }
        self.entries.push_back(entry.clone());
        entry
    }

    /// What a client missed that knows of `pts` at some time (Unix seconds); nothing if that was too long ago.
    pub fn since(&self, pts: i32, date: i64) -> Option<impl Iterator<Item = &Entry>> {
        (pts >= self.floor).then(|| {
            let missed = move |entry: &&Entry| entry.pts > pts || entry.count == 0 && entry.date >= date;
            self.entries.iter().filter(missed)
        })
    }

    /// When the last change happened, Unix seconds.
    pub fn last_date(&self) -> Option<i64> {
        self.entries.back().map(|entry| entry.date)
    }

    /// Forgets all changes: whoever missed one is told that the difference is too long.
    pub fn forget(&mut self) {
        self.entries.clear();
        self.floor = self.pts;
    }
}
