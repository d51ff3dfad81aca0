//! A POST that is repeated is carried out once.

use std::{future::Future, pin::pin, task::Poll, time::Duration};

use openapi::{
    Code,
    api_keys::{ApiKey, CreatedApiKey},
    messages::{DeliveryState, Message},
    workspaces::Workspace,
};
use serde_json::{Value, json};

use crate::harness::{Client, TestApp};

fn keyed(app: &TestApp, key: &str) -> Client {
    app.client(&app.owner).with("idempotency-key", key)
}

#[tokio::test]
async fn the_stored_answer_comes_again() {
    let app = TestApp::new().await;
    let body = json!({ "name": "nightly", "scopes": ["read"] });
    let first = keyed(&app, "one").post("/api-keys", &body).await;
    assert_eq!(first.header("idempotency-replayed"), None);
    let again = keyed(&app, "one").post("/api-keys", &body).await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.header("content-type"), Some("application/json"));
    assert_eq!(again.status, 201);
    assert_eq!(first.body, again.body);
    let secret = first.created::<CreatedApiKey>().secret;

    keyed(&app, "two").post("/api-keys", &body).await.created::<CreatedApiKey>();
    let made: Vec<ApiKey> = app.client(&app.owner).get("/api-keys").await.items();
    assert_eq!(made.len(), 2);
    let rows = app.dump("idempotency_keys").await;
    assert!(rows.len() == 2 && !rows.iter().any(|row| row.contains(&secret)), "{rows:?}");
}

#[tokio::test]
async fn another_request_needs_another_key() {
    let app = TestApp::new().await;
    keyed(&app, "k").post("/workspaces", json!({ "name": "A" })).await.created::<Workspace>();
    let other = keyed(&app, "k").post("/workspaces", json!({ "name": "B" })).await;
    other.problem(409, Code::IdempotencyMismatch);
    let elsewhere = keyed(&app, "k").post("/api-keys", json!({ "name": "A" })).await;
    elsewhere.problem(409, Code::IdempotencyMismatch);
    // another caller's key is another key
    let admin = app.member(openapi::users::Role::Admin).await;
    let theirs = app.client(&admin).with("idempotency-key", "k");
    theirs.post("/workspaces", json!({ "name": "B" })).await.created::<Workspace>();
}

#[tokio::test]
async fn what_changed_nothing_frees_the_key() {
    let app = TestApp::new().await;
    let key = keyed(&app, "k");
    key.post("/workspaces", json!({ "name": "" })).await.problem(422, Code::Invalid);
    key.post("/workspaces", json!({ "name": "A" })).await.created::<Workspace>();
}

#[tokio::test]
async fn it_lives_for_a_day() {
    let app = TestApp::new().await;
    let make = async || -> Workspace {
        keyed(&app, "k").post("/workspaces", json!({ "name": "A" })).await.created()
    };
    let first = make().await;
    app.state.clock.advance(Duration::from_secs(24 * 3600 - 1));
    assert_eq!(make().await, first);
    app.state.clock.advance(Duration::from_secs(1));
    assert_ne!(make().await, first);
}

#[tokio::test]
async fn housekeeping_forgets_it_after_a_day() {
    let app = TestApp::new().await;
    keyed(&app, "k").post("/workspaces", json!({ "name": "A" })).await.created::<Workspace>();
    app.state.clock.advance(Duration::from_secs(24 * 3600 - 1));
    backend::housekeeping::sweep(&app.state).await.unwrap();
    assert_eq!(app.dump("idempotency_keys").await.len(), 1);
    app.state.clock.advance(Duration::from_secs(1));
    backend::housekeeping::sweep(&app.state).await.unwrap();
    assert_eq!(app.dump("idempotency_keys").await.len(), 0);
}

#[tokio::test]
async fn while_the_first_runs_the_second_is_told_to_wait() {
    let app = TestApp::new().await;
    let (owner, body) = (keyed(&app, "k"), json!({ "name": "A" }));
    owner.post("/workspaces", &body).await.created::<Workspace>();
    app.execute("UPDATE idempotency_keys SET status = NULL, body = NULL").await;
    let answer = owner.post("/workspaces", &body).await;
    assert_eq!(answer.header("retry-after"), Some("1"));
    answer.problem(409, Code::Conflict);

    // its process died: nobody knows what became of it
    app.state.clock.advance(Duration::from_secs(300));
    let answer = owner.post("/workspaces", &body).await;
    assert_eq!(answer.header("retry-after"), None);
    assert!(answer.problem(409, Code::Conflict).detail.unwrap().contains("cut off"));
}

#[tokio::test]
async fn a_client_that_goes_away_does_not_cut_it_off() {
    let app = TestApp::new().await;
    let (client, body) = (keyed(&app, "k"), json!({ "name": "A" }));
    {
        let mut request = pin!(client.post("/workspaces", &body));
        // goes away as soon as the key is taken
        std::future::poll_fn(|cx| match request.as_mut().poll(cx) {
            Poll::Ready(_) => Poll::Ready(()),
            Poll::Pending if !app.state.shutdown.tasks.is_empty() => Poll::Ready(()),
            Poll::Pending => Poll::Pending,
        })
        .await;
    }
    app.state.shutdown.tasks.close();
    tokio::time::timeout(Duration::from_secs(10), app.state.shutdown.tasks.wait()).await.unwrap();
    let answer = client.post("/workspaces", &body).await;
    assert_eq!(answer.header("idempotency-replayed"), Some("true"), "{answer}");
    assert_eq!(app.client(&app.owner).get("/workspaces").await.items::<Workspace>().len(), 2);
}

#[tokio::test]
async fn keys_have_a_form() {
    let app = TestApp::new().await;
    for key in [String::new(), "x".repeat(256), "\t".to_owned()] {
        keyed(&app, &key).post("/workspaces", json!({ "name": "A" })).await.problem(400, Code::Invalid);
    }
    keyed(&app, &"x".repeat(255)).post("/workspaces", json!({ "name": "A" })).await.created::<Value>();
}

#[tokio::test]
async fn a_message_and_its_answer_are_kept_together() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (_, chat) = app.person(&bot, "Elena").await;
    let (client, path) = (keyed(&app, "k"), format!("/chats/{chat}/messages"));
    let hello = json!({ "text": "hello" });

    let (one, other) = tokio::join!(client.post(&path, &hello), client.post(&path, &hello));
    let replayed = [&one, &other].map(|answer| answer.header("idempotency-replayed").is_some());
    assert!(replayed == [true, false] || replayed == [false, true], "{replayed:?}");
    let first: Message = one.created();
    assert_eq!(other.created::<Message>(), first);
    client.post(&path, json!({ "text": "other" })).await.problem(409, Code::IdempotencyMismatch);

    // the answer is the first one, whatever became of the message since
    let _sender = app.sender(&bot).await;
    app.delivered(first.id, DeliveryState::Sent).await;
    assert_eq!(client.post(&path, &hello).await.created::<Message>(), first);
    let kept = app.dump("idempotency_keys").await;
    assert!(kept.len() == 1 && !kept[0].contains("hello"), "{kept:?}");
}

#[tokio::test]
async fn a_message_that_was_refused_frees_the_key() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (_, chat) = app.person(&bot, "Elena").await;
    let (client, path) = (keyed(&app, "k"), format!("/chats/{chat}/messages"));
    client.post(&path, json!({ "text": "a", "reply_to": 999 })).await.problem(422, Code::Invalid);
    client.post(&path, json!({ "text": "a" })).await.created::<Message>();
}
