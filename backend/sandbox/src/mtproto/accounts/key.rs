//! Authorisation keys and who signed in with them.

use std::sync::Arc;

use super::{Accounts, Line};
use crate::{
    mtproto::wire::{AuthKey, key_id, random_id},
    world::UserId,
};

/// What an authorisation key is called by.
pub type KeyId = i64;

/// An authorisation key and who signed in with it.
#[derive(Debug)]
pub struct Key {
    /// The key.
    pub auth: Arc<AuthKey>,
    /// The data centre that it was made with; no other knows it.
    pub centre: i32,
    /// What packets are salted with.
    pub salt: i64,
    /// Who signed in with it.
    pub standing: Standing,
    /// What the client said of itself.
    pub device: Device,
    /// When somebody signed in with it, Unix seconds.
    pub since: i64,
    /// When it was last used, Unix seconds.
    pub active: i64,
    /// Whether updates are pushed over its connections, the next ones too.
    pub(super) listens: bool,
    /// Connections that use it.
    pub(super) lines: Vec<Line>,
}

/// Who signed in with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody.
    Nobody,
    /// Somebody who has yet to give their password.
    NeedsPassword(UserId),
    /// Somebody, at their home.
    SignedIn(UserId),
    /// Somebody who signed in at home and fetches files here.
    Imported(UserId),
    /// Somebody once; calls are refused with this name.
    Ended(&'static str),
}

/// What a client says of itself in `initConnection`.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Device {
    /// `api_id`.
    pub api_id: i32,
    /// `device_model`.
    pub model: String,
    /// `system_version`.
    pub system: String,
    /// `app_version`.
    pub app: String,
}

/// A session of an account.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct AccountSession {
    /// What it is called by.
    pub id: i64,
    /// What the client said of itself.
    pub device: Device,
    /// When somebody signed in, Unix seconds.
    pub since: i64,
    /// When it was last used, Unix seconds.
    pub active: i64,
    /// How many connections use it.
    pub connections: usize,
}

impl Standing {
    /// Whoever may make calls with the key.
    pub fn person(self) -> Option<UserId> {
        match self {
            Self::SignedIn(person) | Self::Imported(person) => Some(person),
            Self::Nobody | Self::NeedsPassword(_) | Self::Ended(_) => None,
        }
    }
}

impl Accounts {
    /// Keeps a key made with a data centre.
    pub fn add_key(&mut self, centre: i32, auth: AuthKey) -> KeyId {
        let id = key_id(&auth);
        self.keys.insert(
            id,
            Key {
                auth: Arc::new(auth),
                centre,
                salt: random_id(),
                standing: Standing::Nobody,
                device: Device::default(),
                since: 0,
                active: 0,
                listens: false,
                lines: Vec::new(),
            },
        );
        id
    }

    /// A key.
    pub fn key(&self, id: KeyId) -> Option<&Key> {
        self.keys.get(&id)
    }

    /// A key, to be changed.
    pub fn key_mut(&mut self, id: KeyId) -> Option<&mut Key> {
        self.keys.get_mut(&id)
    }

    /// The sessions of a person's account, the oldest first.
    pub fn sessions(&self, person: UserId) -> Vec<AccountSession> {
        let sessions = self.people.get(&person).into_iter().flat_map(|account| &account.sessions);
        let known = sessions.filter_map(|id| Some((*id, self.keys.get(id)?)));
        let shown = known.map(|(id, key)| AccountSession {
            id,
            device: key.device.clone(),
            since: key.since,
            active: key.active,
            connections: key.lines.len(),
        });
        shown.collect()
    }

    /// Forgets a key and hangs up on whoever uses it.
    pub fn forget_key(&mut self, id: KeyId) {
        self.end_session(id, "AUTH_KEY_UNREGISTERED");
        self.hang_up_key(id);
        self.keys.remove(&id);
    }

    /// Salts everything anew, as data centres do every half hour.
    pub fn rotate_salts(&mut self) {
        self.keys.values_mut().for_each(|key| key.salt = random_id());
    }

    /// Somebody signs in with a key.
    pub fn sign_in(&mut self, id: KeyId, person: UserId, now: i64) {
        let Some(key) = self.keys.get_mut(&id) else { return };
        key.standing = Standing::SignedIn(person);
        (key.since, key.active) = (now, now);
        if let Some(account) = self.people.get_mut(&person)
            && !account.sessions.contains(&id)
        {
            account.sessions.push(id);
        }
    }

    /// Ends what was signed in with a key; later calls are refused with a name.
    pub fn end_session(&mut self, id: KeyId, name: &'static str) {
        let Some(key) = self.keys.get_mut(&id) else { return };
        let person = key.standing.person();
        key.standing = Standing::Ended(name);
        if let Some(account) = person.and_then(|person| self.people.get_mut(&person)) {
            account.sessions.retain(|session| *session != id);
        }
    }
}
