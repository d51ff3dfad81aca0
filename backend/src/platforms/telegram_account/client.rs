//! Speaks MTProto for one account: asks, waits no longer than it should, and notices when the connection is of no use.

use std::{
    collections::BTreeMap,
    net::SocketAddrV4,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Utc};
use grammers_mtsender::{ConnectionParams, NoRetries, SenderPool, SenderPoolHandle, ServerAddr};
use grammers_session::updates::UpdatesLike;
use grammers_tl_types::{Identifiable, RemoteCall, name_for_id};
use openapi::accounts::{AccountState, Device};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{Notify, mpsc, watch};
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};

use super::{
    failure::{Failure, Result},
    handshake::{self, ServerKey},
    session::{Keys, Session},
};
use crate::clock::Clock;

/// Where Telegram is and how long it may take.
#[derive(Debug, Clone)]
pub struct Api {
    /// Data centres in place of Telegram's own, with their key.
    own: Option<Arc<Own>>,
    timeout: Duration,
    clock: Clock,
}

/// Data centres that are not Telegram's own.
#[derive(Debug)]
struct Own {
    centres: Vec<(i32, SocketAddrV4)>,
    key: ServerKey,
}

/// What a connection is made with.
#[derive(Debug, Clone)]
pub struct Connection {
    /// The application's id.
    pub api_id: i32,
    /// The application's hash.
    pub api_hash: SecretString,
    /// What Telegram is told of the device.
    pub device: Device,
    /// The SOCKS5 proxy.
    pub proxy: Option<SecretString>,
}

/// Until when methods wait, by their names.
#[derive(Debug, Default)]
pub struct Waits {
    until: Mutex<BTreeMap<String, DateTime<Utc>>>,
    /// Rings when there is one more.
    pub noted: Notify,
}

/// A connection of one account. Dropped, it is closed.
#[derive(Debug)]
pub struct Client {
    /// What it was made with.
    pub with: Connection,
    /// The session it uses.
    pub session: Arc<Session>,
    /// Ends when it is of no use any more and must be made anew.
    pub dead: CancellationToken,
    /// Rings when an operator changed the account, or when there is something of the past to fetch.
    pub changed: Notify,
    /// What Telegram lets the account know of its standing by refusing something.
    pub standing: watch::Sender<Option<(AccountState, String)>>,
    /// Rings when there is something read that Telegram is to be told of.
    pub reads: Notify,
    handle: Handle,
    api: Api,
    waits: Arc<Waits>,
    _task: AbortOnDropHandle<()>,
}

struct Handle(SenderPoolHandle);

impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Handle")
    }
}

/// What arrives without being asked for.
pub type Pushed = mpsc::Receiver<UpdatesLike>;

/// How much of what arrives may wait to be stored; beyond it is dropped, and fetched as a gap.
const PUSHED: std::num::NonZeroUsize = std::num::NonZeroUsize::new(256).unwrap();

impl Api {
    /// Telegram's own data centres.
    pub fn new(timeout: Duration, clock: Clock) -> Self {
        Self { own: None, timeout, clock }
    }

    /// Other data centres, all with this key.
    #[must_use]
    pub fn with_centres(self, centres: &[(i32, SocketAddrV4)], key: ServerKey) -> Self {
        Self { own: Some(Arc::new(Own { centres: centres.to_vec(), key })), ..self }
    }

    /// A session without any key yet.
    pub fn new_session(&self) -> Keys {
        self.own.as_ref().map_or_else(Keys::default, |own| Keys::with(&own.centres))
    }

    /// Opens a connection, which is made with the first call.
    pub fn connect(&self, mut keys: Keys, with: Connection, waits: Arc<Waits>) -> (Client, Pushed) {
        if let Some(own) = &self.own {
            keys.move_to(&own.centres);
        }
        let session = Arc::new(Session::new(keys, self.own.is_some()));
        let params = ConnectionParams {
            device_model: with.device.model.clone(),
            system_version: with.device.system.clone(),
            app_version: with.device.app_version.clone(),
            system_lang_code: with.device.language.clone(),
            lang_code: with.device.language.clone(),
            proxy_url: with.proxy.as_ref().map(|url| url.expose_secret().to_owned()),
            // whether to ask again is ours to decide
            retry_policy: Box::new(NoRetries),
            updates_channel_capacity: PUSHED,
            ..Default::default()
        };
        let pool = SenderPool::with_configuration(Arc::clone(&session), with.api_id, params);
        let dead = CancellationToken::new();
        // however it ends: asked to, or by a panic, which grammers does on some answers
        let ended = dead.clone().drop_guard();
        let task = tokio::spawn(async move {
            let _ended = ended;
            pool.runner.run().await;
        });
        let client = Client {
            with,
            session,
            dead,
            changed: Notify::new(),
            standing: watch::Sender::new(None),
            reads: Notify::new(),
            handle: Handle(pool.handle.thin),
            api: self.clone(),
            waits,
            _task: AbortOnDropHandle::new(task),
        };
        (client, pool.updates)
    }
}

