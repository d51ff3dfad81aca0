//! Stopping in order: a soft stop lets work end, a hard one cuts it off.

use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long work may take to end after a stop was asked for.
const GRACE: Duration = Duration::from_secs(20);

/// Hands out the token to watch and keeps track of what must end before the process does.
#[derive(Clone, Debug, Default)]
pub struct Shutdown {
    /// Cancelled when the process should stop: accept nothing new, finish what runs.
    pub token: CancellationToken,
    /// Tasks that the process waits for.
    pub tasks: TaskTracker,
}

impl Shutdown {
    /// Waits for SIGINT or SIGTERM and begins the stop.
    pub async fn on_signal(&self) -> std::io::Result<()> {
        self.token.run_until_cancelled(interrupted()).await.unwrap_or(Ok(()))?;
        tracing::info!("stopping");
        self.token.cancel();
        Ok(())
    }

    /// Waits for the tracked tasks, until the grace period is over or a second signal comes. Says whether all ended.
    pub async fn finish(&self) -> bool {
        self.tasks.close();
        tokio::select! {
            () = self.tasks.wait() => true,
            _ = interrupted() => false,
            () = tokio::time::sleep(GRACE) => false,
        }
    }
}

async fn interrupted() -> std::io::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}
