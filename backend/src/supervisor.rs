//! Desired and observed: takes the leases of identities that should run, runs them, and gives them back.
//!
//! Everything is decided by comparing the database with what runs here, so whatever was missed (a wake-up, a crash, a
//! failed statement) is made good by the next look.

pub mod nodes;
mod observe;
pub mod starts;
pub mod store;

use std::{collections::HashMap, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use openapi::{IdentityId, WorkspaceId, runtime::Difference};
use tokio::{
    sync::{Notify, broadcast},
    task::{AbortHandle, JoinSet},
};
use tokio_util::sync::CancellationToken;

pub use observe::{Seen, hold, observe};

use self::store::Taken;
use crate::{
    bus::Wake,
    entity::identity::{self, IdentityKind},
    error::{Error, chain},
    home,
    platforms::{telegram_account, telegram_bot},
    state::AppState,
};

/// How many identities are taken within how long: a large fleet starts gently, whatever wakes its supervisor meanwhile.
const CLAIMS: u64 = 10;
const BETWEEN_CLAIMS: Duration = Duration::from_millis(500);

/// The right to act as an identity. Each new owner gets a higher fencing token, and what an earlier one still writes
/// is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// Who acts.
    pub identity: IdentityId,
    /// The fencing token.
    pub fencing: i64,
}

/// Runs what should run here, until the process stops; then gives the leases back.
pub async fn run(state: AppState) {
    let mut wakes = state.bus.listen();
    let mut supervisor = Supervisor::new(state);
    loop {
        let next = supervisor.turn().await;
        if supervisor.is_done() {
            break;
        }
        supervisor.wait(next, &mut wakes).await;
    }
    if let Err(error) = store::release_all(&supervisor.state, "its server was stopped").await {
        tracing::warn!(
            error = chain(&error),
            "the leases were not given back; others take over when they end"
        );
    }
    if supervisor.home == Some(true)
        && let Err(error) = home::leave(&supervisor.state).await
    {
        tracing::warn!(error = chain(&error), "the database's age was not noted at the end");
    }
}

struct Supervisor {
    state: AppState,
    lease: Duration,
    runners: HashMap<IdentityId, Runner>,
    tasks: JoinSet<()>,
    /// When the leases are to be renewed.
    renew_at: DateTime<Utc>,
    /// When what runs here must have stopped, unless the leases are renewed before.
    deadline: DateTime<Utc>,
    /// Whether the last look failed.
    failing: bool,
    /// Whether the database is where it was; a copy it is not. None until that was looked at.
    home: Option<bool>,
    /// How many identities may still be taken before `claim_at`, when the next ones may.
    claims: u64,
    claim_at: DateTime<Utc>,
}

/// A task that acts as an identity.
struct Runner {
    lease: Lease,
    generation: i64,
    /// Tells that there is something to send.
    wake: Arc<Notify>,
    cancel: CancellationToken,
    task: AbortHandle,
}

impl Supervisor {
    fn new(state: AppState) -> Self {
        let lease = Duration::from_secs(state.config.lease_seconds.into());
        let now = state.clock.now();
        let (runners, tasks) = (HashMap::new(), JoinSet::new());
        let (renew_at, deadline, claim_at) = (now, now, now);
        Self {
            state,
            lease,
            runners,
            tasks,
            renew_at,
            deadline,
            failing: false,
            home: None,
            claims: 0,
            claim_at,
        }
    }

    /// How long before a lease ends its runner stops: time for it to stop in, and for clocks to differ.
    fn margin(&self) -> Duration {
        self.lease / 6
    }

    /// How long the database may take: what runs here must stop in time, but after a pause of the whole process, or
    /// with nothing left to stop, it gets its chance.
    fn patience(&self, now: DateTime<Utc>) -> Duration {
        let left = (self.deadline - now).to_std().unwrap_or_default();
        if self.failing && !self.runners.is_empty() { left } else { left.max(self.margin()) }
    }

    fn is_done(&self) -> bool {
        self.state.shutdown.token.is_cancelled() && self.runners.is_empty()
    }

    /// Compares what should run with what runs. Returns when to do so again.
    async fn turn(&mut self) -> DateTime<Utc> {
        let now = self.state.clock.now();
        let until = now + self.lease;
        if now >= self.claim_at {
            self.claims = CLAIMS;
            self.claim_at = now + BETWEEN_CLAIMS + self.state.clock.jitter(BETWEEN_CLAIMS / 5);
        }
        let claims = if self.state.shutdown.token.is_cancelled() { 0 } else { self.claims };
        let renew = now >= self.renew_at;
        let taken = store::take(&self.state, now, until, (renew, self.home == Some(true)), claims);
        match tokio::time::timeout(self.patience(now), taken).await {
            Ok(Ok(Taken::Copy(differs))) => self.hold(now, differs),
            Ok(Ok(Taken::Leases { held, claimed })) => {
                (self.failing, self.home) = (false, Some(true));
                if renew {
                    self.deadline = until - self.margin();
                    self.renew_at = now + self.lease / 3;
                }
                self.claims -= claims.min(claimed.len() as u64);
                self.reconcile(held, claimed).await;
                if self.claims == 0 { self.renew_at.min(self.claim_at) } else { self.renew_at }
            }
            Ok(Err(error)) => {
                tracing::error!(error = chain(&error), "the leases could not be renewed");
                self.fail(false)
            }
            Err(_) => {
                tracing::error!("the leases could not be renewed: the database does not answer");
                self.fail(true)
            }
        }
    }

