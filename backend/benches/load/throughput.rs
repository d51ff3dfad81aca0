//! Durable inbound updates a second: posted to the webhook, committed, acknowledged.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use tokio::task::JoinSet;

use crate::{
    arena::{Arena, Target},
    post::Connection,
    server::Server,
};

/// How many connections Telegram has at most, for a few bots of 40 each, say.
pub const CONNECTIONS: usize = 128;
const WARM_UP: usize = 5_000;
const UPDATES: usize = 60_000;
const LONGEST: Duration = Duration::from_secs(30);

/// What was taken in.
#[derive(Clone, Copy, Debug)]
pub struct Inbound {
    /// Updates a second.
    pub rate: f64,
    /// How many shared a commit, on average.
    pub batch: usize,
    /// The server's own processor time for one of them; a database in a process of its own is not counted.
    pub cpu: Duration,
}

/// Posts as fast as the server acknowledges.
pub async fn measure(arena: &Arena, targets: &[Target]) -> Result<Inbound> {
    post(arena, targets, WARM_UP).await?;
    let before = (batches(arena).await?, processor_time(&arena.server)?);
    let (posted, took) = post(arena, targets, UPDATES).await?;
    let after = (batches(arena).await?, processor_time(&arena.server)?);
    let cpu = after.1.saturating_sub(before.1).div_f64(crate::report::float(posted));
    let (before, after) = (before.0, after.0);
    let batch = (after.0 - before.0) / (after.1 - before.1);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "256 at most")]
    let batch = batch.round() as usize;
    Ok(Inbound { rate: crate::report::float(posted) / took.as_secs_f64(), batch, cpu })
}

/// Posts so many updates and says how many it were in what time.
async fn post(arena: &Arena, targets: &[Target], updates: usize) -> Result<(usize, Duration)> {
    let (begun, posted) = (Instant::now(), Arc::new(AtomicUsize::new(0)));
    let mut connections = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let mut connection = Connection::open(arena.api.address().await?, targets).await?;
        let posted = Arc::clone(&posted);
        connections.spawn(async move {
            while posted.fetch_add(1, Ordering::Relaxed) < updates && begun.elapsed() < LONGEST {
                connection.post("").await?;
            }
            posted.fetch_sub(1, Ordering::Relaxed);
            anyhow::Ok(())
        });
    }
    while let Some(ended) = connections.join_next().await {
        ended??;
    }
    Ok((posted.load(Ordering::Relaxed), begun.elapsed()))
}

/// How long processors worked for a server's process so far.
/// Source: proc_pid_stat(5); its unit is a hundredth of a second on every Linux.
fn processor_time(server: &Server) -> Result<Duration> {
    let id = server.id().context("the server does not run")?;
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
    let (_, fields) = stat.rsplit_once(')').context("no name")?;
    let ticks: Vec<u64> =
        fields.split_whitespace().skip(11).take(2).map(str::parse).collect::<Result<_, _>>()?;
    Ok(Duration::from_millis(10 * ticks.iter().sum::<u64>()))
}

/// The updates and commits the server counted so far.
async fn batches(arena: &Arena) -> Result<(f64, f64)> {
    let metrics =
        reqwest::get(format!("http://{}/metrics", arena.api.address().await?)).await?.text().await?;
    let figure = |name: &str| {
        let line = metrics.lines().find_map(|line| line.strip_prefix(name)).context("no such metric");
        anyhow::Ok(line?.trim().parse::<f64>()?)
    };
    Ok((figure("inbox_batch_updates_sum")?, figure("inbox_batch_updates_count")?))
}
