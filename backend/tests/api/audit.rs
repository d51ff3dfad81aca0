//! The audit log: filtered and paged.

use openapi::{Page, audit::AuditEntry, users::Role};
use serde_json::json;

use crate::harness::TestApp;

#[tokio::test]
async fn it_is_filtered_and_paged() {
    let app = TestApp::new().await;
    let admin = app.member(Role::Admin).await;
    for user in [&app.owner, &admin, &app.owner] {
        app.client(user).patch("/auth/me", json!({ "name": "X" })).await.ok::<serde_json::Value>();
    }
    let owner = app.client(&app.owner);
    let first: Page<AuditEntry> = owner.get("/audit?limit=2").await.ok();
    let path = format!("/audit?limit=2&cursor={}", first.next_cursor.unwrap());
    let second: Page<AuditEntry> = owner.get(&path).await.ok();
    assert_eq!(second.next_cursor, None);
    let actors: Vec<_> = first.items.iter().chain(&second.items).map(|line| line.user_id.unwrap()).collect();
    assert_eq!(actors, [app.owner.id, admin.id, app.owner.id]);
    let theirs: Vec<AuditEntry> = owner.get(&format!("/audit?user_id={}", admin.id)).await.items();
    assert_eq!(theirs, first.items[1..]);
    assert!(owner.get("/audit?action=nothing").await.items::<AuditEntry>().is_empty());
}
