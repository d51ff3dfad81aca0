//! The log of what bots asked for.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use serde::Serialize;
use tokio::sync::Notify;

/// How many calls of a bot are remembered; the oldest go first.
pub const REMEMBERED: usize = 20_000;

/// One call of the Bot API.
#[derive(Clone, Debug, Serialize)]
pub struct Call {
    /// Counts the calls of the bot from one.
    pub number: u64,
    /// The method, written as in the documentation where the sandbox knows it; `download` for a file.
    pub method: String,
    /// Parameters but files, all of them text.
    pub params: BTreeMap<String, String>,
    /// When it came in, milliseconds since 1970 on the machine's clock.
    pub at_ms: u64,
    /// When it came in, for measuring.
    #[serde(skip)]
    pub at: Instant,
    /// How it ended; nothing while it is under way.
    pub outcome: Option<Outcome>,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    /// It was carried out and answered.
    Done,
    /// It was answered with an error.
    Refused {
        /// `error_code`.
        code: u16,
        /// `description`.
        description: String,
    },
    /// It was carried out, but the connection was cut instead of answering.
    ReplyLost,
    /// The connection was cut and nothing was carried out.
    Cut,
    /// The bot went away before it was answered.
    Abandoned,
}

impl Call {
    /// Whether it was carried out and answered.
    pub fn is_done(&self) -> bool {
        self.outcome == Some(Outcome::Done)
    }
}

/// What one bot asked for.
#[derive(Debug, Default)]
pub struct CallLog {
    calls: Mutex<Calls>,
    /// Rings when a call came in or ended.
    pub changed: Notify,
}

#[derive(Debug, Default)]
struct Calls {
    last: u64,
    kept: VecDeque<Call>,
}

impl CallLog {
    /// Writes down that a call came in; it counts as abandoned unless it is ended through what is returned.
    pub fn begin(self: &Arc<Self>, method: &str, params: BTreeMap<String, String>) -> OpenCall {
        let mut calls = self.lock();
        calls.last += 1;
        let number = calls.last;
        if calls.kept.len() == REMEMBERED {
            calls.kept.pop_front();
        }
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        calls.kept.push_back(Call {
            number,
            method: method.into(),
            params,
            at_ms: u64::try_from(since.as_millis()).unwrap_or(u64::MAX),
            at: Instant::now(),
            outcome: None,
        });
        drop(calls);
        self.changed.notify_waiters();
        OpenCall { log: Arc::clone(self), number, outcome: Outcome::Abandoned }
    }

    /// All calls that are remembered, the oldest first.
    pub fn all(&self) -> Vec<Call> {
        self.lock().kept.iter().cloned().collect()
    }

    fn end(&self, number: u64, outcome: Outcome) {
        let mut calls = self.lock();
        let behind = usize::try_from(calls.last - number).unwrap_or(usize::MAX);
        let place = calls.kept.len().checked_sub(behind + 1);
        if let Some(call) = place.and_then(|place| calls.kept.get_mut(place)) {
            call.outcome = Some(outcome);
        }
        drop(calls);
        self.changed.notify_waiters();
    }

    fn lock(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call that is under way.
#[derive(Debug)]
pub struct OpenCall {
    log: Arc<CallLog>,
    number: u64,
    outcome: Outcome,
}

impl OpenCall {
    /// Says how the call ends.
    pub fn end(mut self, outcome: Outcome) {
        self.outcome = outcome;
    }
}

impl Drop for OpenCall {
    fn drop(&mut self) {
        self.log.end(self.number, self.outcome.clone());
    }
}
