//! One session of a client: the server's half of its counters.

use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use grammers_tl_types::Serializable;

use super::crypto::{AuthKey, encrypt};
use crate::mtproto::number::int;

/// A clock that goes back by more than this (a minute, in message ids) was set; ids follow it.
const SET_BACK: i64 = 60 << 32;

/// What a message of the server is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The answer to a call.
    Answer,
    /// Sent unasked, to be acknowledged.
    Push,
    /// The answer to a service message, not to be acknowledged.
    Note,
    /// Sent unasked, not to be acknowledged.
    Warning,
}

/// One session of a client.
pub struct Session {
    /// What it is called by the client.
    pub id: i64,
    key: Arc<AuthKey>,
    sequence: i32,
    last: i64,
}

impl Session {
    pub fn new(id: i64, key: Arc<AuthKey>) -> Self {
        Self { id, key, sequence: 0, last: 0 }
    }

    /// The packet that carries an object. `skew` is by how many seconds the server's clock is wrong.
    pub fn seal(&mut self, salt: i64, body: &[u8], kind: Kind, skew: i64) -> Vec<u8> {
        let content = matches!(kind, Kind::Answer | Kind::Push);
        let mut plain = Vec::with_capacity(body.len() + 64);
        salt.serialize(&mut plain);
        self.id.serialize(&mut plain);
        self.next_id(matches!(kind, Kind::Answer | Kind::Note), skew).serialize(&mut plain);
        (self.sequence * 2 + i32::from(content)).serialize(&mut plain);
        self.sequence += i32::from(content);
        int(body.len()).serialize(&mut plain);
        plain.extend(body);
        encrypt(plain, &self.key)
    }

    fn next_id(&mut self, answer: bool, skew: i64) -> i64 {
        let low = if answer { 1 } else { 3 };
        let id = message_id(skew) | low;
        let set_back = id < self.last - SET_BACK;
        self.last = if id > self.last || set_back { id } else { (self.last & !3) + 4 + low };
        self.last
    }
}

/// The id of a message sent now, with its two lowest bits unset.
pub fn message_id(skew: i64) -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(now.as_secs()).unwrap_or_default() + skew;
    (seconds << 32) | (i64::from(now.subsec_nanos()) << 2)
}
