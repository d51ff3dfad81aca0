//! What routes and runners share of accounts: who is connected here, and whose turn it is to go on with a sign-in.

use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use governor::Quota;
use openapi::{IdentityId, WorkspaceId};
use tokio::sync::OwnedMutexGuard;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{
    clock::Clock,
    error::{Error, Result},
    limiter::Limiter,
    platforms::telegram_account::{Api, Client},
    supervisor::Lease,
};

/// How many names and invitations an account looks up in a minute. Telegram tells no number; accounts that ask for many
/// are made to wait for hours.
const LOOKUPS: NonZeroU32 = NonZeroU32::new(5).unwrap();

/// An account that is connected here.
#[derive(Debug, Clone)]
pub struct Connected {
    /// Its connection.
    pub client: Arc<Client>,
    /// The lease it is held under.
    pub lease: Lease,
}

/// What routes and runners share of accounts.
#[derive(Debug)]
pub struct Shared {
    /// Telegram, over MTProto.
    pub api: Api,
    /// Paces lookups of names and invitations.
    pub lookups: Limiter<IdentityId>,
    connected: Mutex<HashMap<IdentityId, Connected>>,
    turns: Mutex<HashMap<IdentityId, Arc<tokio::sync::Mutex<()>>>>,
    /// Connections that wait for a QR code to be scanned.
    waiting: Mutex<HashMap<IdentityId, DropGuard>>,
}

impl Shared {
    /// Nobody is connected yet.
    pub fn new(api: Api, clock: &Clock) -> Self {
        Self {
            api,
            lookups: Limiter::new(Quota::per_minute(LOOKUPS), clock.clone()),
            connected: Mutex::default(),
            turns: Mutex::default(),
            waiting: Mutex::default(),
        }
    }

    /// The connection of an account that runs here. Where another node runs it, the request is answered there: ask for
    /// the connection before anything is changed.
    pub fn connected(&self, id: IdentityId) -> Result<Connected> {
        lock(&self.connected).get(&id).cloned().ok_or(Error::NotConnected(id))
    }

    /// Tells the runner of an account that runs here that an operator changed it.
    pub fn ring(&self, id: IdentityId) {
        if let Some(connected) = lock(&self.connected).get(&id) {
            connected.client.changed.notify_one();
        }
    }

    /// The accounts of a workspace that are connected here, those first that were added first.
    pub fn connected_of(&self, workspace: WorkspaceId) -> Vec<Connected> {
        let connected = lock(&self.connected);
        let mut all: Vec<_> =
            connected.values().filter(|one| one.lease.workspace == workspace).cloned().collect();
        all.sort_by_key(|one| one.lease.identity);
        all
    }

    /// Lets others use a connection until the answer is dropped.
    pub fn offer(&self, lease: Lease, client: Arc<Client>) -> Offer<'_> {
        lock(&self.connected).insert(lease.identity, Connected { client, lease });
        Offer { shared: self, id: lease.identity }
    }

    /// Waits until nobody else of this process goes on with this account's sign-in.
    pub async fn turn(&self, id: IdentityId) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = lock(&self.turns);
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            turns.entry(id).or_default().clone()
        };
        turn.lock_owned().await
    }

    /// Ends whoever waits for an account's QR code.
    pub fn stop_waiting(&self, id: IdentityId) {
        lock(&self.waiting).remove(&id);
    }

    /// Tells when to stop waiting for an account's QR code; whoever waited before stops now.
    pub fn start_waiting(&self, id: IdentityId) -> CancellationToken {
        let token = CancellationToken::new();
        lock(&self.waiting).insert(id, token.clone().drop_guard());
        token
    }
}

/// A connection others may use.
#[derive(Debug)]
pub struct Offer<'a> {
    shared: &'a Shared,
    id: IdentityId,
}

impl Drop for Offer<'_> {
    fn drop(&mut self) {
        lock(&self.shared.connected).remove(&self.id);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
