//! What administrators of supergroups and channels did.

use super::{ChatRef, Member, MessageId, UserId, World};

/// One line of an admin log.
#[derive(Clone, Debug)]
pub struct LogEntry {
    /// Its number; the newest has the greatest.
    pub id: i64,
    /// Unix seconds.
    pub date: i64,
    /// Who did it.
    pub by: UserId,
    /// What was done.
    pub what: Logged,
}

/// What was done.
#[derive(Clone, Debug)]
pub enum Logged {
    /// The title was changed, from one to another.
    Title(String, String),
    /// Somebody came in by themselves.
    Joined,
    /// Somebody went away by themselves.
    Left,
    /// This user was brought in.
    Invited(UserId),
    /// A user's standing was changed, from one to another.
    Standing(UserId, Member, Member),
    /// A message was edited.
    Edited(MessageId),
    /// A message was deleted.
    Deleted(MessageId),
    /// A message was pinned.
    Pinned(MessageId),
    /// Slow mode was changed, from so many seconds to so many.
    SlowMode(u32, u32),
}

impl World {
    /// Writes down what was done in a supergroup or channel.
    pub(super) fn log(&mut self, chat: ChatRef, by: UserId, what: Logged) {
        let date = self.now();
        let place = self.chats.get_mut(&chat).filter(|_| matches!(chat, ChatRef::Channel(_)));
        let Some(place) = place else { return };
        let id = place.log.last().map_or(0, |entry| entry.id) + 1;
        place.log.push(LogEntry { id, date, by, what });
    }

    /// How a change of somebody's standing is written down.
    pub(super) fn log_standing(&mut self, chat: ChatRef, by: UserId, user: UserId, change: [&Member; 2]) {
        let [before, after] = change;
        let what = match (before.is_in(), after) {
            (false, Member::Member) if by == user => Logged::Joined,
            (true, Member::Left) if by == user => Logged::Left,
            (false, Member::Member) => Logged::Invited(user),
            _ => Logged::Standing(user, before.clone(), after.clone()),
        };
        self.log(chat, by, what);
    }
}
