//! What time it is in the sandbox.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

/// The time that messages are dated with: the machine's, until a test sets its own.
///
/// Waits on the wire (long polls, webhook retries) always run on the machine's time.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Unix seconds; zero while the machine's time is used.
    fixed: Arc<AtomicI64>,
}

impl Clock {
    /// Unix seconds.
    pub fn now(&self) -> i64 {
        match self.fixed.load(Ordering::Relaxed) {
            0 => machine_time(),
            fixed => fixed,
        }
    }

    /// Stops the clock at a time, in Unix seconds.
    pub fn set(&self, unix: i64) {
        self.fixed.store(unix, Ordering::Relaxed);
    }

    /// Lets the clock run on the machine's time again.
    pub fn run(&self) {
        self.set(0);
    }

    /// Moves the clock forward by seconds and stops it there.
    pub fn advance(&self, seconds: i64) {
        self.set(self.now() + seconds);
    }
}

fn machine_time() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
