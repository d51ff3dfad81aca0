//! Every route asked about another workspace's things: they do not exist, and nothing of them changes.

use axum::http::Method;
use openapi::{accounts::Account, api_keys::CreatedApiKey, media::Media};
use serde_json::{Value, json};

use super::routes;
use crate::{
    harness::Client,
    inbox::{Desk, message},
};

/// Tables in which a workspace keeps what is its own.
const TABLES: [&str; 13] = [
    "users",
    "memberships",
    "sessions",
    "api_keys",
    "identities",
    "bots",
    "accounts",
    "account_peers",
    "peer_names",
    "chats",
    "messages",
    "read_marks",
    "outbox",
];

/// One of each thing, in the owner's workspace.
struct World {
    desk: Desk,
    chat: String,
    message: i64,
    media: Media,
    key: String,
    account: Account,
}

impl World {
    async fn new() -> Self {
        let mut desk = Desk::new().await;
        desk.take(message(1, "hello")).await;
        let owner = desk.owner();
        let chat = desk.chats().await[0].clone();
        let media = owner
            .ask(Method::POST, "/media?kind=document&name=a.txt", Some(("text/plain", "text".into())))
            .await
            .created();
        let key: CreatedApiKey =
            owner.post("/api-keys", json!({ "name": "k", "scopes": ["read"] })).await.created();
        let account = owner.post("/accounts", json!({ "phone": "+15550001001" })).await.created();
        Self {
            account,
            message: chat.last_message.unwrap().id.0,
            chat: chat.id.to_string(),
            key: key.key.id.to_string(),
            media,
            desk,
        }
    }

    /// The thing a path is about.
    fn id(&self, path: &str) -> String {
        let app = &self.desk.app;
        let kind = path.trim_start_matches('/').split("/{id}").next().unwrap();
        match kind {
            "accounts" => self.account.id.to_string(),
            "api-keys" => self.key.clone(),
            "auth/sessions" => app.owner.session.to_string(),
            "bots" => self.desk.bot.id.to_string(),
            "chats" => self.chat.clone(),
            "media" => self.media.id.to_string(),
            "messages" => self.message.to_string(),
            "users" => app.owner.id.to_string(),
            "workspaces" => app.owner.workspace.to_string(),
            other => panic!("{other}: make one of these in World, so that this test covers it"),
        }
    }

    async fn dump(&self) -> Vec<(&'static str, Vec<String>)> {
        let mut all = Vec::new();
        for table in TABLES {
            let mut rows = self.desk.app.dump(table).await;
            rows.sort();
            all.push((table, rows));
        }
        all
    }
}

/// A body that a route takes, so that nothing but the thing's owner is wrong with the request.
fn body(method: &str, path: &str) -> Value {
    match (method, path) {
        ("PUT", "/bots/{id}") => json!({ "name": "Mine", "mode": "polling" }),
        ("POST", "/bots/{id}/token") => json!({ "token": "1:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1" }),
        ("PUT", "/accounts/{id}") => {
            let device = json!({ "model": "m", "system": "s", "app_version": "1", "language": "en" });
            json!({ "name": "Mine", "device": device })
        }
        ("PUT", "/accounts/{id}/phone") => json!({ "phone": "+15550001009" }),
        ("PUT", "/accounts/{id}/proxy") => json!({ "url": null }),
        ("PATCH", "/accounts/{id}/profile") => json!({ "first_name": "Mine" }),
        ("PUT", "/accounts/{id}/photo") => json!({ "media_id": uuid::Uuid::nil() }),
        ("POST", "/accounts/{id}/login/code") => json!({ "code": "12345" }),
        ("POST", "/accounts/{id}/login/password") => json!({ "password": "secret" }),
        ("POST", "/accounts/{id}/sessions/revoke") => json!({ "hash": "7" }),
        ("POST", "/accounts/{id}/join") => json!({ "link": "@news" }),
        ("POST", "/accounts/{id}/chats") => json!({ "telegram_id": 7 }),
        ("POST", "/accounts/{id}/contacts") => json!({ "phone": "+15550001002", "first_name": "Boris" }),
        ("POST", "/chats/{id}/messages") | ("PATCH", "/messages/{id}") => json!({ "text": "hello" }),
        ("POST", "/chats/{id}/albums") => {
            let item = json!({ "media_id": uuid::Uuid::nil() });
            json!({ "items": [item, item] })
        }
        ("POST", "/chats/{id}/read") => json!({ "message_id": 1 }),
        ("POST", "/messages/{id}/forward") => json!({ "chat_id": uuid::Uuid::nil() }),
        ("PUT", "/messages/{id}/reaction") => json!({ "emoji": "👍" }),
        ("PUT", "/messages/{id}/vote") => json!({ "options": [0] }),
        ("POST", "/messages/{id}/press") => json!({ "row": 0, "column": 0, "text": "Yes" }),
        ("POST", "/messages/{id}/resolve") => json!({ "outcome": "sent" }),
        ("PUT", "/users/{id}") => json!({ "name": "Mine", "role": "viewer" }),
        ("PUT", "/workspaces/{id}") => json!({ "name": "Mine" }),
        _ => json!({}),
    }
}

