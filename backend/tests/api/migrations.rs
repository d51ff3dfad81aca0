//! Migrations go up, down and up again.

use backend::db::Db;
use migration::{Migrator, MigratorTrait};
use sea_orm::Database;

use crate::harness::TestApp;

#[tokio::test]
async fn they_go_up_down_and_up_again() {
    let app = TestApp::new().await;
    let url = app.database_url().to_owned();
    let db = Database::connect(&url).await.unwrap();
    Migrator::down(&db, None).await.unwrap();
    assert_eq!(Migrator::get_pending_migrations(&db).await.unwrap().len(), Migrator::migrations().len());
    Migrator::up(&db, None).await.unwrap();
    db.close().await.unwrap();
    let db = Db::connect(&url).await.unwrap();
    assert_eq!(db.pending_migrations().await.unwrap(), 0);
    // the server works on it
    let state = app.again(serde_json::json!({})).await.unwrap();
    assert!(backend::workspaces::store::all(&state.db.reader).await.unwrap().is_empty());
}
