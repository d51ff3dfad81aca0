//! Time, ids and randomness. Everything that needs one asks here, so that tests decide what time it is.

use std::{
    sync::{Arc, LazyLock, Mutex},
    time::Duration,
};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use tokio::sync::watch;
use uuid::{ContextV7, Timestamp, Uuid};

/// Tells the time. Cheap to clone; clones of a test's clock tell the same time.
#[derive(Clone, Debug)]
pub struct Clock(Inner);

#[derive(Clone, Debug)]
enum Inner {
    System,
    Test(Arc<watch::Sender<DateTime<Utc>>>),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Inner::System)
    }

    /// A clock that stands at `start` until it is advanced.
    pub fn test(start: DateTime<Utc>) -> Self {
        Self(Inner::Test(Arc::new(watch::Sender::new(start))))
    }

    /// Moves a test's clock on and wakes whoever slept until then. The machine's clock cannot be moved.
    pub fn advance(&self, by: Duration) {
        if let Inner::Test(now) = &self.0 {
            now.send_modify(|now| *now += by);
        }
    }

    /// The time, in whole microseconds: what both databases can hold.
    pub fn now(&self) -> DateTime<Utc> {
        #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
        let now = match &self.0 {
            Inner::System => Utc::now(),
            Inner::Test(now) => *now.borrow(),
        };
        micros(now)
    }

    /// Sleeps until this clock tells `time`.
    pub async fn sleep_until(&self, time: DateTime<Utc>) {
        match &self.0 {
            Inner::System => {
                let left = (time - self.now()).to_std().unwrap_or_default();
                tokio::time::sleep(left).await;
            }
            Inner::Test(now) => {
                // a dropped sender cannot happen while `self` holds one
                let _ = now.subscribe().wait_for(|now| *now >= time).await;
            }
        }
    }

    /// Sleeps for a while of this clock's time.
    pub async fn sleep(&self, duration: Duration) {
        self.sleep_until(self.now() + duration).await;
    }

    /// A new id that sorts by time.
    pub fn uuid(&self) -> Uuid {
        static CONTEXT: LazyLock<Mutex<ContextV7>> = LazyLock::new(|| Mutex::new(ContextV7::new()));
        let now = self.now();
        let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
        Uuid::new_v7(Timestamp::from_unix(&*CONTEXT, seconds, now.timestamp_subsec_nanos()))
    }

    /// A random secret of 256 bits, in URL-safe base64.
    pub fn secret(&self) -> String {
        use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
        BASE64_URL_SAFE_NO_PAD.encode(random::<32>())
    }

    /// A random number to know something by.
    pub fn random_id(&self) -> i64 {
        i64::from_le_bytes(random())
    }

    /// A random share of `range`, in whole microseconds, to spread what would otherwise happen at once.
    pub fn jitter(&self, range: Duration) -> Duration {
        let share = range.mul_f64(f64::from(u32::from_le_bytes(random())) / f64::from(u32::MAX));
        Duration::from_micros(u64::try_from(share.as_micros()).unwrap_or(u64::MAX))
    }
}

/// A time in whole microseconds, as it comes back from either database.
pub fn micros(time: DateTime<Utc>) -> DateTime<Utc> {
    time.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(time)
}

#[expect(clippy::expect_used, reason = "without randomness no secret can be made: stop")]
fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