impl Client {
    /// Asks the account's own data centre.
    pub async fn call<R: RemoteCall + Identifiable>(&self, request: &R) -> Result<R::Return> {
        self.call_in(self.session.keys().home, request).await
    }

    /// Asks a data centre.
    pub async fn call_in<R: RemoteCall + Identifiable>(&self, centre: i32, request: &R) -> Result<R::Return> {
        let method = name_for_id(R::CONSTRUCTOR_ID);
        if let Some(left) = self.waits.left(method, self.api.clock.now()) {
            return Err(Failure::Wait(left));
        }
        if self.dead.is_cancelled() {
            return Err(Failure::NotSent("the connection is closed".to_owned()));
        }
        self.ensure_key(centre).await?;
        let asked = tokio::time::timeout(self.api.timeout, self.handle.0.invoke_in_dc(centre, request)).await;
        let Ok(answer) = asked else {
            // the pool takes nothing else on while one connection hangs
            self.dead.cancel();
            return Err(Failure::Uncertain(format!("nothing came within {} s", self.api.timeout.as_secs())));
        };
        let answer = answer.map_err(Failure::from);
        match &answer {
            Err(Failure::Wait(wait)) => self.waits.note(method, self.api.clock.now() + *wait),
            Err(Failure::Refused(name)) => self.heed(name),
            _ => {}
        }
        answer
    }

    /// Some refusals are about the account and not about what was asked.
    /// Source: <https://core.telegram.org/api/errors>
    fn heed(&self, name: &str) {
        let state = match name {
            "PEER_FLOOD" | "USER_RESTRICTED" => AccountState::Restricted,
            _ if name.starts_with("FROZEN_") => AccountState::Frozen,
            _ => return,
        };
        self.standing.send_replace(Some((state, name.to_owned())));
    }

    /// Methods that wait, and until when.
    pub fn waits(&self) -> BTreeMap<String, DateTime<Utc>> {
        self.waits.pending(self.api.clock.now())
    }

    /// Moves the account to another data centre, as Telegram asked.
    pub fn migrate(&self, centre: i32) {
        let before = self.session.keys().home;
        self.session.edit(|keys| keys.home = centre);
        self.handle.0.disconnect_from_dc(before);
    }

    /// Makes the key of a data centre that is not Telegram's own; those are made by grammers.
    async fn ensure_key(&self, centre: i32) -> Result<()> {
        let Some(own) = &self.api.own else { return Ok(()) };
        let Some((address, None)) = self.session.keys().centre(centre) else { return Ok(()) };
        let address = address.into();
        let address = match &self.with.proxy {
            Some(proxy) => ServerAddr::Proxied { address, proxy: proxy.expose_secret().to_owned() },
            None => ServerAddr::Tcp { address },
        };
        let made = tokio::time::timeout(self.api.timeout, handshake::make_key(address, &own.key)).await;
        let key = made.map_err(|_| Failure::NotSent("no key was agreed on in time".to_owned()))??;
        self.session.edit(|keys| {
            keys.set_key(centre, key);
        });
        Ok(())
    }
}

impl Waits {
    /// Waits that are known already.
    pub fn new(known: BTreeMap<String, DateTime<Utc>>) -> Self {
        Self { until: Mutex::new(known), noted: Notify::new() }
    }

    /// Those that have not ended.
    pub fn pending(&self, now: DateTime<Utc>) -> BTreeMap<String, DateTime<Utc>> {
        let mut waits = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        waits.retain(|_, until| *until > now);
        waits.clone()
    }

    fn left(&self, method: &str, now: DateTime<Utc>) -> Option<Duration> {
        let waits = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        let left = (*waits.get(method)? - now).to_std().ok()?;
        (!left.is_zero()).then_some(left)
    }

    fn note(&self, method: &str, until: DateTime<Utc>) {
        let mut waits = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        waits.insert(method.to_owned(), until);
        self.noted.notify_one();
    }
}
