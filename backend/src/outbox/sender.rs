//! Sends what an identity's outbox holds, for as long as its lease is ours.

use std::{collections::HashSet, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use futures::{StreamExt, stream::FuturesUnordered};
use openapi::{ChatId, chats::ChatKind};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::{
    act::act,
    claim::{Claim, Job, claim},
    limiter::Limiter,
    outcome::Outcome,
    record::record,
    store::{self, Due},
};
use crate::{
    entity::outbox::{Action, Model},
    error::{Result, chain},
    platforms::{Error, Messenger},
    state::AppState,
    supervisor::Lease,
};

/// How many chats of one identity are written to at once.
const PARALLEL: usize = 8;

/// How often an idle sender looks by itself, should a wake-up get lost on its way from another process.
const LOOK: Duration = Duration::from_secs(30);

/// A wait this short is waited for without asking when the next one ends: that asks about every waiting row.
const SOON: TimeDelta = TimeDelta::milliseconds(50);

/// Why a sender ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It was asked to. What was under way is settled.
    Asked,
    /// The lease is not ours any more.
    LeaseLost,
    /// Telegram does not accept the token.
    Revoked,
}

/// Sends until asked to stop, until the lease is lost or the token is revoked. `wake` tells of new rows. At the start
/// what an earlier owner left without an answer is settled: nobody else may run for this identity any more.
pub async fn run(
    state: &AppState,
    lease: Lease,
    messenger: &Messenger,
    wake: &Notify,
    cancel: &CancellationToken,
) -> Result<End> {
    for row in store::left_behind(&state.db.reader, lease.identity).await? {
        let lost = Error::Uncertain("the server stopped before it came".to_owned());
        // seldom, and held in place it would weigh 6 kB on every identity that has nothing to send
        Box::pin(record(state, &[&row], Outcome::of(&row, Err(lost)))).await?;
    }
    let mut turns = Turns { state, lease, limiter: Limiter::default(), busy: HashSet::new() };
    let mut flights = FuturesUnordered::new();
    let mut end = None;
    loop {
        let mut next = state.clock.now() + LOOK;
        if cancel.is_cancelled() {
            end.get_or_insert(Ok(End::Asked));
        } else if end.is_none() {
            match turns.take(next).await {
                Ok((due, at)) => {
                    flights.extend(due.into_iter().map(|due| fly(state, lease, messenger, due)));
                    next = at;
                }
                Err(error) => end = Some(Err(error)),
            }
        }
        if let Some(end) = end.take_if(|_| flights.is_empty()) {
            return end;
        }
        let ending = end.is_some();
        tokio::select! {
            Some((chat, landed)) = flights.next() => match turns.land(chat, landed) {
                Ok(None) => {}
                Ok(Some(why)) => drop(end.get_or_insert(Ok(why))),
                Err(error) => drop(end.get_or_insert(Err(error))),
            },
            () = wake.notified(), if !ending => {}
            () = state.clock.sleep_until(next), if !ending => {}
            () = cancel.cancelled(), if !ending => {}
        }
    }
}

type Chat = (ChatId, ChatKind);

/// What a flight tells those after it.
enum Landed {
    /// Nothing.
    Settled,
    /// The chat must wait until then.
    Wait(DateTime<Utc>),
    /// There is no use in going on.
    Stop(End),
}

/// Decides whose turn it is: one row of a chat at a time, no faster than the limiter lets.
struct Turns<'a> {
    state: &'a AppState,
    lease: Lease,
    limiter: Limiter,
    busy: HashSet<ChatId>,
}

impl Turns<'_> {
    /// The rows to start now, and when to look again, at the latest at `latest`.
    async fn take(&mut self, latest: DateTime<Utc>) -> Result<(Vec<Due>, DateTime<Utc>)> {
        let (db, now) = (&self.state.db.reader, self.state.clock.now());
        let mut next = latest;
        let mut started = Vec::new();
        // rows of chats that are busy or out of tokens come back too: ask for as many more
        let window = PARALLEL + self.busy.len() + self.limiter.chats();
        for due in store::due(db, self.lease.identity, now, window as u64).await? {
            let chat = (due.row.chat_id, due.chat_kind);
            if self.busy.len() == PARALLEL {
                break;
            }
            if self.busy.contains(&chat.0) {
                continue;
            }
            if matches!(due.row.action, Action::Send | Action::Edit)
                && let Err(ready) = self.limiter.take(chat, due.row.lane.is_bulk(), due.messages(), now)
            {
                next = next.min(ready);
                continue;
            }
            self.busy.insert(chat.0);
            started.push(due);
        }
        if started.is_empty()
            && next - now > SOON
            && let Some(at) = store::next_due(db, self.lease.identity, now).await?
        {
            next = next.min(at);
        }
        Ok((started, next))
    }

    /// Takes a flight back in. Says whether to stop.
    fn land(&mut self, chat: Chat, landed: Result<Landed>) -> Result<Option<End>> {
        self.busy.remove(&chat.0);
        match landed? {
            Landed::Settled => Ok(None),
            Landed::Wait(until) => {
                self.limiter.wait(chat, until);
                Ok(None)
            }
            Landed::Stop(why) => Ok(Some(why)),
        }
    }
}

async fn fly(state: &AppState, lease: Lease, messenger: &Messenger, due: Due) -> (Chat, Result<Landed>) {
    ((due.row.chat_id, due.chat_kind), deliver(state, lease, messenger, due.row).await)
}

/// Takes one row through: handed over, asked for, settled.
async fn deliver(state: &AppState, lease: Lease, messenger: &Messenger, row: Model) -> Result<Landed> {
    let job = match claim(state, lease, row).await? {
        Claim::Taken(job) => job,
        Claim::Gone => return Ok(Landed::Settled),
        Claim::LeaseLost => return Ok(Landed::Stop(End::LeaseLost)),
    };
    let outcome = Outcome::of(&job.row, act(state, messenger, &job).await);
    let landed = match outcome {
        Outcome::Wait(duration) => Landed::Wait(state.clock.now() + duration),
        Outcome::Revoked => Landed::Stop(End::Revoked),
        _ => Landed::Settled,
    };
    keep(state, &job, outcome).await?;
    Ok(landed)
}

/// Stores an outcome. The database may be away for a moment, and what Telegram said is said only once.
async fn keep(state: &AppState, job: &Job, outcome: Outcome) -> Result<()> {
    let rows: Vec<&Model> = job.parts().map(|(row, _)| row).collect();
    for pause in [1, 2, 4] {
        match record(state, &rows, outcome.clone()).await {
            Ok(()) => return Ok(()),
            Err(error) => {
                tracing::warn!(outbox.id = job.row.id, error = chain(&error), "an outcome was not stored");
            }
        }
        state.clock.sleep(Duration::from_secs(pause)).await;
    }
    record(state, &rows, outcome).await
}
