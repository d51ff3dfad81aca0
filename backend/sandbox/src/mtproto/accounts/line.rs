//! Connections, and what is pushed over them.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::{Accounts, Key, KeyId};
use crate::{mtproto::rpc::Answer, world::UserId};

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
}

/// What a connection is told.
#[derive(Clone, Debug)]
pub enum Word {
    /// Push these updates.
    Updates(Arc<[u8]>),
    /// Answer the call in this message.
    Answer(i64, Answer),
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
            key.lines.push(Line { id, to });
        }
        (id, from)
    }

    /// A connection is over.
    pub fn close_line(&mut self, key: KeyId, line: LineId) {
        if let Some(key) = self.keys.get_mut(&key) {
            key.lines.retain(|one| one.id != line);
        }
    }

    /// Updates are pushed over the connections of a key from now on, also over those that come later: Telegram
    /// pushes to a session, whatever connection it is using.
    pub fn listen(&mut self, key: KeyId) {
        if let Some(key) = self.keys.get_mut(&key) {
            key.listens = true;
        }
    }

    /// Whether a connection uses one of a person's sessions.
    pub fn is_line_of(&self, person: UserId, line: LineId) -> bool {
        self.lines(person).any(|one| one.id == line)
    }

    fn sessions_of(&self, person: UserId) -> impl Iterator<Item = &Key> {
        let sessions = self.people.get(&person).into_iter().flat_map(|account| &account.sessions);
        sessions.filter_map(|key| self.keys.get(key))
    }

    fn lines(&self, person: UserId) -> impl Iterator<Item = &Line> {
        self.sessions_of(person).flat_map(|key| &key.lines)
    }

    fn listening(&self, person: UserId, except: Option<LineId>) -> impl Iterator<Item = &Line> {
        let keys = self.sessions_of(person).filter(|key| key.listens);
        keys.flat_map(|key| &key.lines).filter(move |line| Some(line.id) != except)
    }

    /// Whether there is anybody to push a person's updates to, beside one connection.
    pub fn listens(&self, person: UserId, except: Option<LineId>) -> bool {
        self.listening(person, except).next().is_some()
    }

    /// Answers a call that came over a connection, if it is still there.
    pub fn answer(&self, line: LineId, message: i64, answer: Answer) {
        let line = self.keys.values().flat_map(|key| &key.lines).find(|one| one.id == line);
        if let Some(line) = line {
            line.say(Word::Answer(message, answer));
        }
    }

    /// Pushes updates to a person's connections but one.
    pub fn push(&self, person: UserId, except: Option<LineId>, updates: &Arc<[u8]>) {
        for line in self.listening(person, except) {
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
