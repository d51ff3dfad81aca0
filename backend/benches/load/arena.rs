//! A server on an empty database, and bots whose webhooks can be called.

use std::path::Path;

use anyhow::{Context, Result};
use backend::db::Db;
use openapi::bots::{Bot, UpdateMode};
use sea_orm::{ConnectionTrait, Database};
use serde_json::json;
use tempfile::TempDir;

use crate::{api::Api, server::Server, telegram::Telegram};

/// Bots that are called at once.
const BOTS: usize = 4;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// A server that runs, with everything it needs.
pub struct Arena {
    pub kind: Kind,
    pub server: Server,
    pub api: Api,
    pub telegram: Telegram,
    pub database: String,
    /// What the database's files and media are in; on a disk, not in memory.
    data: TempDir,
}

/// A bot as its webhook's caller knows it.
#[derive(Clone, Debug)]
pub struct Target {
    pub path: String,
    pub secret: String,
}

impl Arena {
    /// Starts a server with a user on a fresh database.
    pub async fn new(kind: Kind) -> Result<Self> {
        let data = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let database = fresh_database(kind, data.path()).await?;
        let telegram = Telegram::start().await?;
        let mut server = Server::new([
            ("DATABASE_URL", database.clone()),
            ("DATA_DIR", data.path().display().to_string()),
            ("PUBLIC_URL", "http://127.0.0.1:9".to_owned()),
            ("LOG", "warn,switchboard=info".to_owned()),
        ]);
        telegram.settings().into_iter().for_each(|(name, value)| server.set(name, value));
        server.start().await?;
        let api = Api::of(&server).await?;
        Ok(Self { kind, server, api, telegram, database, data })
    }

    /// Another empty database of the same kind.
    pub async fn another_database(&self) -> Result<String> {
        let folder = tempfile::tempdir_in(self.data.path())?.keep();
        fresh_database(self.kind, &folder).await
    }

    /// Adds bots that are told of updates by webhook, and finds out how to call them.
    pub async fn webhooks(&self) -> Result<Vec<Target>> {
        let mut targets = Vec::new();
        for number in 0..BOTS {
            let bot = self.telegram.sandbox.add_bot(&format!("load{number}_bot"), "Load");
            let new = json!({ "token": bot.token, "mode": UpdateMode::Webhook });
            let _: Bot = self.api.post("/bots", &new).await?;
            let set = |call: &sandbox::Call| call.method == "setWebhook" && call.is_done();
            let calls = self
                .telegram
                .sandbox
                .wait_calls(&bot, crate::idle::PATIENCE, |all| all.iter().any(set))
                .await?;
            let call = calls.into_iter().find(set).context("no webhook was set")?;
            let url: url::Url = call.params.get("url").context("no url")?.parse()?;
            let secret = call.params.get("secret_token").context("no secret")?.clone();
            targets.push(Target { path: url.path().to_owned(), secret });
        }
        Ok(targets)
    }
}

async fn fresh_database(kind: Kind, folder: &Path) -> Result<String> {
    let url = match kind {
        Kind::Sqlite => format!("sqlite://{}", folder.join("switchboard.db").display()),
        Kind::Postgres => {
            let server = std::env::var("TEST_POSTGRES_URL")
                .context("TEST_POSTGRES_URL is not set: scripts/with-services does, run ./justw bench")?;
            let name = format!("bench_{}", uuid::Uuid::new_v4().simple());
            let db = Database::connect(&server).await?;
            db.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
            db.close().await?;
            let mut url: url::Url = server.parse()?;
            url.set_path(&name);
            url.into()
        }
    };
    let db = Db::connect(&url).await?;
    db.migrate().await?;
    db.close().await?;
    Ok(url)
}
