//! What handlers, tasks and tests share.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc, time::Duration};

use openapi::{EventId, WorkspaceId};
use sea_orm::{DatabaseTransaction, DbErr};
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::{
    accounts,
    auth::Auth,
    bus::{Bus, BusError, Wake},
    clock::Clock,
    config::{Config, ConfigError},
    db::Db,
    error::{Error, Result},
    events::{self, NewEvent},
    home::age::Age,
    inbox::{self, Inbox},
    live::{self, Live},
    platforms::{telegram_account, telegram_bot},
    shutdown::Shutdown,
    supervisor::starts::Starts,
    vault::{Vault, VaultError, canary},
    web::{elsewhere, limits::Requests},
};

/// What handlers, tasks and tests share. Cheap to clone.
#[derive(Clone, Debug)]
pub struct AppState {
    /// The settings.
    pub config: Arc<Config>,
    /// The database.
    pub db: Db,
    /// How old the database is, where a file beside it knows too.
    pub age: Arc<Age>,
    /// Time, ids and randomness.
    pub clock: Clock,
    /// Wakes whoever waits, in this process and in others.
    pub bus: Bus,
    /// Secrets at rest.
    pub vault: Arc<Vault>,
    /// Sign-in.
    pub auth: Arc<Auth>,
    /// Telegram's Bot API.
    pub telegram: telegram_bot::Api,
    /// Asks other nodes.
    pub nodes: reqwest::Client,
    /// How fast identities turn to Telegram.
    pub starts: Arc<Starts>,
    /// Accounts that are connected, and Telegram's MTProto.
    pub accounts: Arc<accounts::Shared>,
    /// The one path in.
    pub inbox: Inbox,
    /// Events for sockets.
    pub live: Live,
    /// Counts requests.
    pub requests: Arc<Requests>,
    /// Stopping in order.
    pub shutdown: Shutdown,
    /// Names this process in leases.
    pub node: Uuid,
}

/// Why the server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The settings or the generated keys.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database.
    #[error("the database at DATABASE_URL cannot be used")]
    Database(#[from] DbErr),
    /// Reading the canary.
    #[error("the database at DATABASE_URL cannot be used")]
    Canary(#[from] Error),
    /// Redis.
    #[error(transparent)]
    Bus(#[from] BusError),
    /// The keys.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The HTTP client.
    #[error("no HTTP client can be made")]
    Http(#[from] reqwest::Error),
}

impl AppState {
    /// Brings up everything that handlers and tasks need: keys, database, migrations, bus, vault. Fails where one of
    /// them does not work, and where the keys are not those the database was sealed with.
    pub async fn start(mut config: Config, clock: Clock) -> Result<Self, StartError> {
        if let Some(path) = config.complete_keys()? {
            tracing::warn!(path = %path.display(), "made new keys; keep a copy of this file");
        }
        let vault = Vault::new(&config.fernet_keys)?;
        let db = Db::connect(config.database_url.expose_secret()).await?;
        if config.migrate_at_start {
            db.migrate().await?;
        }
        let tx = db.begin().await?;
        vault.open(&canary::sealed(&tx, &vault).await?)?;
        tx.commit().await?;
        let bus = match config.redis_url.expose_secret() {
            "" => Bus::local(),
            url => Bus::redis(url, &config.redis_prefix).await?,
        };
        let timeout = Duration::from_secs(config.telegram_timeout_seconds);
        let telegram = telegram_bot::Api::new(config.telegram_api_url.clone(), timeout)?;
        let mut mtproto = telegram_account::Api::new(timeout, clock.clone());
        if let Some(key) = config.server_key()? {
            mtproto = mtproto.with_centres(&config.telegram_data_centres, key);
        }
        let (inbox, queue) = Inbox::new();
        let state = Self {
            age: Arc::new(Age::beside(&db).await?),
            db,
            bus,
            vault: Arc::new(vault),
            auth: Arc::new(Auth::new(&config.secret_key, &clock)),
            telegram,
            nodes: elsewhere::client()?,
            starts: Arc::new(Starts::new(clock.clone())),
            accounts: Arc::new(accounts::Shared::new(mtproto, &clock)),
            inbox,
            live: Live::default(),
            requests: Arc::new(Requests::new(config.requests_per_minute, &clock)),
            shutdown: Shutdown::default(),
            node: clock.uuid(),
            config: Arc::new(config),
            clock,
        };
        tokio::spawn(inbox::run(state.clone(), queue));
        tokio::spawn(live::run(state.clone()));
        Ok(state)
    }

    /// Appends events, commits, and then wakes whoever follows them. The only way to end a write that has events:
    /// the append takes the lock that orders them, so nothing may come between it and the commit.
    pub async fn commit(
        &self,
        tx: DatabaseTransaction,
        workspace: WorkspaceId,
        new: Vec<NewEvent>,
    ) -> Result<()> {
        let any = !new.is_empty();
        if any {
            events::store::append(&tx, workspace, self.clock.now(), new).await?;
        }
        tx.commit().await?;
        if any {
            self.bus.wake(Wake::Events(workspace));
        }
        Ok(())
    }

    /// As [`AppState::commit`], where several workspaces have events. Nobody who holds the lock of one workspace waits
    /// for another's.
    pub async fn commit_all(
        &self,
        tx: DatabaseTransaction,
        new: BTreeMap<WorkspaceId, Vec<NewEvent>>,
    ) -> Result<()> {
        let workspaces: Vec<WorkspaceId> = new.keys().copied().collect();
        for (workspace, new) in new {
            events::store::append(&tx, workspace, self.clock.now(), new).await?;
        }
        tx.commit().await?;
        workspaces.into_iter().for_each(|workspace| self.bus.wake(Wake::Events(workspace)));
        Ok(())
    }

    /// Where media is kept.
    pub fn media_dir(&self) -> PathBuf {
        self.config.data_dir.join("media")
    }

    /// The newest event of a workspace.
    pub async fn newest_event(&self, workspace: WorkspaceId) -> Result<EventId> {
        events::store::newest(&self.db.reader, workspace).await
    }
}
