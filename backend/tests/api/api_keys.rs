//! API keys: made, used, narrowed by scopes, ended.

use std::time::Duration;

use chrono::TimeDelta;
use openapi::{
    Code,
    api_keys::{ApiKey, CreatedApiKey, Scope},
};
use serde_json::json;

use crate::harness::{TestApp, start};

#[tokio::test]
async fn a_key_is_shown_once_and_works() {
    let app = TestApp::new().await;
    let owner = app.client(&app.owner);
    let made: CreatedApiKey = owner
        .post("/api-keys", json!({ "name": "nightly", "scopes": ["read", "admin", "read"] }))
        .await
        .created();
    assert!(made.secret.starts_with(&made.key.prefix));
    assert_eq!(made.key.scopes, [Scope::Read, Scope::Admin]);
    assert_eq!(made.key.created_by, Some(app.owner.id));

    let listed = app.bearer(&made.secret).get("/api-keys").await;
    assert!(!listed.text().contains(&made.secret), "a secret is shown once: {}", listed.text());
    let listed: Vec<ApiKey> = listed.items();
    assert_eq!(listed, [ApiKey { last_used_at: Some(start()), ..made.key }]);
}

#[tokio::test]
async fn its_use_is_noted_to_the_minute() {
    let app = TestApp::new().await;
    let owner = app.client(&app.owner);
    let made: CreatedApiKey =
        owner.post("/api-keys", json!({ "name": "k", "scopes": ["read"] })).await.created();
    let last_used = async || owner.get("/api-keys").await.items::<ApiKey>()[0].last_used_at;
    assert_eq!(last_used().await, None);
    for (more, noted) in [(0, 0), (59, 0), (1, 60)] {
        app.state.clock.advance(Duration::from_secs(more));
        app.bearer(&made.secret).get("/bots/chats").await.items::<serde_json::Value>();
        assert_eq!(last_used().await, Some(start() + TimeDelta::seconds(noted)));
    }
}

#[tokio::test]
async fn it_ends_when_revoked_or_out_of_date() {
    let app = TestApp::new().await;
    let owner = app.client(&app.owner);
    let body = json!({ "name": "k", "scopes": ["read"], "expires_at": "2026-11-20T13:00:00Z" });
    let first: CreatedApiKey = owner.post("/api-keys", &body).await.created();
    let second: CreatedApiKey = owner.post("/api-keys", &body).await.created();

    owner.delete(&format!("/api-keys/{}", first.key.id)).await.done();
    app.bearer(&first.secret).get("/bots/chats").await.problem(401, Code::Unauthenticated);
    // again changes nothing
    app.state.clock.advance(Duration::from_secs(5));
    owner.delete(&format!("/api-keys/{}", first.key.id)).await.done();
    let keys: Vec<ApiKey> = owner.get("/api-keys").await.items();
    assert_eq!(keys.iter().map(|key| key.revoked_at).collect::<Vec<_>>(), [None, Some(start())]);

    app.bearer(&second.secret).get("/bots/chats").await.items::<serde_json::Value>();
    app.state.clock.advance(Duration::from_hours(1));
    app.bearer(&second.secret).get("/bots/chats").await.problem(401, Code::Unauthenticated);
}

#[tokio::test]
async fn bad_ones_are_refused() {
    let app = TestApp::new().await;
    let owner = app.client(&app.owner);
    for (body, field) in [
        (json!({ "name": "", "scopes": ["read"] }), "name"),
        (json!({ "name": "k", "scopes": [] }), "scopes"),
        (json!({ "name": "k", "scopes": ["read"], "expires_at": "2026-11-20T12:00:00Z" }), "expires_at"),
    ] {
        let problem = owner.post("/api-keys", body).await.problem(422, Code::Invalid);
        assert_eq!(problem.fields[0].field, field);
    }
    owner.post("/api-keys", json!({ "name": "k", "scopes": ["all"] })).await.problem(400, Code::Invalid);
    app.bearer("sb_nonsense").get("/api-keys").await.problem(401, Code::Unauthenticated);
    assert!(owner.get("/api-keys").await.items::<ApiKey>().is_empty());
}
