//! What is refused before anything is stored.

use openapi::{Code, messages::Message, users::Role};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::harness::TestApp;

#[tokio::test]
async fn what_telegram_would_refuse_is_refused_here() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (_, chat) = app.person(&bot, "Elena").await;
    let (_, other) = app.person(&bot, "Oleg").await;
    let elsewhere = app.send(other, "elsewhere").await;
    let waiting = app.send(chat, "waiting").await;
    let client = app.client(&app.owner);
    let path = format!("/chats/{chat}/messages");
    let bold = |offset: usize, length: usize| json!([{"type": "bold", "offset": offset, "length": length}]);
    let cases: [(Value, &str); 9] = [
        (json!({}), "text"),
        (json!({"text": " \n "}), "text"),
        (json!({"text": "🙂".repeat(2049)}), "text"),
        (json!({"text": "a🙂", "entities": bold(2, 1)}), "entities[0].offset"),
        (json!({"text": "ab", "entities": bold(1, 2)}), "entities[0].length"),
        (
            json!({"text": "a", "entities": [{"type": "glitter", "offset": 0, "length": 1}]}),
            "entities[0].type",
        ),
        (json!({"text": "a", "reply_to": elsewhere.id}), "reply_to"),
        (json!({"text": "a", "reply_to": waiting.id}), "reply_to"),
        (json!({"text": "a", "media_id": uuid::Uuid::nil()}), "media_id"),
    ];
    for (body, field) in cases {
        let problem = client.post(&path, &body).await.problem(422, Code::Invalid);
        assert_eq!(problem.fields[0].field, field, "{body}");
    }
    client.post(&path, json!({"text": 7})).await.problem(400, Code::Invalid);
    let stored = backend::entity::message::Entity::find().all(&app.state.db.reader).await.unwrap();
    assert_eq!(stored.len(), 2, "nothing was stored");
    let fits = json!({"text": "🙂".repeat(2048)});
    client.post(&path, fits).await.created::<Message>();
}

#[tokio::test]
async fn an_archived_bot_sends_nothing() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (_, chat) = app.person(&bot, "Elena").await;
    let client = app.client(&app.owner);
    client.act(&format!("/bots/{}/archive", bot.id)).await.ok::<Value>();
    let path = format!("/chats/{chat}/messages");
    client.post(&path, json!({"text": "x"})).await.problem(409, Code::Conflict);
}

#[tokio::test]
async fn only_operators_of_the_workspace_may() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (_, chat) = app.person(&bot, "Elena").await;
    let sent = app.send(chat, "hello").await;
    let viewer = app.client(&app.member(Role::Viewer).await);
    let stranger = app.client(&app.stranger().await);
    let operator = app.client(&app.member(Role::Operator).await);
    let message = format!("/messages/{}", sent.id);
    let text = json!({"text": "x"});
    for (client, status, code) in [(viewer, 403, Code::Forbidden), (stranger, 404, Code::NotFound)] {
        client.post(&format!("/chats/{chat}/messages"), &text).await.problem(status, code);
        client.patch(&message, &text).await.problem(status, code);
        client.delete(&message).await.problem(status, code);
        for action in ["pin", "unpin", "retry"] {
            client.act(&format!("{message}/{action}")).await.problem(status, code);
        }
        let found = json!({"outcome": "sent"});
        client.post(&format!("{message}/resolve"), found).await.problem(status, code);
    }
    operator.patch(&message, &text).await.ok::<Message>();
    app.anonymous().delete(&message).await.problem(401, Code::Unauthenticated);
}
