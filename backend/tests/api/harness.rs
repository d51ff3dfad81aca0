//! A server of its own for each test.
//!
//! `TestApp::new()` is the real assembly on a fresh database: SQLite, or PostgreSQL when `TEST_DATABASE=postgres` and
//! `TEST_POSTGRES_URL` are set; wake-ups go through Redis when `TEST_REDIS_URL` is set. Its clock stands still until
//! the test moves it.

mod accounts;
mod bots;
mod client;
mod copies;
mod database;
mod people;
pub mod sender;

use std::{collections::BTreeMap, net::SocketAddr};

use axum::Router;
use backend::{
    clock::Clock,
    config::Config,
    state::{AppState, StartError},
    web,
};
use chrono::{DateTime, Utc};
use sandbox::Sandbox;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, JsonValue, Statement};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;

pub use accounts::wait_account;
pub use bots::{Node, wait_bot};
pub use client::{Answer, Client};
pub use people::{PASSWORD, TestUser};
pub use sender::PATIENCE;

use database::TestDatabase;

/// A server with an owner in a workspace.
pub struct TestApp {
    pub state: AppState,
    /// Telegram, as far as the server knows.
    pub sandbox: Sandbox,
    /// The owner of the first workspace.
    pub owner: TestUser,
    router: Router,
    settings: Value,
    database: TestDatabase,
    data: TempDir,
}

impl TestApp {
    /// A server with the default settings.
    pub async fn new() -> Self {
        Self::with(json!({})).await
    }

    /// A server with these settings changed.
    pub async fn with(settings: Value) -> Self {
        backend::telemetry::log("error", backend::config::LogFormat::Text);
        backend::telemetry::metrics().unwrap();
        let data = tempfile::tempdir().unwrap();
        let database = TestDatabase::new(data.path()).await;
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.clock().set(start().timestamp());
        let mtproto = sandbox.serve_mtproto().await.unwrap();
        let key = data.path().join("telegram.pem");
        std::fs::write(&key, mtproto.public_key_pem()).unwrap();
        let centres: Vec<_> =
            mtproto.data_centres().iter().map(|(id, address)| format!("{id}={address}")).collect();
        let mut all = json!({
            "database_url": database.url,
            "data_dir": data.path(),
            "static_dir": data.path().join("dist"),
            "redis_url": std::env::var("TEST_REDIS_URL").unwrap_or_default(),
            "redis_prefix": uuid::Uuid::new_v4(),
            "telegram_api_url": sandbox.url(),
            "telegram_api_id": 12345,
            "telegram_api_hash": "the tests' application",
            "telegram_data_centres": centres.join(","),
            "telegram_rsa_key": key,
            "fernet_keys": [fernet::Fernet::generate_key()],
            "secret_key": "the tests' key",
        });
        change(&mut all, settings);
        let state = AppState::start(config(&all), Clock::test(start())).await.unwrap();
        let router = web::router(state.clone());
        let owner = people::owner(&state, "owner").await;
        Self { state, sandbox, owner, router, settings: all, database, data }
    }

    /// Starts another node of this installation, with these settings changed.
    pub async fn again(&self, settings: Value) -> Result<AppState, StartError> {
        let mut all = self.settings.clone();
        change(&mut all, settings);
        AppState::start(config(&all), self.state.clock.clone()).await
    }

    /// Where its database is.
    pub fn database_url(&self) -> &str {
        &self.database.url
    }

    /// Asks as this user, in process.
    pub fn client(&self, user: &TestUser) -> Client {
        Client::new(self.router.clone(), Some(user.token.clone()))
    }

    /// Asks another node of this installation as this user.
    pub fn client_of(node: AppState, user: &TestUser) -> Client {
        Client::new(web::router(node), Some(user.token.clone()))
    }

    /// Asks with this credential: an access token or an API key.
    pub fn bearer(&self, credential: &str) -> Client {
        Client::new(self.router.clone(), Some(credential.to_owned()))
    }

    /// Asks without any credential.
    pub fn anonymous(&self) -> Client {
        Client::new(self.router.clone(), None)
    }

    /// Listens on a port of loopback until the test ends.
    pub async fn serve(&self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(web::serve(self.state.clone(), listener));
        address
    }

    /// Changes the database behind the server's back.
    pub async fn execute(&self, statement: &str) {
        let tx = self.state.db.begin().await.unwrap();
        tx.execute_unprepared(statement).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Every table with its rows, as text.
    pub async fn dump_all(&self) -> Vec<(String, Vec<String>)> {
        let db = &self.state.db.reader;
        let tables = match db.get_database_backend() {
            DbBackend::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table'",
            _ => "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
        };
        let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), tables)).await.unwrap();
        let mut all = Vec::new();
        for row in rows {
            let table: String = row.try_get("", "name").unwrap();
            let rows = self.dump(&table).await;
            all.push((table, rows));
        }
        all
    }

    /// The rows of a table, as text.
    pub async fn dump(&self, table: &str) -> Vec<String> {
        let db = &self.state.db.reader;
        let statement = Statement::from_string(db.get_database_backend(), format!("SELECT * FROM {table}"));
        let rows = JsonValue::find_by_statement(statement).all(db).await.unwrap();
        rows.iter().map(ToString::to_string).collect()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.state.shutdown.token.cancel();
    }
}

fn change(settings: &mut Value, by: Value) {
    let (Value::Object(all), Value::Object(changes)) = (settings, by) else { panic!("settings are objects") };
    all.extend(changes);
}

fn config(settings: &Value) -> Config {
    let settings: BTreeMap<String, Value> = serde_json::from_value(settings.clone()).unwrap();
    Config::with(&settings.iter().map(|(name, value)| (name.as_str(), value.clone())).collect()).unwrap()
}

/// The time at which every test begins.
pub fn start() -> DateTime<Utc> {
    "2026-11-20T12:00:00Z".parse().unwrap()
}
