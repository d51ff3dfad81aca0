//! Runs one account: connects, keeps the connection under watch, connects anew when it fails, and shows how the account
//! stands.

use std::{panic::AssertUnwindSafe, pin::pin, sync::Arc, time::Duration};

use futures::FutureExt;
use openapi::{
    accounts::AccountState,
    bots::{DesiredState, ObservedState},
};
use sea_orm::ActiveValue::Set;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::{
    Client, Failure, backfill,
    client::{Pushed, Waits},
    dialogs::{self, List},
    failure::Loss,
    folders, reading,
    recovery::{Cause, Next, Recovery},
    session::Keys,
    sign_in::{self, Profile},
    standing::{Seen, keep, observe},
    updates::Receiver,
};
use crate::{
    accounts::{self, Row},
    entity::account,
    error::{Error, chain},
    outbox,
    platforms::Messenger,
    state::AppState,
    supervisor::Lease,
};

/// How often a quiet connection is tried: grammers does not notice one that died silently.
const WATCH: Duration = Duration::from_mins(1);

/// How long what Telegram let it know of its standing is shown before it is looked at again.
const BELIEVED: Duration = Duration::from_hours(1);

/// Runs an account until it is cancelled, signed out, or its lease is lost.
pub async fn run(state: AppState, lease: Lease, wake: Arc<Notify>, cancel: CancellationToken) {
    let mut runner = Runner { state: &state, lease, recovery: Recovery::default(), waits: None };
    loop {
        let attempt = AssertUnwindSafe(Box::pin(runner.attempt(&wake, &cancel))).catch_unwind().await;
        let cause = match attempt {
            Ok(Ok(End)) => return,
            Ok(Err(cause)) => cause,
            // the panic itself is in the log
            Err(_) => Cause::Fault,
        };
        if cancel.run_until_cancelled(runner.recover(cause)).await != Some(true) {
            return;
        }
    }
}

/// There is nothing left to do.
struct End;

struct Runner<'a> {
    state: &'a AppState,
    lease: Lease,
    recovery: Recovery,
    /// Methods that wait, from one connection to the next.
    waits: Option<Arc<Waits>>,
}