#[tokio::test]
async fn another_workspaces_things_do_not_exist() {
    let world = World::new().await;
    let stranger = world.desk.app.stranger().await;
    let scopes = ["read", "messages:write", "bots:write", "accounts:write", "admin"];
    let keys = json!({ "name": "k", "scopes": scopes });
    let key: CreatedApiKey = world.desk.app.client(&stranger).post("/api-keys", keys).await.created();
    let before = world.dump().await;
    let mut asked = 0;
    for (method, path) in routes() {
        if !path.contains("{id}") {
            continue;
        }
        let id = world.id(&path);
        for client in [world.desk.app.client(&stranger), world.desk.app.bearer(&key.secret)] {
            let answer = send(&client, &method, &place(&path, &id), body(&method, &path)).await;
            let user_only = answer.status == 403
                && (path.starts_with("/auth") || path.ends_with("/read") || path.ends_with("/export"));
            assert!(answer.status == 404 || user_only, "{method} {path}: {answer}");
            let tells = id.len() == 36 && answer.text().contains(&id);
            assert!(!tells, "{answer}");
            asked += 1;
        }
    }
    assert!(asked > 50, "{asked}");
    let after = world.dump().await;
    // the key notes its use
    let but_key = |rows: &[(&str, Vec<String>)]| -> Vec<String> {
        let others = rows.iter().filter(|(table, _)| *table != "api_keys");
        others.flat_map(|(_, rows)| rows.clone()).collect()
    };
    assert_eq!(but_key(&before), but_key(&after));
}

/// Where to ask about a thing.
fn place(path: &str, id: &str) -> String {
    let place = path.replace("{id}", id).replace("{telegram_id}", "1");
    if path.ends_with("/peers") || path.ends_with("/search") { format!("{place}?q=a") } else { place }
}

async fn send(client: &Client, method: &str, path: &str, body: Value) -> crate::harness::Answer {
    let method: Method = method.parse().unwrap();
    if method == Method::GET { client.get(path).await } else { client.json(method, path, body).await }
}

#[tokio::test]
async fn lists_hold_nothing_of_another_workspace() {
    let world = World::new().await;
    let stranger = world.desk.app.stranger().await;
    let stranger = world.desk.app.client(&stranger);
    let (bot, chat, owner) = (world.desk.bot.id, &world.chat, world.desk.app.owner.id);
    let mut paths: Vec<String> = routes()
        .into_iter()
        .filter(|(method, path)| method == "GET" && !path.contains("{id}"))
        // a search needs words
        .map(|(_, path)| if path.ends_with("/messages") { format!("{path}?q=hello") } else { path })
        .collect();
    paths.extend([
        format!("/bots/chats?bot_id={bot}"),
        "/bots/chats?q=a".to_owned(),
        format!("/events?bot_id={bot}"),
        format!("/events?chat_id={chat}&after=0"),
        format!("/audit?target={bot}"),
        format!("/audit?user_id={owner}"),
        "/bots?archived=true".to_owned(),
        "/accounts?archived=true".to_owned(),
        "/accounts/chats?archived=false".to_owned(),
    ]);
    for path in paths {
        let answer = stranger.get(&path).await;
        assert!(answer.status.is_success(), "{answer}");
        let text = answer.text();
        let app = &world.desk.app;
        for foreign in [
            &bot.to_string(),
            &world.account.id.to_string(),
            "15550001001",
            chat,
            &world.key,
            &world.media.id.to_string(),
            &owner.to_string(),
            &app.owner.workspace.to_string(),
            &app.owner.session.to_string(),
            &app.owner.login,
            "hello",
        ] {
            assert!(!text.contains(foreign), "{path} tells {foreign}: {text}");
        }
    }
}

#[tokio::test]
async fn a_request_cannot_name_things_of_another_workspace() {
    let world = World::new().await;
    let app = &world.desk.app;
    let stranger = app.stranger().await;
    // the stranger's own chat, which the owner writes to with what is not theirs
    let bot = app.sandbox.add_bot("south_support", "South");
    let theirs = app.client(&stranger);
    theirs.post("/bots", json!({ "token": bot.token, "start": false })).await.created::<Value>();
    let upload = theirs
        .ask(Method::POST, "/media?kind=document&name=b.txt", Some(("text/plain", "text".into())))
        .await
        .created::<Media>();
    let owner = world.desk.owner();
    let path = format!("/chats/{}/messages", world.chat);
    for body in [json!({ "text": "x", "media_id": upload.id }), json!({ "text": "x", "reply_to": 9_999_999 })]
    {
        let answer = owner.post(&path, body).await;
        assert!(answer.status.is_client_error(), "{answer}");
    }
    // a token that someone else runs is not taken over
    let taken = owner.post("/bots", json!({ "token": bot.token })).await;
    assert!(taken.status.is_client_error(), "{taken}");
    assert!(!taken.text().contains("stranger"), "{taken}");
}
