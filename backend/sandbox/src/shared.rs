//! What the protocols and the Rust API share.

mod accounts;
mod acting;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
    time::Duration,
};

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::{
    bot_api::Desk,
    bot_api::fan_out,
    clock::Clock,
    fault::Faults,
    mtproto::{Accounts, Echo, LineId, tell_accounts},
    presses::Presses,
    reception,
    sandbox::Options,
    world::{UserId, World},
};

/// What the protocols and the Rust API share. Locks are held for moments, never across an await.
#[derive(Debug)]
pub struct Shared {
    /// What time it is.
    pub clock: Clock,
    /// Faults that are yet to come.
    pub faults: Faults,
    /// Calls webhooks.
    pub http: reqwest::Client,
    /// How long a failed delivery to a webhook waits at first; the wait doubles with every failure.
    pub webhook_retry: Duration,
    /// Buttons that accounts pressed and bots have not answered.
    pub presses: Presses,
    /// Ends everything that goes on by itself.
    pub stop: CancellationToken,
    world: Mutex<World>,
    /// Taken after `world`, where both are needed.
    accounts: Mutex<Accounts>,
    desks: RwLock<Desks>,
    bells: Mutex<HashMap<UserId, Arc<Notify>>>,
}

#[derive(Debug, Default)]
struct Desks {
    by_token: HashMap<String, Arc<Desk>>,
    by_bot: HashMap<UserId, (Arc<Desk>, String)>,
}

impl Shared {
    /// Everything around an empty world.
    pub fn new(options: &Options, http: reqwest::Client) -> Self {
        let clock = options.clock.clone();
        Self {
            world: Mutex::new(World::new(options.seed, clock.clone())),
            clock,
            faults: Faults::default(),
            presses: Presses::default(),
            http,
            webhook_retry: options.webhook_retry,
            stop: CancellationToken::new(),
            accounts: Mutex::default(),
            desks: RwLock::default(),
            bells: Mutex::default(),
        }
    }

    /// Looks at the world.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at what is kept of accounts. The world must not be looked at while this is held.
    pub fn accounts(&self) -> MutexGuard<'_, Accounts> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the world and tells the bots, accounts and people who see the change.
    pub fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        self.change_from(None, change).0
    }

    /// Changes the world as asked over a connection, which is not pushed what comes back here.
    pub fn change_from<T>(
        &self,
        caller: Option<LineId>,
        change: impl FnOnce(&mut World) -> T,
    ) -> (T, Vec<Echo>) {
        let mut world = self.world();
        let result = change(&mut world);
        let events = world.take_events();
        let mut echoes = Vec::new();
        if !events.is_empty() {
            fan_out::tell_bots(self, &world, &events);
            echoes = tell_accounts(&mut self.accounts(), &world, &events, caller);
            let told = reception::tell_people(&mut world, &events);
            drop(world);
            for person in told {
                self.bell(person).notify_waiters();
            }
        }
        (result, echoes)
    }

    /// Rings when a person received something.
    pub fn bell(&self, person: UserId) -> Arc<Notify> {
        Arc::clone(self.bells.lock().unwrap_or_else(PoisonError::into_inner).entry(person).or_default())
    }

    /// Lets a bot in by a token; an older token of it is good no longer.
    pub fn admit(&self, bot: UserId, token: &str) {
        let first_update = self.world().dice().between(100_000_000, 900_000_000);
        let mut desks = self.desks.write().unwrap_or_else(PoisonError::into_inner);
        let desk = match desks.by_bot.remove(&bot) {
            Some((desk, old)) => {
                desks.by_token.remove(&old);
                desk
            }
            None => Arc::new(Desk::new(bot, first_update)),
        };
        desks.by_token.insert(token.into(), Arc::clone(&desk));
        desks.by_bot.insert(bot, (Arc::clone(&desk), token.into()));
        drop(desks);
        desk.wake.notify_waiters();
    }

    /// Makes a token good no longer. False if it was not good before.
    pub fn revoke(&self, token: &str) -> bool {
        let revoked = self.desks.write().unwrap_or_else(PoisonError::into_inner).by_token.remove(token);
        if let Some(desk) = &revoked {
            desk.wake.notify_waiters();
        }
        revoked.is_some()
    }

    /// The desk that a token opens.
    pub fn desk_of_token(&self, token: &str) -> Option<Arc<Desk>> {
        self.desks.read().unwrap_or_else(PoisonError::into_inner).by_token.get(token).cloned()
    }

    /// The desk of a bot.
    pub fn desk(&self, bot: UserId) -> Option<Arc<Desk>> {
        let desks = self.desks.read().unwrap_or_else(PoisonError::into_inner);
        desks.by_bot.get(&bot).map(|(desk, _)| Arc::clone(desk))
    }

    /// Bots and the tokens they last had, in the order of their ids.
    pub fn bots(&self) -> Vec<(UserId, String)> {
        let desks = self.desks.read().unwrap_or_else(PoisonError::into_inner);
        let mut bots: Vec<_> = desks.by_bot.iter().map(|(bot, (_, token))| (*bot, token.clone())).collect();
        bots.sort_unstable();
        bots
    }
}
