//! Connections, and what is pushed over them.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::{Accounts, KeyId};
use crate::world::UserId;

/// What waits for a connection at most. A client that reads more slowly misses updates and has to ask for the
/// difference, as with Telegram.
const WAITING: usize = 512;

/// The name of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineId(u64);

/// The near end of a connection.
#[derive(Debug)]
pub struct Line {
    id: LineId,
    to: mpsc::Sender<Word>,
    /// Whether updates are pushed over it.
    listens: bool,
}

/// What a connection is told.
#[derive(Clone, Debug)]
pub enum Word {
    /// Push these updates.
    Updates(Arc<[u8]>),
    /// Cut the connection.
    HangUp,
}

impl Accounts {
    /// A connection begins to use a key.
    pub fn open_line(&mut self, key: KeyId) -> (LineId, mpsc::Receiver<Word>) {
        self.last_line += 1;
        let id = LineId(self.last_line);
        let (to, from) = mpsc::channel(WAITING);
        if let Some(key) = self.keys.get_mut(&key) {
            key.lines.push(Line { id, to, listens: false });
        }
        (id, from)
    }

    /// A connection is over.
    pub fn close_line(&mut self, key: KeyId, line: LineId) {
        if let Some(key) = self.keys.get_mut(&key) {
            key.lines.retain(|one| one.id != line);
        }
    }

    /// Updates are pushed over a connection from now on.
    pub fn listen(&mut self, key: KeyId, line: LineId) {
        let lines = self.keys.get_mut(&key).map(|key| &mut key.lines);
        if let Some(line) = lines.into_iter().flatten().find(|one| one.id == line) {
            line.listens = true;
        }
    }

    /// Whether a connection uses one of a person's sessions.
    pub fn is_line_of(&self, person: UserId, line: LineId) -> bool {
        self.lines(person).any(|one| one.id == line)
    }

    fn lines(&self, person: UserId) -> impl Iterator<Item = &Line> {
        let sessions = self.people.get(&person).into_iter().flat_map(|account| &account.sessions);
        sessions.filter_map(|key| self.keys.get(key)).flat_map(|key| &key.lines)
    }

    /// Whether there is anybody to push a person's updates to, beside one connection.
    pub fn listens(&self, person: UserId, except: Option<LineId>) -> bool {
        self.lines(person).any(|line| line.listens && Some(line.id) != except)
    }

    /// Pushes updates to a person's connections but one.
    pub fn push(&self, person: UserId, except: Option<LineId>, updates: &Arc<[u8]>) {
        for line in self.lines(person).filter(|line| line.listens && Some(line.id) != except) {
            line.say(Word::Updates(Arc::clone(updates)));
        }
    }

    /// Pushes updates to whoever uses a key, signed in or not.
    pub fn push_to_key(&self, key: KeyId, updates: &Arc<[u8]>) {
        for line in self.keys.get(&key).into_iter().flat_map(|key| &key.lines) {
            line.say(Word::Updates(Arc::clone(updates)));
        }
    }

    /// Cuts the connections that use a key.
    pub fn hang_up_key(&self, key: KeyId) {
        self.keys.get(&key).into_iter().flat_map(|key| &key.lines).for_each(|line| line.say(Word::HangUp));
    }

    /// Cuts a person's connections.
    pub fn hang_up(&self, person: UserId) {
        self.lines(person).for_each(|line| line.say(Word::HangUp));
    }

    /// Cuts all connections.
    pub fn hang_up_all(&self) {
        self.keys.values().flat_map(|key| &key.lines).for_each(|line| line.say(Word::HangUp));
    }

    /// How many connections there are.
    pub fn connections(&self) -> usize {
        self.keys.values().map(|key| key.lines.len()).sum()
    }
}

impl Line {
    /// Says something, unless too much waits already or the connection is over.
    fn say(&self, word: Word) {
        if let Err(error) = self.to.try_send(word) {
            tracing::debug!(%error, "a connection is not told");
        }
    }
}
