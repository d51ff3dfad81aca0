//! The server as people run it: a process of its own, which can be killed at any moment.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    path::PathBuf,
    process::Stdio,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{Child, ChildStderr, Command},
    sync::watch,
    task::JoinHandle,
    time::timeout,
};

/// How long a start may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How many lines of the log are kept.
const TAIL: usize = 20_000;

/// Where the server listens, while it runs.
pub type Address = watch::Receiver<Option<SocketAddr>>;

/// A server's process, one after another on the same data.
pub struct Server {
    binary: PathBuf,
    settings: Vec<(&'static str, String)>,
    process: Option<(Child, JoinHandle<()>)>,
    address: watch::Sender<Option<SocketAddr>>,
    log: Arc<Mutex<VecDeque<String>>>,
}

impl Server {
    /// A server with these settings and no others, not started yet.
    pub fn new(settings: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        let common = [("LISTEN", "127.0.0.1:0"), ("REQUESTS_PER_MINUTE", "10000000"), ("NO_COLOR", "1")];
        let common = common.map(|(name, value)| (name, value.to_owned()));
        Self {
            binary: env!("CARGO_BIN_EXE_switchboard").into(),
            settings: common.into_iter().chain(settings).collect(),
            process: None,
            address: watch::Sender::new(None),
            log: Arc::default(),
        }
    }

    /// Sets one more setting, for the next start.
    pub fn set(&mut self, name: &'static str, value: String) {
        self.settings.push((name, value));
    }

    /// Starts it and returns once it says where it listens.
    pub async fn start(&mut self) -> Result<SocketAddr> {
        let mut child = self.command(&["serve"]).stderr(Stdio::piped()).spawn().context("the server")?;
        let stderr = child.stderr.take().context("the server's log")?;
        let reader = tokio::spawn(read(stderr, Arc::clone(&self.log), self.address.clone()));
        self.process = Some((child, reader));
        let mut address = self.address.subscribe();
        let listens = timeout(PATIENCE, address.wait_for(Option::is_some)).await;
        let address = listens.ok().and_then(|found| *found.ok()?);
        address.with_context(|| format!("the server does not listen; its log:\n{}", self.log()))
    }

    /// Kills it with SIGKILL.
    pub async fn kill(&mut self) -> Result<()> {
        let (mut child, reader) = self.process.take().context("the server does not run")?;
        // whoever asks it something from now on waits for the next start
        self.address.send_replace(None);
        child.kill().await?;
        reader.await?;
        Ok(())
    }

    /// Has it stop, and waits until it has.
    pub async fn stop(&mut self) -> Result<()> {
        let (mut child, reader) = self.process.take().context("the server does not run")?;
        self.address.send_replace(None);
        let id = child.id().context("the server is gone")?.to_string();
        ensure!(Command::new("kill").arg(id).status().await?.success(), "it cannot be told to stop");
        timeout(PATIENCE, child.wait()).await.context("the server does not stop")??;
        Ok(reader.await?)
    }

    /// Runs another of its commands to its end, with this as its input.
    pub async fn run(&self, arguments: &[&str], input: &str) -> Result<()> {
        let mut child = self.command(arguments).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        child.stdin.take().context("its input")?.write_all(input.as_bytes()).await?;
        let output = child.wait_with_output().await?;
        let errors = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{arguments:?} ended with {}:\n{errors}", output.status);
        Ok(())
    }

    /// Where it listens, as it changes from start to start.
    pub fn address(&self) -> Address {
        self.address.subscribe()
    }

    /// The process's id.
    pub fn id(&self) -> Option<u32> {
        self.process.as_ref().and_then(|(child, _)| child.id())
    }

    /// The end of its log.
    pub fn log(&self) -> String {
        let lines = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(arguments).env_clear().envs(self.settings.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
        command
    }
}

/// Keeps the end of the log and finds the address in it.
async fn read(
    stderr: ChildStderr,
    log: Arc<Mutex<VecDeque<String>>>,
    address: watch::Sender<Option<SocketAddr>>,
) {
    let mut lines = BufReader::new(stderr).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        if line.contains("listening") {
            let mut words = line.split(|c: char| c.is_whitespace() || c == '=' || c == '/');
            address.send_replace(words.find_map(|word| word.parse().ok()));
        }
        let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
        if log.len() == TAIL {
            log.pop_front();
        }
        log.push_back(line);
    }
    address.send_replace(None);
}
