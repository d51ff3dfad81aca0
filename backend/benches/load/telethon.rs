//! Telethon beside the server: a client for each of as many accounts, receiving the same load.

use std::{path::Path, process::Stdio, time::Duration};

use anyhow::{Context, Result, ensure};
use sandbox::UserId;
use serde::Deserialize;
use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{ChildStdout, Command},
    time::timeout,
};

use crate::{
    fleet::{people, write},
    idle::Memory,
    latency::{Beat, LASTING, Latency},
    telegram::Telegram,
};

/// How long it may take to connect, or to receive what is left.
const PATIENCE: Duration = Duration::from_mins(3);

/// What it needs and how fast it is.
#[derive(Clone, Debug)]
pub struct Telethon {
    pub memory: Memory,
    /// How many messages it received of those that were written.
    pub received: usize,
    pub written: u64,
    pub latency: Latency,
}

#[derive(Deserialize)]
struct Connected {
    before: u64,
    after: u64,
}

#[derive(Deserialize)]
struct Received {
    micros: Vec<u32>,
}

/// Runs it.
pub async fn measure(telegram: &Telegram, count: usize, rate: f64) -> Result<Telethon> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/telethon");
    let mut child = Command::new(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .context("scripts/telethon")?;
    let mut to = child.stdin.take().context("its input")?;
    let mut from = BufReader::new(child.stdout.take().context("its output")?).lines();
    let sandbox = &telegram.sandbox;
    let (people, sessions): (Vec<UserId>, Vec<String>) = people(sandbox, count).into_iter().unzip();
    let beat = Beat { rate, total: crate::report::whole(rate * LASTING.as_secs_f64()) };
    let work = json!({ "key": telegram.public_key(), "sessions": sessions, "messages": beat.total });
    to.write_all(format!("{work}\n").as_bytes()).await?;
    let connected: Connected = answer(&mut from).await?;
    write(sandbox, sandbox.add_person("Friend", None, None), &people, beat).await?;
    let received: Received = answer(&mut from).await?;
    let memory = Memory { before: connected.before, after: connected.after, count };
    let (received, latency) = (received.micros.len(), Latency::of(rate, received.micros)?);
    ensure!(child.wait().await?.success(), "scripts/telethon failed");
    Ok(Telethon { memory, received, written: beat.total, latency })
}

async fn answer<T: for<'de> Deserialize<'de>>(from: &mut Lines<BufReader<ChildStdout>>) -> Result<T> {
    let line = timeout(PATIENCE, from.next_line()).await.context("scripts/telethon says nothing")??;
    Ok(serde_json::from_str(&line.context("scripts/telethon ended")?)?)
}
