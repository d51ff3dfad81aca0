//! Secrets stay secret: whatever happens, none is in a log, an error, an event, an answer or, in clear, a table.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use openapi::{
    Code,
    api_keys::CreatedApiKey,
    auth::SignedIn,
    bots::{Bot, ObservedState},
    events::EventData,
    messages::{DeliveryState, Message},
};
use sandbox::{ChatRef, Draft, Fault};
use secrecy::ExposeSecret;
use serde_json::json;
use tracing_subscriber::EnvFilter;

use crate::harness::{PASSWORD, PATIENCE, TestApp};

/// Collects what this thread logs.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Everything anyone could have seen, with where.
#[derive(Default)]
struct Seen(Vec<(String, String)>);

impl Seen {
    fn note(&mut self, place: impl Into<String>, text: impl Into<String>) {
        self.0.push((place.into(), text.into()));
    }

    async fn get(&mut self, app: &TestApp, path: &str) {
        let answer = app.client(&app.owner).get(path).await;
        assert!(answer.status.is_success(), "{answer}");
        self.note(path, answer.text());
    }
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one life of a server, told in order")]
async fn none_is_ever_told() {
    let log = Log::default();
    let sink = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new("debug,backend=trace,hyper_util=info,reqwest=info,sandbox=off"))
        .with_ansi(false)
        .with_writer(move || sink.clone())
        .finish();
    let _logging = tracing::subscriber::set_default(subscriber);
    let fernet_key = fernet::Fernet::generate_key();
    let app = TestApp::with(json!({
        "fernet_keys": [fernet_key],
        "secret_key": "the key that signs tokens",
        "metrics_token": "the token for metrics",
        "public_url": "http://localhost:9",
    }))
    .await;
    let owner = app.client(&app.owner);
    let mut seen = Seen::default();

    // signing in, with and without success
    app.give_password(&app.owner).await;
    let login = json!({ "login": app.owner.login, "password": PASSWORD, "token_in_body": true });
    let signed_in: SignedIn = app.anonymous().post("/auth/login", login).await.ok();
    let mistyped = json!({ "login": PASSWORD, "password": "a wrong password" });
    let refused = app.anonymous().post("/auth/login", mistyped).await;
    seen.note("a refused sign-in", refused.text());
    let keyed = owner.clone().with("idempotency-key", "k");
    let key: CreatedApiKey =
        keyed.post("/api-keys", json!({ "name": "k", "scopes": ["read"] })).await.created();

    // a bot that works, fails in every way, loses its token and gets a new one
    let bot = app.sandbox.add_bot("north_support", "North support");
    let person = app.sandbox.add_person("Elena", None, None);
    for token in ["12345:not-a-real-token-at-all-000000000000", "12345:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"] {
        let refused = owner.post("/bots", json!({ "token": token })).await;
        assert!(refused.status.is_client_error(), "{refused}");
        seen.note("a refused token", refused.text());
    }
    let node = app.supervise();
    let added = app.add_bot(&bot).await;
    let runs = |bot: &Bot| bot.observed.state == ObservedState::Running;
    app.wait_bot(added.id, runs).await;
    app.sandbox.write(person, ChatRef::private(person, &bot), Draft::text("hello"));
    app.sandbox.wait_acknowledged(&bot, PATIENCE, |ids| !ids.is_empty()).await.unwrap();
    let chats: Vec<openapi::chats::Chat> = owner.get("/bots/chats").await.items();
    let chat = chats[0].id;
    for fault in [Fault::lost_reply(), Fault::refused_reply(), Fault::server_error(502)] {
        app.sandbox.fault(fault.of(&bot).on("sendMessage"));
        let sent = app.send(chat, "an answer").await;
        app.message_when(sent.id, |message: &Message| {
            let state = message.delivery.as_ref().map(|delivery| delivery.state);
            !matches!(state, Some(DeliveryState::Queued | DeliveryState::Sending))
        })
        .await;
    }
    app.sandbox.fault(Fault::server_error(500).of(&bot).on("getMe"));
    seen.note("a failed test", owner.act(&format!("/bots/{}/test", added.id)).await.text());
    let new_token = app.sandbox.new_token(&bot);
    app.wait_bot(added.id, |bot| bot.observed.state == ObservedState::Revoked).await;
    seen.note("a test without a token", owner.act(&format!("/bots/{}/test", added.id)).await.text());
    let path = format!("/bots/{}/token", added.id);
    owner.post(&path, json!({ "token": new_token })).await.ok::<Bot>();
    app.wait_bot(added.id, runs).await;
    node.stop().await;
    app.anonymous().get("//metrics").await.problem(401, Code::Unauthenticated);
    seen.note("metrics", app.bearer("the token for metrics").get("//metrics").await.text());

    let webhook_secret = {
        let row: serde_json::Value = serde_json::from_str(&app.dump("bots").await[0]).unwrap();
        let sealed = row["webhook_secret_sealed"].as_str().unwrap().to_owned();
        app.state.vault.open(&sealed).unwrap().expose_secret().to_owned()
    };
    let id = added.id;
    let bot_paths =
        [format!("/bots/{id}"), format!("/chats/{chat}/messages"), format!("/events?bot_id={id}")];
    let paths = ["/bots", "/bots/chats", "/api-keys", "/users", "/audit", "/events", "/stats", "/auth/me"];
    for path in paths.into_iter().chain(bot_paths.iter().map(String::as_str)) {
        seen.get(&app, path).await;
    }
    for (table, rows) in app.dump_all().await {
        seen.note(format!("table {table}"), rows.join("\n"));
    }
    let happened = app.events().await;
    assert!(happened.iter().any(|event| matches!(event, EventData::BotUpdated(_))));
    seen.note("events", format!("{happened:?}"));
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("sign-in refused"), "the log was heard: {logged}");
    seen.note("the log", logged);

    let hidden = |token: &str| token.split_once(':').unwrap().1.to_owned();
    let secrets = [
        ("the bot's token", hidden(&bot.token)),
        ("the bot's new token", hidden(&new_token)),
        ("a token with a typing mistake", "not-a-real-token".to_owned()),
        ("a token nobody has", "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1".to_owned()),
        ("the webhook's secret", webhook_secret),
        ("the password", PASSWORD.to_owned()),
        ("the wrong password", "a wrong password".to_owned()),
        ("the API key", key.secret),
        ("the access token", signed_in.access_token),
        ("the refresh token", signed_in.refresh_token.unwrap()),
        ("the Fernet key", fernet_key),
        ("the signing key", "the key that signs tokens".to_owned()),
        ("the metrics token", "the token for metrics".to_owned()),
    ];
    for (place, text) in &seen.0 {
        for (name, secret) in &secrets {
            let at = text.find(secret.as_str());
            assert_eq!(at, None, "{name} is in {place}: {}", &text[at.unwrap_or(0).saturating_sub(200)..]);
        }
    }
}
