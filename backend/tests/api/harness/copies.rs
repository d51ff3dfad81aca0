//! Copies of a test's database, and what goes on with them.

use std::path::Path;

use backend::web;
use sea_orm::DbBackend;
use serde_json::json;

use super::{
    TestApp,
    database::{TestDatabase, execute, name, on},
};

impl TestDatabase {
    /// A copy as a backup makes it, in this folder where it is SQLite's. On PostgreSQL nobody may be connected to the
    /// original.
    async fn copy(&self, folder: &Path) -> Self {
        let Some((server, original)) = &self.server else {
            let path = folder.join("copy.db");
            execute(&self.url, &format!("VACUUM INTO '{}'", path.display())).await;
            return Self { url: format!("sqlite://{}", path.display()), server: None };
        };
        let name = name();
        execute(server, &format!("CREATE DATABASE {name} TEMPLATE {original}")).await;
        Self { url: on(server, &name), server: Some((server.clone(), name)) }
    }
}

impl TestApp {
    /// Goes on with a copy of the database, as a backup of it is restored elsewhere. On PostgreSQL the original is gone.
    pub async fn turn_to_copy(&mut self) {
        if self.is_postgres() {
            self.state.db.clone().close().await.unwrap();
        }
        let copy = self.database.copy(self.data.path()).await;
        self.settings["database_url"] = json!(copy.url);
        self.database = copy;
        self.start_anew().await;
    }

    /// Goes on as after a restart.
    pub async fn start_anew(&mut self) {
        self.state = self.again(json!({})).await.unwrap();
        self.router = web::router(self.state.clone());
    }

    pub fn is_postgres(&self) -> bool {
        self.state.db.reader.get_database_backend() == DbBackend::Postgres
    }
}
