//! How fast the whole server is: `./justw bench` prints the tables that `docs/benchmarks.md` keeps; `./justw bench bots`
//! one of them, `./justw bench accounts 50` the other with fewer accounts.
//!
//! The server runs as a process of its own; this program is Telegram, the people and the operators at once, on the same
//! machine, and so takes its share of the processors.

#[expect(dead_code, reason = "the crash tests ask more of it")]
#[path = "../../tests/crash/api.rs"]
mod api;
mod arena;
mod fleet;
mod idle;
mod latency;
mod limit;
mod post;
mod report;
#[path = "../../tests/crash/server.rs"]
mod server;
mod storm;
#[path = "../../tests/crash/telegram.rs"]
mod telegram;
mod telethon;
mod throughput;

use std::time::Duration;

use anyhow::Result;

use arena::Arena;
use report::Figures;

/// How many accounts there are unless something else is asked for.
const ACCOUNTS: usize = 1000;

#[tokio::main]
async fn main() -> Result<()> {
    // cargo adds words of its own, with dashes
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let (what, count) = (words.first().map(String::as_str), words.get(1));
    let count = count.map_or(Ok(ACCOUNTS), |count| count.parse())?;
    let kinds = [arena::Kind::Sqlite, arena::Kind::Postgres];
    if what.is_none_or(|what| what == "bots") {
        let spa = report::spa_size()?;
        let mut columns = Vec::new();
        for kind in kinds {
            columns.push(measure(kind).await?);
        }
        report::print(&columns, &spa);
    }
    if what.is_none_or(|what| what == "accounts") {
        let mut columns = Vec::new();
        for kind in kinds {
            columns.push(fleet::measure(kind, count).await?);
        }
        report::print_accounts(&columns, count);
    }
    Ok(())
}

/// Everything on one database.
async fn measure(kind: arena::Kind) -> Result<Figures> {
    let started = start_times(kind).await?;
    let idle = idle::memory(kind).await?;

    let mut arena = Arena::new(kind).await?;
    let fleet = arena.webhooks().await?;
    let inbound = throughput::measure(&arena, &fleet).await?;
    let half = inbound.rate / 2.0;
    let alone = latency::measure(&arena, &fleet, 1, half).await?;
    let crowd = latency::measure(&arena, &fleet, 100, half).await?;
    let few = latency::measure(&arena, &fleet, 100, half / 10.0).await?;
    arena.server.kill().await?;
    let limit = limit::measure(&arena, inbound.batch).await?;
    Ok(Figures { kind, started, idle, inbound, limit, alone, crowd, few })
}

/// How long it takes from the start of the process until it listens, again and again on a database that is there.
async fn start_times(kind: arena::Kind) -> Result<Vec<Duration>> {
    let mut arena = Arena::new(kind).await?;
    let mut times = Vec::new();
    for _ in 0..10 {
        arena.server.kill().await?;
        let begun = std::time::Instant::now();
        arena.server.start().await?;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    Ok(times)
}
