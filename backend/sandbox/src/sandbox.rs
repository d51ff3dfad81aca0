//! The handle that tests and programs hold.

mod accounts;
mod acting;
mod people;
mod watching;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use tokio::net::TcpListener;
use tokio_util::sync::DropGuard;

use crate::{
    bot_api,
    clock::Clock,
    control,
    fault::Fault,
    net::{Cut, Door},
    shared::Shared,
    world::UserId,
};

/// A running stand-in for Telegram. Clones share it; it stops when the last one is dropped.
#[derive(Clone, Debug)]
pub struct Sandbox {
    pub(crate) shared: Arc<Shared>,
    address: SocketAddr,
    _stop: Arc<DropGuard>,
}

/// How to start a sandbox.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen; port zero takes a free one.
    pub listen: SocketAddr,
    /// All ids and tokens follow from it.
    pub seed: u64,
    /// What time it is.
    pub clock: Clock,
    /// How long a failed delivery to a webhook waits at first; the wait doubles up to a minute.
    pub webhook_retry: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            seed: 1,
            clock: Clock::default(),
            webhook_retry: Duration::from_secs(1),
        }
    }
}

/// A bot as its owner knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bot {
    /// The bot as a Telegram user.
    pub id: UserId,
    /// What it signs in with.
    pub token: String,
    /// Username without `@`.
    pub username: String,
    /// Name.
    pub name: String,
}

impl From<&Bot> for UserId {
    fn from(bot: &Bot) -> Self {
        bot.id
    }
}

/// What was waited for did not happen in time; the text tells what did.
#[derive(Debug, thiserror::Error)]
#[error("nothing like that happened within {after:?}; so far: {so_far}")]
pub struct TimedOut {
    after: Duration,
    so_far: String,
}

impl Sandbox {
    /// Starts an empty world on a free port of loopback.
    pub async fn start() -> io::Result<Self> {
        Self::start_with(Options::default()).await
    }

    /// Starts an empty world at an address.
    pub async fn start_at(listen: SocketAddr) -> io::Result<Self> {
        Self::start_with(Options { listen, ..Options::default() }).await
    }

    /// Starts an empty world.
    pub async fn start_with(options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind(options.listen).await?;
        let address = listener.local_addr()?;
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .map_err(io::Error::other)?;
        let shared = Arc::new(Shared::new(&options, http));
        let stop = shared.stop.clone();
        let router = Router::new()
            .nest("/control", control::router())
            .merge(bot_api::router())
            .with_state(Arc::clone(&shared));
        let service = router.into_make_service_with_connect_info::<Cut>();
        let server = axum::serve(Door(listener), service).into_future();
        tokio::spawn(stop.clone().run_until_cancelled_owned(server));
        Ok(Self { shared, address, _stop: Arc::new(stop.drop_guard()) })
    }

    /// Where the Bot API is, for `TELEGRAM_API_URL` and the like; without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where the sandbox listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What time it is in the sandbox.
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// Makes the next calls or deliveries that fit meet a fault.
    pub fn fault(&self, fault: Fault) {
        self.shared.faults.add(fault);
    }

    /// Takes away the faults that have not happened yet.
    pub fn clear_faults(&self) {
        self.shared.faults.clear();
    }
}
