//! Why a bot does not run, and when to try again.

use std::time::Duration;

use chrono::{DateTime, Utc};
use openapi::bots::ObservedState;

use crate::{clock::Clock, error::Error, platforms, supervisor::Seen};

/// After how many failures in a row a bot is tried only seldom.
const BREAKER: u32 = 8;

/// How often it is tried then, and how often a webhook of other software is looked at.
const SELDOM: Duration = Duration::from_mins(5);

/// The longest wait between tries before that.
const LONGEST: Duration = Duration::from_mins(1);

/// Why receiving ended.
#[derive(Debug)]
pub enum Failure {
    /// Telegram said so.
    Telegram(platforms::Error),
    /// Its webhook belongs to other software, at this host.
    ForeignWebhook(String),
    /// Something of ours failed.
    Ours(Error),
    /// Something of ours is wrong: it panicked.
    Fault,
}

impl From<platforms::Error> for Failure {
    fn from(error: platforms::Error) -> Self {
        Self::Telegram(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

/// Failures in a row.
#[derive(Debug, Default)]
pub struct Failures {
    count: u32,
    conflicts: u32,
}

/// What comes of a failure.
#[derive(Debug)]
pub struct Next {
    /// What to show.
    pub seen: Seen,
    /// When to try again; never where only a person can help.
    pub at: Option<DateTime<Utc>>,
}

impl Failures {
    /// Forgets them: it works.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Whether another program was polling a moment ago.
    pub fn had_conflict(&self) -> bool {
        self.conflicts > 0
    }

    /// What comes of one more; nothing when the lease was lost.
    pub fn note(&mut self, clock: &Clock, failure: Failure) -> Option<Next> {
        let now = clock.now();
        let (state, reason, wait) = match failure {
            Failure::Ours(Error::Stale) => return None,
            Failure::Telegram(error @ platforms::Error::Revoked) => {
                (ObservedState::Revoked, error.to_string(), None)
            }
            Failure::Telegram(platforms::Error::Conflict(text)) => {
                self.conflicts += 1;
                (ObservedState::Conflict, text, Some(backoff(clock, Duration::from_secs(5), self.conflicts)))
            }
            // obeyed to the second
            Failure::Telegram(error @ platforms::Error::Wait(wait)) => {
                (ObservedState::Retrying, error.to_string(), Some(wait))
            }
            Failure::ForeignWebhook(host) => (ObservedState::ForeignWebhook, host, Some(SELDOM)),
            Failure::Telegram(error) => self.again(clock, error.to_string()),
            Failure::Ours(error) => self.again(clock, error.to_string()),
            Failure::Fault => self.again(clock, "a fault of ours; the server's log has more".to_owned()),
        };
        let at = wait.map(|wait| now + wait);
        Some(Next { seen: Seen { state, reason: Some(reason), retry_at: at }, at })
    }

    fn again(&mut self, clock: &Clock, reason: String) -> (ObservedState, String, Option<Duration>) {
        self.count += 1;
        if self.count < BREAKER {
            (ObservedState::Retrying, reason, Some(backoff(clock, Duration::from_secs(1), self.count)))
        } else {
            (ObservedState::Broken, reason, Some(SELDOM + clock.jitter(SELDOM / 10)))
        }
    }
}

/// Doubles with each failure, and varies so that bots that failed together do not come back together.
fn backoff(clock: &Clock, first: Duration, failures: u32) -> Duration {
    let wait = first.saturating_mul(1 << failures.saturating_sub(1).min(16)).min(LONGEST);
    wait + clock.jitter(wait / 2)
}
