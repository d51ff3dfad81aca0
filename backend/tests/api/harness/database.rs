//! A fresh, migrated database for each test, copied from one that is migrated once.

use std::path::Path;

use backend::db::Db;
use sea_orm::{ConnectionTrait, Database};
use tokio::sync::OnceCell;

/// Gone, with its data, when it is dropped.
pub struct TestDatabase {
    pub url: String,
    /// Whom to ask for its end, on PostgreSQL, and its name.
    pub server: Option<(String, String)>,
}

impl TestDatabase {
    /// In this folder, where it is SQLite's.
    pub async fn new(folder: &Path) -> Self {
        if std::env::var("TEST_DATABASE").is_ok_and(|kind| kind == "postgres") {
            Self::postgres().await
        } else {
            Self::sqlite(folder).await
        }
    }

    async fn sqlite(folder: &Path) -> Self {
        static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
        let template = TEMPLATE.get_or_init(async || {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("template.db");
            migrate(&format!("sqlite://{}", path.display())).await;
            std::fs::read(path).unwrap()
        });
        let path = folder.join("switchboard.db");
        std::fs::write(&path, template.await).unwrap();
        Self { url: format!("sqlite://{}", path.display()), server: None }
    }

    async fn postgres() -> Self {
        static TEMPLATE: OnceCell<String> = OnceCell::const_new();
        let server =
            std::env::var("TEST_POSTGRES_URL").expect("TEST_DATABASE=postgres needs TEST_POSTGRES_URL");
        let template = TEMPLATE.get_or_init(async || {
            let name = name();
            execute(&server, &format!("CREATE DATABASE {name}")).await;
            migrate(&on(&server, &name)).await;
            name
        });
        let template = template.await;
        let name = name();
        execute(&server, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        Self { url: on(&server, &name), server: Some((server, name)) }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Some((server, name)) = self.server.take() else { return };
        // the test's own runtime is busy dropping this, and not waited for: while it stands still, a connection it was
        // just opening would hold up the server for its minute of patience with sign-ins
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(execute(&server, &format!("DROP DATABASE {name} WITH (FORCE)")));
        });
    }
}

async fn migrate(url: &str) {
    let db = Db::connect(url).await.unwrap();
    db.migrate().await.unwrap();
    db.close().await.unwrap();
}

pub async fn execute(server: &str, statement: &str) {
    let db = Database::connect(server).await.unwrap();
    db.execute_unprepared(statement).await.unwrap();
    db.close().await.unwrap();
}

pub fn name() -> String {
    format!("switchboard_{}", uuid::Uuid::new_v4().simple())
}

/// The URL of another database of this server.
pub fn on(server: &str, database: &str) -> String {
    let mut url: url::Url = server.parse().unwrap();
    url.set_path(database);
    url.into()
}