impl Runner<'_> {
    /// Connects and runs until that fails.
    async fn attempt(&mut self, wake: &Notify, cancel: &CancellationToken) -> Result<End, Cause> {
        let Some(opened) = cancel.run_until_cancelled(Box::pin(self.open())).await else { return Ok(End) };
        let Some((client, pushed)) = opened? else { return Ok(End) };
        let client = Arc::new(client);
        let _offer = self.state.accounts.offer(self.lease, Arc::clone(&client));
        let (stop, caught_up) = (CancellationToken::new(), Notify::new());
        let mut sending = pin!(self.send(&client, wake, &stop));
        let ran = tokio::select! {
            () = cancel.cancelled() => Ok(End),
            () = client.dead.cancelled() => Err(Failure::Uncertain("the connection ended".to_owned()).into()),
            failed = self.watch(&client) => Err(failed),
            failed = self.save(&client) => Err(failed),
            failed = self.heed(&client) => Err(failed),
            failed = self.keep_noted_waits() => Err(failed),
            failed = self.know_chats(&client, &caught_up) => Err(failed),
            failed = self.tell_reads(&client) => Err(failed),
            failed = self.receive(&client, pushed, &caught_up) => Err(failed),
            ended = &mut sending => return ended,
        };
        // what is on its way is settled first
        stop.cancel();
        sending.await?;
        self.keep_waits().await?;
        ran
    }

    /// Sends what waits, until asked to stop or there is no use in going on.
    async fn send(
        &self,
        client: &Arc<Client>,
        wake: &Notify,
        stop: &CancellationToken,
    ) -> Result<End, Cause> {
        let messenger = Messenger::Account(Arc::clone(client));
        match outbox::run(self.state, self.lease, &messenger, wake, stop).await? {
            outbox::End::Asked | outbox::End::LeaseLost => Ok(End),
            // the session's end is told by whatever is asked next
            outbox::End::Revoked => Err(Failure::Uncertain("the session ended".to_owned()).into()),
        }
    }

    /// Connects and finds out how the account stands. None when it was signed out, as wanted.
    async fn open(&mut self) -> Result<Option<(Client, Pushed)>, Cause> {
        let starting = Seen { observed: ObservedState::Starting, standing: None, retry_at: None };
        observe(self.state, self.lease, starting, |_, _| {}).await?;
        let reader = &self.state.db.reader;
        let row = accounts::store::find(reader, self.lease.workspace, self.lease.identity.into()).await?;
        self.obey(&row)?;
        let not_signed_in = || Failure::Lost(Loss::LoggedOut("it is not signed in".to_owned()));
        let sealed = row.account.session_sealed.as_ref().ok_or_else(not_signed_in)?;
        let keys = Keys::open(&self.state.vault, sealed)?;
        let known = || Arc::new(Waits::new(row.account.waits.0.clone()));
        let waits = Arc::clone(self.waits.get_or_insert_with(known));
        self.state.starts.turn().await;
        self.recovery.connects(self.state.clock.now());
        let (client, pushed) = self.state.accounts.api.connect(keys, row.connection(self.state)?, waits);
        if row.account.signing_out {
            self.sign_out(&client).await?;
            return Ok(None);
        }
        let me = sign_in::me(&client).await?;
        self.show(&client, me).await?;
        self.recovery.works();
        Ok(Some((client, pushed)))
    }

    /// Whether Telegram still makes the account wait, from before a restart.
    fn obey(&self, row: &Row) -> Result<(), Failure> {
        let left = row.account.wait_until.and_then(|until| (until - self.state.clock.now()).to_std().ok());
        match left.filter(|left| !left.is_zero()) {
            Some(left) => Err(Failure::Wait(left)),
            None => Ok(()),
        }
    }

    /// Ends the session at Telegram and forgets it.
    async fn sign_out(&self, client: &Client) -> Result<(), Cause> {
        sign_in::log_out(client).await?;
        let reason = "it was signed out here".to_owned();
        let standing = Some((AccountState::LoggedOut, Some(reason)));
        let seen = Seen { observed: ObservedState::Stopped, standing, retry_at: None };
        observe(self.state, self.lease, seen, |identity, account| {
            identity.desired = Set(DesiredState::Stopped);
            account.session_sealed = Set(None);
            account.signing_out = Set(false);
        })
        .await?;
        Ok(())
    }

    /// It is connected: stores what is new and shows it.
    async fn show(&self, client: &Client, me: Profile) -> Result<(), Cause> {
        let sealed = client.session.keys().seal(&self.state.vault)?;
        let standing = match (sign_in::frozen(client).await?, me.restricted) {
            (Some(reason), _) => (AccountState::Frozen, Some(reason)),
            (None, Some(reason)) => (AccountState::Restricted, Some(reason)),
            (None, None) => (AccountState::Ok, None),
        };
        let seen = Seen { observed: ObservedState::Running, standing: Some(standing), retry_at: None };
        observe(self.state, self.lease, seen, |_, account| {
            account.session_sealed = Set(Some(sealed));
            account.username = Set(me.username);
            account.profile_name = Set(Some(me.name));
            account.wait_until = Set(None);
        })
        .await?;
        Ok(())
    }

    /// Receives what happens. Returns only when that fails.
    async fn receive(&self, client: &Client, pushed: Pushed, caught_up: &Notify) -> Cause {
        let id = self.lease.identity.into();
        let receiving = async {
            let row = accounts::store::find(&self.state.db.reader, self.lease.workspace, id).await?;
            let mut receiver = Receiver::new(self.state, self.lease, client, &row).await?;
            Box::pin(receiver.run(pushed, caught_up)).await
        };
        match receiving.await {
            Ok(never) => match never {},
            Err(cause) => cause,
        }
    }

    /// Tries the connection whenever a while has passed. Returns only when it is of no use.
    async fn watch(&self, client: &Client) -> Cause {
        let mut looked = self.state.clock.now();
        loop {
            self.state.clock.sleep(WATCH).await;
            match sign_in::position(client).await {
                Ok(_) | Err(Failure::Wait(_)) => {}
                Err(failure) => return failure.into(),
            }
            let now = self.state.clock.now();
            if now >= looked + BELIEVED {
                looked = now;
                match self.look_again(client).await {
                    Ok(()) | Err(Cause::Telegram(Failure::Wait(_))) => {}
                    Err(cause) => return cause,
                }
            }
        }
    }

    /// Asks Telegram how the account stands, where it stood badly and that may have passed.
    async fn look_again(&self, client: &Client) -> Result<(), Cause> {
        let (reader, id) = (&self.state.db.reader, self.lease.identity.into());
        let account = accounts::store::find(reader, self.lease.workspace, id).await?.account;
        let passing = matches!(account.state, AccountState::Restricted | AccountState::Frozen);
        if passing && account.state_since + BELIEVED <= self.state.clock.now() {
            self.show(client, sign_in::me(client).await?).await?;
        }
        Ok(())
    }

    /// Fetches the list of chats, once, its folders, and then what is to be known of the past. Returns only when that
    /// fails.
    async fn know_chats(&self, client: &Client, caught_up: &Notify) -> Cause {
        let fetched = async {
            // what came meanwhile is news, and must not be taken for what was there before
            caught_up.notified().await;
            let (reader, id) = (&self.state.db.reader, self.lease.identity.into());
            let row = accounts::store::find(reader, self.lease.workspace, id).await?;
            if row.account.dialogs_at.is_none() {
                dialogs::fetch(self.state, self.lease, client, List::First).await?;
                let now = self.state.clock.now();
                keep(self.state, self.lease, |account| account.dialogs_at = Set(Some(now))).await?;
            }
            folders::refresh(self.state, self.lease, client).await?;
            Box::pin(backfill::run(self.state, self.lease, client)).await
        };
        match fetched.await {
            Ok(never) => match never {},
            Err(cause) => cause,
        }
    }

    /// Tells what operators have read. Returns only when that fails.
    async fn tell_reads(&self, client: &Client) -> Cause {
        match reading::run(self.state, self.lease, client).await {
            Ok(never) => match never {},
            Err(cause) => cause,
        }
    }

    /// Shows what Telegram lets the account know of its standing. Returns only when that fails.
    async fn heed(&self, client: &Client) -> Cause {
        let mut standing = client.standing.subscribe();
        while standing.changed().await.is_ok() {
            let Some((state, reason)) = standing.borrow_and_update().clone() else { continue };
            let standing = Some((state, Some(reason)));
            let seen = Seen { observed: ObservedState::Running, standing, retry_at: None };
            if let Err(error) = observe(self.state, self.lease, seen, |_, _| {}).await {
                return error.into();
            }
        }
        Failure::Uncertain("the connection ended".to_owned()).into()
    }

    /// Stores the session whenever it changes. Returns only when that fails.
    async fn save(&self, client: &Client) -> Cause {
        let mut changes = client.session.changes();
        while changes.changed().await.is_ok() {
            let sealed = match client.session.keys().seal(&self.state.vault) {
                Ok(sealed) => sealed,
                Err(error) => return error.into(),
            };
            let kept =
                keep(self.state, self.lease, |account| account.session_sealed = Set(Some(sealed))).await;
            if let Err(error) = kept {
                return error.into();
            }
        }
        Failure::Uncertain("the connection ended".to_owned()).into()
    }

    /// Stores each wait as Telegram tells it: a crash must not lose one. Returns only when that fails.
    async fn keep_noted_waits(&self) -> Cause {
        let Some(waits) = &self.waits else { return std::future::pending().await };
        loop {
            waits.noted.notified().await;
            if let Err(cause) = self.keep_waits().await {
                return cause;
            }
        }
    }

    /// Stores which methods wait, so that a restart does not ask too early.
    async fn keep_waits(&self) -> Result<(), Cause> {
        let Some(waits) = &self.waits else { return Ok(()) };
        let waits = waits.pending(self.state.clock.now());
        if !waits.is_empty() {
            keep(self.state, self.lease, |account| account.waits = Set(account::Waits(waits))).await?;
        }
        Ok(())
    }

    /// Shows a failure and waits as long as it asks for. Says whether to go on.
    async fn recover(&mut self, cause: Cause) -> bool {
        let lost = matches!(&cause, Cause::Telegram(Failure::Lost(Loss::LoggedOut(_) | Loss::DuplicateKey)));
        let wait = match &cause {
            Cause::Telegram(Failure::Wait(wait)) => Some(self.state.clock.now() + *wait),
            _ => None,
        };
        let Some(Next { seen, at }) = self.recovery.note(&self.state.clock, cause) else { return false };
        let shown = observe(self.state, self.lease, seen, |_, account| {
            if lost {
                account.session_sealed = Set(None);
            }
            account.wait_until = Set(wait);
        });
        match shown.await {
            Ok(()) => {}
            Err(Error::Stale) => return false,
            Err(error) => {
                let id = self.lease.identity;
                tracing::warn!(account = %id, error = chain(&error), "its state could not be stored");
            }
        }
        match at {
            Some(at) => self.state.clock.sleep_until(at).await,
            None => std::future::pending().await,
        }
        true
    }
}
