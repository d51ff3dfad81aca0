//! Runs one bot: receives and sends side by side, tries again when either fails, and shows how the bot stands.

use std::{panic::AssertUnwindSafe, pin::pin, sync::Arc, time::Duration};

use futures::FutureExt;
use openapi::bots::ObservedState;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::{
    Client,
    failure::{Failure, Failures, Next},
    receiver::Receiver,
};
use crate::{
    bots,
    error::{Error, Result, chain},
    outbox::{self, End},
    platforms::{self, Messenger},
    state::AppState,
    supervisor::{Lease, Seen, observe},
};

/// How long sending pauses after a failure of ours.
const PAUSE: Duration = Duration::from_secs(5);

/// Runs a bot until it is cancelled or its lease is lost. `wake` tells that there is something to send; what is being
/// sent at the end is settled first.
pub async fn run(state: AppState, lease: Lease, wake: Arc<Notify>, cancel: CancellationToken) {
    let stop = cancel.child_token();
    let mut sending = pin!(send(&state, lease, &wake, &stop));
    let ended = tokio::select! {
        () = cancel.cancelled() => None,
        () = receive(&state, lease) => None,
        end = &mut sending => Some(end),
    };
    match ended {
        None => {
            stop.cancel();
            sending.await;
        }
        Some(End::Revoked) => {
            let revoked = Failure::from(platforms::Error::Revoked);
            cancel.run_until_cancelled(recover(&state, lease, &mut Failures::default(), revoked)).await;
        }
        Some(End::Asked | End::LeaseLost) => {}
    }
}

/// Receives until the lease is lost.
async fn receive(state: &AppState, lease: Lease) {
    let mut failures = Failures::default();
    let mut starting = true;
    loop {
        let attempt = async {
            if starting {
                observe(state, lease, Seen::plain(ObservedState::Starting)).await?;
                starting = false;
            }
            let (bot, client) = load(state, lease).await?;
            obey(state, &bot)?;
            state.starts.turn().await;
            Receiver::new(state, lease, client, bot).run(&mut failures).await
        };
        let failure = match AssertUnwindSafe(attempt).catch_unwind().await {
            Ok(Ok(never)) => match never {},
            Ok(Err(failure)) => failure,
            // the panic itself is in the log
            Err(_) => Failure::Fault,
        };
        if let Failure::Telegram(platforms::Error::Wait(wait)) = failure {
            let noted = bots::store::note_wait(state, lease.identity, state.clock.now() + wait).await;
            noted.unwrap_or_else(|error| tracing::warn!(error = chain(&error), "a wait was not stored"));
        }
        if !recover(state, lease, &mut failures, failure).await {
            return;
        }
    }
}

/// Whether Telegram still makes the bot wait, from before a restart.
fn obey(state: &AppState, bot: &bots::Row) -> Result<(), Failure> {
    let left = bot.bot.wait_until.and_then(|until| (until - state.clock.now()).to_std().ok());
    match left.filter(|left| !left.is_zero()) {
        Some(left) => Err(platforms::Error::Wait(left).into()),
        None => Ok(()),
    }
}

/// Sends until asked to stop or there is no use in going on.
async fn send(state: &AppState, lease: Lease, wake: &Notify, stop: &CancellationToken) -> End {
    loop {
        let attempt = async {
            let (_, client) = load(state, lease).await?;
            outbox::run(state, lease, &Messenger::Bot(client), wake, stop).await
        };
        match AssertUnwindSafe(attempt).catch_unwind().await {
            Ok(Ok(end)) => return end,
            Ok(Err(error)) => {
                tracing::warn!(bot = %lease.identity, error = chain(&error), "sending failed; going on soon");
            }
            Err(_) => tracing::error!(bot = %lease.identity, "sending panicked; going on soon"),
        }
        if stop.run_until_cancelled(state.clock.sleep(PAUSE)).await.is_none() {
            return End::Asked;
        }
    }
}

/// Reads what the bot runs with.
async fn load(state: &AppState, lease: Lease) -> Result<(bots::Row, Client)> {
    let row = bots::store::find(&state.db.reader, lease.workspace, lease.identity.into()).await?;
    let client = state.telegram.client(bots::token::open(state, &row.bot)?);
    Ok((row, client))
}

/// Shows a failure and waits as long as it asks for. Says whether to go on.
async fn recover(state: &AppState, lease: Lease, failures: &mut Failures, failure: Failure) -> bool {
    let Some(Next { seen, at }) = failures.note(&state.clock, failure) else { return false };
    match observe(state, lease, seen).await {
        Ok(()) => {}
        Err(Error::Stale) => return false,
        Err(error) => {
            tracing::warn!(bot = %lease.identity, error = chain(&error), "its state could not be stored");
        }
    }
    match at {
        Some(at) => state.clock.sleep_until(at).await,
        None => std::future::pending().await,
    }
    true
}
