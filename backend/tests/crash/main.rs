//! The server as a process, killed at random moments: nothing is lost and nothing doubled.
//!
//! The moments follow from a seed, which is printed; `TEST_SEED` sets it.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by failing")]

mod api;
mod checks;
#[path = "../api/harness/database.rs"]
mod database;
mod follower;
mod kills;
mod load;
mod nodes;
mod secrets;
#[expect(dead_code, reason = "the load generator asks more of it")]
mod server;
#[expect(dead_code, reason = "the load generator asks more of it")]
mod telegram;
mod world;

/// Each test keeps both processors busy: they take turns.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// The seed of everything random.
fn seed() -> u64 {
    let seed = std::env::var("TEST_SEED").ok().and_then(|text| text.parse().ok());
    let seed = seed.unwrap_or_else(|| fastrand::u64(..));
    println!("TEST_SEED={seed}");
    seed
}
