//! An account's session: the keys that are the account, and where they work. Sealed in the database.

use std::{
    net::{Ipv4Addr, SocketAddrV4, SocketAddrV6},
    sync::{Mutex, MutexGuard, PoisonError},
};

use grammers_session::{
    BoxFuture, Session as GrammersSession, SessionData,
    types::{DcOption, PeerId, PeerInfo, UpdateState, UpdatesState},
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::{
    error::{Error, Result},
    vault::Vault,
};

/// What a session is made of.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keys {
    /// The data centre the account lives in.
    pub home: i32,
    /// Data centres: addresses and, where one was made, the key.
    centres: Vec<DcOption>,
    /// The account's id, once it is signed in.
    pub user: Option<i64>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").field("home", &self.home).field("user", &self.user).finish_non_exhaustive()
    }
}

/// A session without any key yet, with Telegram's own data centres.
impl Default for Keys {
    fn default() -> Self {
        let data = SessionData::default();
        let mut centres: Vec<_> = data.dc_options.into_values().collect();
        centres.sort_by_key(|option| option.id);
        Self { home: data.home_dc, centres, user: None }
    }
}

impl Keys {
    /// A session without any key yet, with these data centres.
    pub fn with(centres: &[(i32, SocketAddrV4)]) -> Self {
        let options = centres.iter().map(|(id, address)| option(*id, *address));
        let home = centres.iter().map(|(id, _)| *id).find(|id| *id == HOME);
        let home = home.or(centres.first().map(|(id, _)| *id)).unwrap_or(HOME);
        Self { home, centres: options.collect(), user: None }
    }

    /// Opens a sealed session.
    pub fn open(vault: &Vault, sealed: &str) -> Result<Self> {
        let secret = vault.open(sealed).map_err(|e| Error::internal("opening an account's session", e))?;
        serde_json::from_str(secret.expose_secret())
            .map_err(|e| Error::internal("reading an account's session", e))
    }

    /// Seals it.
    pub fn seal(&self, vault: &Vault) -> Result<String> {
        let text =
            serde_json::to_string(self).map_err(|e| Error::internal("writing an account's session", e))?;
        Ok(vault.seal(&SecretString::from(text)))
    }

    /// The address of a data centre and its key, if there is one.
    pub fn centre(&self, id: i32) -> Option<(SocketAddrV4, Option<[u8; 256]>)> {
        self.centres.iter().find(|option| option.id == id).map(|option| (option.ipv4, option.auth_key))
    }

    /// Gives a data centre that is known its key. Says whether it is known.
    pub fn set_key(&mut self, id: i32, key: [u8; 256]) -> bool {
        let found = self.centres.iter_mut().find(|option| option.id == id);
        found.map(|option| option.auth_key = Some(key)).is_some()
    }

    /// Takes over where these data centres are now, and keeps the keys.
    pub fn move_to(&mut self, centres: &[(i32, SocketAddrV4)]) {
        for (id, address) in centres {
            match self.centres.iter_mut().find(|option| option.id == *id) {
                Some(found) => *found = DcOption { auth_key: found.auth_key, ..option(*id, *address) },
                None => self.centres.push(option(*id, *address)),
            }
        }
    }
}

/// The data centre a new session begins in, as grammers and Telegram's apps do.
const HOME: i32 = 2;

fn option(id: i32, ipv4: SocketAddrV4) -> DcOption {
    let ipv6 = SocketAddrV6::new(ipv4.ip().to_ipv6_mapped(), ipv4.port(), 0, 0);
    DcOption { id, ipv4, ipv6, auth_key: None }
}

/// A session in use. Tells when it changed, so that it can be stored.
#[derive(Debug)]
pub struct Session {
    keys: Mutex<Keys>,
    changes: watch::Sender<u64>,
    /// Whether data centres are where the settings say, whatever a server tells.
    fixed: bool,
}

impl Session {
    /// A session in use; `fixed` where its data centres are not Telegram's own.
    pub fn new(keys: Keys, fixed: bool) -> Self {
        Self { keys: Mutex::new(keys), changes: watch::Sender::new(0), fixed }
    }

    /// As it is now.
    pub fn keys(&self) -> Keys {
        self.lock().clone()
    }

