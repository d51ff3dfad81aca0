//! What a bot that polls, or an account that is connected, and has nothing to do costs in memory.

use std::time::Duration;

use anyhow::{Context, Result};
use futures::{StreamExt, TryStreamExt, stream};
use openapi::bots::Bot;
use serde_json::json;

use crate::{
    arena::{Arena, Kind},
    server::Server,
};

/// How long anything may take.
pub const PATIENCE: Duration = Duration::from_mins(3);
/// How many bots.
const BOTS: usize = 1000;

/// A process's memory.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// Without any of them, in kB.
    pub before: u64,
    /// With all of them, in kB.
    pub after: u64,
    /// How many they are.
    pub count: usize,
}

impl Memory {
    /// What one of them costs, in kB.
    pub fn each(self) -> f64 {
        crate::report::float(usize::try_from(self.after.saturating_sub(self.before)).unwrap_or(usize::MAX))
            / crate::report::float(self.count)
    }
}

/// Adds bots and looks at the server's memory once all of them wait for updates.
pub async fn memory(kind: Kind) -> Result<Memory> {
    let mut arena = Arena::new(kind).await?;
    // whoever checked a password holds on to the memory that takes, for a while
    arena.server.kill().await?;
    arena.server.start().await?;
    let before = resident(&arena.server)?;
    let bots: Vec<_> = (0..BOTS)
        .map(|number| arena.telegram.sandbox.add_bot(&format!("idle{number}_bot"), "Idle"))
        .collect();
    let add = |bot: &sandbox::Bot| {
        let (api, new) = (arena.api.clone(), json!({ "token": bot.token }));
        async move { api.post::<Bot>("/bots", &new).await }
    };
    stream::iter(bots.iter().map(add)).buffer_unordered(8).try_for_each(async |_| Ok(())).await?;
    for bot in &bots {
        let asks = |call: &sandbox::Call| call.method == "getUpdates";
        arena.telegram.sandbox.wait_calls(bot, PATIENCE, |all| all.iter().any(asks)).await?;
    }
    Ok(Memory { before, after: resident(&arena.server)?, count: BOTS })
}

/// The resident memory of a server's process, in kB.
pub fn resident(server: &Server) -> Result<u64> {
    let id = server.id().context("the server does not run")?;
    let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}
