//! The table.

use std::{path::Path, time::Duration};

use anyhow::{Context, Result};

use crate::{arena::Kind, fleet, idle::Memory, latency::Latency, limit::Limit, throughput::Inbound};

/// What was measured on one database.
pub struct Figures {
    pub kind: Kind,
    /// Starts, the quickest first.
    pub started: Vec<Duration>,
    pub idle: Memory,
    pub inbound: Inbound,
    pub limit: Limit,
    /// With one listener at half load.
    pub alone: Option<Latency>,
    /// With a hundred.
    pub crowd: Option<Latency>,
    /// With a hundred at a twentieth of the load.
    pub few: Option<Latency>,
}

/// Prints the figures side by side, as Markdown.
pub fn print(columns: &[Figures], spa: &SpaSize) {
    let row = |name: &str, aim: &str, show: &dyn Fn(&Figures) -> String| {
        let cells: Vec<String> = columns.iter().map(show).collect();
        println!("| {name} | {} | {aim} |", cells.join(" | "));
    };
    row("", "aim", &|it| format!("{:?}", it.kind));
    println!("|---|{}---|", "---:|".repeat(columns.len()));
    row("limit: bare sqlx, batches of the same size, updates/s", "", &|it| format!("{:.0}", it.limit.alike));
    row("limit: bare sqlx, batches of 256, updates/s", "", &|it| format!("{:.0}", it.limit.largest));
    row("durable inbound by webhook, updates/s", "", &|it| format!("{:.0}", it.inbound.rate));
    row("updates in a commit", "", &|it| it.inbound.batch.to_string());
    row("the server's processor time for one", "", &|it| format!("{} µs", it.inbound.cpu.as_micros()));
    row("share of the limit", "50 %", &|it| format!("{:.0} %", 100.0 * it.inbound.rate / it.limit.alike));
    row("webhook to frame, 1 listener, half load", "p99 < 50 ms", &|it| latency(it.alone.as_ref()));
    row("webhook to frame, 100 listeners, half load", "p99 < 50 ms", &|it| latency(it.crowd.as_ref()));
    row("webhook to frame, 100 listeners, a twentieth", "", &|it| latency(it.few.as_ref()));
    row("memory of an idle polling bot", "< 100 kB", &|it| format!("{:.0} kB", it.idle.each()));
    row("memory of the server without a bot", "", &|it| format!("{} MB", it.idle.before / 1024));
    row("start to ready, median of 10", "< 300 ms", &|it| match it.started.get(it.started.len() / 2) {
        Some(median) => format!("{} ms", median.as_millis()),
        None => String::new(),
    });
    let kilobytes = |bytes: u64| format!("{:.0} kB", float(usize::try_from(bytes).unwrap_or(0)) / 1000.0);
    row("size of the SPA until the chats are listed, brotli", "< 400 kB", &|_| kilobytes(spa.first));
    row("size of the SPA, brotli", "", &|_| kilobytes(spa.all));
}

/// Prints what was measured of accounts, on SQLite and PostgreSQL, as Markdown.
pub fn print_accounts(columns: &[fleet::Figures], count: usize) {
    let row = |name: &str, aim: &str, show: &dyn Fn(&fleet::Figures) -> String| {
        let cells: Vec<String> = columns.iter().map(show).collect();
        println!("| {name} | {} | {aim} |", cells.join(" | "));
    };
    println!("\n| {count} accounts | Sqlite | Postgres | aim |\n|---|---:|---:|---|");
    row("memory of an idle account", "", &|it| format!("{:.0} kB", it.memory.each()));
    row("restart to all live", "< 60 s", &|it| format!("{:.1} s", it.live.as_secs_f64()));
    row("the most that connect within a second", "20 a second", &|it| it.most.to_string());
    row("message to frame", "p99 < 100 ms", &|it| latency(it.latency.as_ref()));
    row("a storm: accounts that landed where they belong", "all", &|it| {
        format!("{} of {} after {} faults", it.storm.landed, it.storm.accounts, it.storm.troubles)
    });
    row("a storm: connections of one account within a minute", "3", &|it| it.storm.reconnects.to_string());
    row("Telethon: memory of an account", "", &|it| format!("{:.0} kB", it.telethon.memory.each()));
    row("Telethon: message to handler", "", &|it| latency(Some(&it.telethon.latency)));
    row("Telethon: messages received", "all", &|it| {
        format!("{} of {}", it.telethon.received, it.telethon.written)
    });
}

fn latency(it: Option<&Latency>) -> String {
    let Some(it) = it else { return "not kept up".to_owned() };
    let ms = |duration: Duration| duration.as_secs_f64() * 1000.0;
    format!("p50 {:.1} ms, p99 {:.1} ms at {:.0}/s", ms(it.p50), ms(it.p99), it.rate)
}

/// The bytes a browser fetches for the SPA where it takes brotli.
pub struct SpaSize {
    /// Until the chats are listed.
    first: u64,
    /// Everything.
    all: u64,
}

/// Reads it from dist/.
pub fn spa_size() -> Result<SpaSize> {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist");
    let mut size = SpaSize { first: 0, all: 0 };
    for entry in std::fs::read_dir(&dist).context("no dist/: scripts/build-spa makes it")? {
        let entry = entry?;
        if entry.path().extension().is_some_and(|extension| extension == "br") {
            let bytes = entry.metadata()?.len();
            size.all += bytes;
            // as wasm-split names the parts
            let name = entry.file_name();
            if !["split_", "chunk_"].iter().any(|part| name.to_string_lossy().starts_with(part)) {
                size.first += bytes;
            }
        }
    }
    Ok(size)
}

/// A count as a number to divide.
#[expect(clippy::cast_precision_loss, reason = "nothing here counts beyond 2^52")]
pub fn float(count: usize) -> f64 {
    count as f64
}

/// The whole part of a positive number.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rates times seconds")]
pub fn whole(number: f64) -> u64 {
    number as u64
}