    /// Counts its changes.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Changes it.
    pub fn edit(&self, change: impl FnOnce(&mut Keys)) {
        let changed = {
            let mut keys = self.lock();
            let before = keys.clone();
            change(&mut keys);
            *keys != before
        };
        if changed {
            self.changes.send_modify(|count| *count += 1);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Keys> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

type Never = std::convert::Infallible;

fn done<'a, T: Send + 'a>(value: T) -> BoxFuture<'a, Result<T, Never>> {
    Box::pin(std::future::ready(Ok(value)))
}

/// Peers and the update state are rows of our own, stored with the updates they belong to; grammers is told of neither.
impl GrammersSession for Session {
    type Error = Never;

    fn home_dc_id(&self) -> Result<i32, Never> {
        Ok(self.lock().home)
    }

    fn set_home_dc_id(&self, id: i32) -> BoxFuture<'_, Result<(), Never>> {
        self.edit(|keys| keys.home = id);
        done(())
    }

    fn dc_option(&self, id: i32) -> Result<Option<DcOption>, Never> {
        Ok(self.lock().centres.iter().find(|option| option.id == id).cloned())
    }

    fn set_dc_option(&self, new: &DcOption) -> BoxFuture<'_, Result<(), Never>> {
        let fixed = self.fixed;
        self.edit(|keys| match keys.centres.iter_mut().find(|option| option.id == new.id) {
            // where Telegram seems not to know the account's key, grammers makes a new one: the account's stays
            Some(found) if found.id == keys.home && keys.user.is_some() && found.auth_key.is_some() => {
                if !fixed {
                    (found.ipv4, found.ipv6) = (new.ipv4, new.ipv6);
                }
            }
            Some(found) if fixed => found.auth_key = new.auth_key,
            Some(found) => found.clone_from(new),
            None if fixed || *new.ipv4.ip() == Ipv4Addr::UNSPECIFIED => {}
            None => keys.centres.push(new.clone()),
        });
        done(())
    }

    fn peer(&self, peer: PeerId) -> BoxFuture<'_, Result<Option<PeerInfo>, Never>> {
        let user = self.lock().user.filter(|_| peer.bare_id().is_none());
        done(user.map(|id| PeerInfo::User { id, auth: None, bot: Some(false), is_self: Some(true) }))
    }

    fn cache_peer(&self, _: PeerInfo) -> BoxFuture<'_, Result<(), Never>> {
        done(())
    }

    fn updates_state(&self) -> BoxFuture<'_, Result<UpdatesState, Never>> {
        done(UpdatesState::default())
    }

    fn set_update_state(&self, _: UpdateState) -> BoxFuture<'_, Result<(), Never>> {
        done(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        let mut keys = Keys::with(&[(2, "127.0.0.1:4430".parse().unwrap())]);
        assert!(keys.set_key(2, [7; 256]));
        keys
    }

    #[tokio::test]
    async fn fixed_data_centres_stay_where_the_settings_say() {
        let session = Session::new(keys(), true);
        let moved = DcOption { auth_key: Some([8; 256]), ..option(2, "10.0.0.1:443".parse().unwrap()) };
        session.set_dc_option(&moved).await.unwrap();
        session.set_dc_option(&option(3, "10.0.0.2:443".parse().unwrap())).await.unwrap();
        assert_eq!(session.keys().centre(2), Some(("127.0.0.1:4430".parse().unwrap(), Some([8; 256]))));
        assert_eq!(session.keys().centre(3), None);
    }

    #[test]
    fn only_changes_count() {
        let session = Session::new(keys(), true);
        let changes = session.changes();
        session.edit(|keys| keys.home = 2);
        assert!(!changes.has_changed().unwrap());
        session.edit(|keys| keys.home = 4);
        assert!(changes.has_changed().unwrap());
    }

    #[test]
    fn a_sealed_session_comes_back_and_hides_its_keys() {
        let vault = Vault::new(&[fernet::Fernet::generate_key().into()]).unwrap();
        let sealed = keys().seal(&vault).unwrap();
        assert_eq!(Keys::open(&vault, &sealed).unwrap(), keys());
        assert!(!format!("{:?}", keys()).contains("07"));
    }
}
