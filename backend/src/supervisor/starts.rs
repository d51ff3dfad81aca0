//! How fast identities turn to Telegram: a fleet that starts, or was cut off together, does so gently.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Utc};

use crate::clock::Clock;

/// How many of this process may connect within a window.
const MOST: usize = 20;

/// A second, and a little for what passes between the turn and the connection.
const WINDOW: Duration = Duration::from_millis(1050);

/// Turns to connect: at most twenty within any second, whatever let so many want one.
#[derive(Debug)]
pub struct Starts {
    clock: Clock,
    /// The last turns, the earliest first; they may be ahead.
    turns: Mutex<VecDeque<DateTime<Utc>>>,
}

impl Starts {
    /// Turns by this clock.
    pub fn new(clock: Clock) -> Self {
        Self { clock, turns: Mutex::default() }
    }

    /// Waits for one's turn. Who gives up waiting leaves it unused.
    pub async fn turn(&self) {
        self.clock.sleep_until(self.next(self.clock.now())).await;
    }

    fn next(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        let free = if turns.len() < MOST { None } else { turns.pop_front() };
        let turn = free.map_or(now, |before| now.max(before + WINDOW));
        turns.push_back(turn);
        turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The most within any second.
    fn most(turns: &[DateTime<Utc>]) -> usize {
        let second = Duration::from_secs(1);
        let within =
            |from: &DateTime<Utc>| turns.iter().filter(|turn| (*from..*from + second).contains(turn)).count();
        turns.iter().map(within).max().unwrap_or_default()
    }

    #[test]
    fn never_more_than_twenty_connect_within_a_second() {
        let clock = Clock::test(DateTime::UNIX_EPOCH);
        let starts = Starts::new(clock.clone());
        // all at once, as after a cut
        let turns: Vec<_> = (0..100).map(|_| starts.next(clock.now())).collect();
        assert_eq!(most(&turns), 20);
        assert_eq!(turns[19], clock.now(), "a few need not wait");
        // and bunched as they come
        clock.advance(Duration::from_mins(1));
        let bunched: Vec<_> = (0..300)
            .map(|number| {
                clock.advance(Duration::from_millis(if number % 15 == 0 { 480 } else { 1 }));
                starts.next(clock.now())
            })
            .collect();
        assert_eq!(most(&bunched), 20);
    }

    #[test]
    fn a_thousand_have_their_turn_within_a_minute() {
        let (clock, begin) = (Clock::test(DateTime::UNIX_EPOCH), DateTime::UNIX_EPOCH);
        let starts = Starts::new(clock.clone());
        let mut last = begin;
        // as many as a supervisor takes at once, as seldom as it does
        for _ in 0..1000 / super::super::CLAIMS {
            (0..super::super::CLAIMS).for_each(|_| last = starts.next(clock.now()));
            let between = super::super::BETWEEN_CLAIMS;
            clock.advance(between + between / 5);
        }
        assert!(last - begin <= chrono::TimeDelta::seconds(60), "{}", last - begin);
    }
}
