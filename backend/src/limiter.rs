//! Limits how often something may happen for each key, by our own clock.

use std::{hash::Hash, time::Duration};

use governor::{
    Quota, RateLimiter, middleware::StateInformationMiddleware, nanos::Nanos, state::keyed::DashMapStateStore,
};

use crate::clock::Clock;

impl governor::clock::Clock for Clock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let now = Self::now(self).timestamp_nanos_opt().unwrap_or_default();
        Nanos::new(u64::try_from(now).unwrap_or_default())
    }
}

/// Limits how often something may happen for each key. Counts in this process alone.
#[derive(Debug)]
pub struct Limiter<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, DashMapStateStore<K>, Clock, StateInformationMiddleware>,
    clock: Clock,
}

impl<K: Hash + Eq + Clone> Limiter<K> {
    /// A limiter with this quota for every key.
    pub fn new(quota: Quota, clock: Clock) -> Self {
        Self { limiter: RateLimiter::new(quota, DashMapStateStore::default(), clock.clone()), clock }
    }

    /// Counts one: how many more may follow at once, or how long to wait.
    pub fn count(&self, key: &K) -> Result<u32, Duration> {
        match self.limiter.check_key(key) {
            Ok(state) => Ok(state.remaining_burst_capacity()),
            Err(refused) => Err(refused.wait_time_from(governor::clock::Clock::now(&self.clock))),
        }
    }

    /// Forgets keys that have their full quota again.
    pub fn forget(&self) {
        self.limiter.retain_recent();
    }
}

/// A wait in whole seconds, rounded up, at least one: what `Retry-After` says.
pub fn seconds(wait: Duration) -> u64 {
    u64::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u64::MAX).max(1)
}