    /// The database is a copy. Returns when to look again whether it still is.
    fn hold(&mut self, now: DateTime<Utc>, differs: Difference) -> DateTime<Utc> {
        if self.home != Some(false) {
            tracing::warn!("{}; {}", home::HELD, home::say(differs));
        }
        (self.failing, self.home) = (false, Some(false));
        self.runners.drain().for_each(|(_, runner)| runner.task.abort());
        self.renew_at = now;
        now + self.lease / 15
    }

    /// Stops what runs if there will be no time for another look. Returns when to take it.
    fn fail(&mut self, too_late: bool) -> DateTime<Utc> {
        self.failing = true;
        let next = self.state.clock.now() + self.lease / 15;
        if too_late || next >= self.deadline {
            for (id, runner) in self.runners.drain() {
                tracing::warn!(identity = %id, "stopped: its lease may be over");
                runner.task.abort();
            }
        }
        next
    }

    /// Starts, stops and gives back until what runs is what should.
    async fn reconcile(&mut self, held: Vec<identity::Model>, claimed: Vec<identity::Model>) {
        while self.tasks.try_join_next().is_some() {}
        self.runners.retain(|_, runner| !runner.task.is_finished());
        let fencing: HashMap<IdentityId, i64> =
            held.iter().chain(&claimed).map(|row| (row.id, row.fencing)).collect();
        self.runners.retain(|id, runner| {
            let ours = fencing.get(id) == Some(&runner.lease.fencing);
            if !ours {
                tracing::warn!(identity = %id, "the lease was lost");
                runner.task.abort();
            }
            ours
        });
        let mut idle = Vec::new();
        for row in held.into_iter().chain(claimed) {
            let wanted = row.is_wanted() && !self.state.shutdown.token.is_cancelled();
            match self.runners.get(&row.id) {
                Some(runner) if !wanted || runner.generation != row.generation => runner.cancel.cancel(),
                None if wanted => self.start(&row),
                // at the end of the process all leases are given back together
                None if !self.state.shutdown.token.is_cancelled() => idle.push(row),
                Some(_) | None => {}
            }
        }
        let given_back = async {
            for row in &idle {
                store::release(&self.state, row).await?;
            }
            Ok::<_, Error>(())
        };
        match tokio::time::timeout(self.margin(), given_back).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::warn!(error = chain(&error), "a lease was not given back; trying again");
            }
            Err(_) => tracing::warn!("giving leases back takes long; going on at the next look"),
        }
        metrics::gauge!("identities_running").set(u32::try_from(self.runners.len()).unwrap_or(u32::MAX));
    }

    fn start(&mut self, row: &identity::Model) {
        let lease = Lease { workspace: row.workspace_id, identity: row.id, fencing: row.fencing };
        let (wake, cancel) = (Arc::new(Notify::new()), CancellationToken::new());
        let (state, news, stop) = (self.state.clone(), Arc::clone(&wake), cancel.clone());
        let task = match row.kind {
            IdentityKind::Bot => self.tasks.spawn(telegram_bot::runtime::run(state, lease, news, stop)),
            IdentityKind::Account => {
                self.tasks.spawn(telegram_account::runtime::run(state, lease, news, stop))
            }
        };
        self.runners.insert(row.id, Runner { lease, generation: row.generation, wake, cancel, task });
    }

    /// Waits until it is time to look again, passing on what there is to send.
    async fn wait(&mut self, next: DateTime<Utc>, wakes: &mut broadcast::Receiver<Wake>) {
        let state = self.state.clone();
        let stopping = state.shutdown.token.is_cancelled();
        let mut due = std::pin::pin!(state.clock.sleep_until(next));
        loop {
            tokio::select! {
                () = &mut due => return,
                () = state.shutdown.token.cancelled(), if !stopping => return,
                Some(_) = self.tasks.join_next() => return,
                wake = wakes.recv() => if self.pass_on(wake.ok().as_ref()) { break },
            }
        }
        // many at once need one look
        while let Ok(wake) = wakes.try_recv() {
            self.pass_on(Some(&wake));
        }
    }

    /// Tells a runner what it waits for. Says whether to look again; a wake-up that was lost may have been any.
    fn pass_on(&self, wake: Option<&Wake>) -> bool {
        match wake {
            Some(Wake::Outbox(id)) => {
                if let Some(runner) = self.runners.get(id) {
                    runner.wake.notify_one();
                }
                false
            }
            Some(Wake::Read(id)) => {
                // whoever is not connected looks by itself once it is
                if let Ok(connected) = self.state.accounts.connected(*id) {
                    connected.client.reads.notify_one();
                }
                false
            }
            // it may be that an owner adopted the copy
            Some(Wake::Events(_)) => self.home == Some(false),
            Some(Wake::Passing(_)) => false,
            Some(Wake::Identity(id)) => {
                self.state.accounts.ring(*id);
                true
            }
            None => {
                self.runners.values().for_each(|runner| runner.wake.notify_one());
                true
            }
        }
    }
}
