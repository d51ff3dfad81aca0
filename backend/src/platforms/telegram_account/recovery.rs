//! What comes of a failure: what to show, and when to connect again.

use std::{collections::VecDeque, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use openapi::{accounts::AccountState, bots::ObservedState};

use super::{
    failure::{Failure, Loss},
    standing::Seen,
};
use crate::{clock::Clock, error::Error};

/// After how many failures in a row an account is tried only seldom.
const BREAKER: u32 = 8;

/// How often it is tried then.
const SELDOM: Duration = Duration::from_mins(5);

/// The longest wait between tries before that.
const LONGEST: Duration = Duration::from_mins(1);

/// How often an account connects within a minute at most.
const CONNECTS: usize = 3;
const WITHIN: TimeDelta = TimeDelta::minutes(1);

/// Why an account does not run.
#[derive(Debug)]
pub(super) enum Cause {
    /// Telegram or the network.
    Telegram(Failure),
    /// Something of ours failed.
    Ours(Error),
    /// Something of ours is wrong: it panicked.
    Fault,
}

impl From<Failure> for Cause {
    fn from(failure: Failure) -> Self {
        Self::Telegram(failure)
    }
}

impl From<Error> for Cause {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

/// What happened lately.
#[derive(Debug, Default)]
pub(super) struct Recovery {
    failures: u32,
    connects: VecDeque<DateTime<Utc>>,
}

/// What comes of a failure.
#[derive(Debug)]
pub(super) struct Next {
    /// What to show.
    pub seen: Seen,
    /// When to try again; never where only a person can help.
    pub at: Option<DateTime<Utc>>,
}

impl Recovery {
    /// It works: what failed before does not count any more.
    pub fn works(&mut self) {
        self.failures = 0;
    }

    /// Counts a connection about to be made.
    pub fn connects(&mut self, now: DateTime<Utc>) {
        if self.connects.len() == CONNECTS {
            self.connects.pop_front();
        }
        self.connects.push_back(now);
    }

    /// When the next connection may be made.
    fn may_connect_at(&self) -> Option<DateTime<Utc>> {
        self.connects.front().filter(|_| self.connects.len() == CONNECTS).map(|first| *first + WITHIN)
    }

    /// What comes of one more failure; nothing when the lease was lost.
    pub fn note(&mut self, clock: &Clock, cause: Cause) -> Option<Next> {
        let now = clock.now();
        let (observed, state, reason, wait) = match cause {
            Cause::Ours(Error::Stale) => return None,
            Cause::Telegram(Failure::Lost(loss)) => {
                let reason = loss.to_string();
                let state = match loss {
                    Loss::LoggedOut(_) => AccountState::LoggedOut,
                    Loss::Banned(_) => AccountState::Banned,
                    Loss::DuplicateKey => AccountState::DuplicateKey,
                };
                (ObservedState::Revoked, state, reason, None)
            }
            // obeyed to the second
            Cause::Telegram(failure @ Failure::Wait(wait)) => {
                (ObservedState::Retrying, AccountState::Waiting, failure.to_string(), Some(wait))
            }
            Cause::Telegram(failure) => self.again(clock, failure.to_string()),
            Cause::Ours(error) => self.again(clock, error.to_string()),
            Cause::Fault => self.again(clock, "a fault of ours; the server's log has more".to_owned()),
        };
        let at = wait.map(|wait| (now + wait).max(self.may_connect_at().unwrap_or(now)));
        Some(Next { seen: Seen { observed, standing: Some((state, Some(reason))), retry_at: at }, at })
    }

    fn again(
        &mut self,
        clock: &Clock,
        reason: String,
    ) -> (ObservedState, AccountState, String, Option<Duration>) {
        self.failures += 1;
        if self.failures < BREAKER {
            let wait = Duration::from_secs(1 << (self.failures - 1).min(16)).min(LONGEST);
            // so that accounts that failed together do not come back together
            let wait = wait + clock.jitter(wait / 2);
            (ObservedState::Retrying, AccountState::Waiting, reason, Some(wait))
        } else {
            (ObservedState::Broken, AccountState::Error, reason, Some(SELDOM + clock.jitter(SELDOM / 10)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken() -> Cause {
        Failure::Uncertain("cut".to_owned()).into()
    }

    #[test]
    fn a_connection_that_breaks_at_once_is_made_three_times_a_minute() {
        let clock = Clock::test(DateTime::UNIX_EPOCH);
        let mut recovery = Recovery::default();
        let mut connects = Vec::new();
        while connects.len() < 12 {
            connects.push(clock.now());
            recovery.connects(clock.now());
            recovery.works();
            let at = recovery.note(&clock, broken()).unwrap().at.unwrap();
            clock.advance((at - clock.now()).to_std().unwrap());
        }
        for four in connects.windows(4) {
            assert!(four[3] - four[0] >= WITHIN, "{four:?}");
        }
    }

    #[test]
    fn what_fails_for_long_is_tried_seldom_and_a_lost_session_never() {
        let clock = Clock::test(DateTime::UNIX_EPOCH);
        let mut recovery = Recovery::default();
        let last = (0..BREAKER).filter_map(|_| recovery.note(&clock, broken())).last().unwrap();
        assert_eq!(last.seen.standing.unwrap().0, AccountState::Error);
        assert!(last.at.unwrap() - clock.now() >= TimeDelta::minutes(5));
        let gone = recovery.note(&clock, Failure::Lost(Loss::DuplicateKey).into()).unwrap();
        assert_eq!((gone.at, gone.seen.standing.unwrap().0), (None, AccountState::DuplicateKey));
    }
}
