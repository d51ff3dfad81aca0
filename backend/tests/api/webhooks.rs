//! Bots that Telegram calls: the webhook is set, called, looked after and taken away.

use std::time::Duration;

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use backend::{inbox::Inbox, state::AppState, web};
use openapi::bots::{Bot, BotCheck, ObservedState};
use sandbox::{Call, ChatRef, Draft, Fault, UserId};
use sea_orm::EntityTrait;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tower::ServiceExt;

use crate::harness::{Node, PATIENCE, TestApp};

/// A server that the sandbox can call, with a bot in webhook mode and a person.
struct Hooked {
    app: TestApp,
    telegram: sandbox::Bot,
    bot: Bot,
    person: UserId,
    path: String,
    secret: String,
    _node: Node,
}

impl Hooked {
    async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let public = format!("http://{}", listener.local_addr().unwrap());
        let app = TestApp::with(json!({ "public_url": public })).await;
        tokio::spawn(web::serve(app.state.clone(), listener));
        let telegram = app.sandbox.add_bot("north_support", "North support");
        let person = app.sandbox.add_person("Elena", None, None);
        let new = json!({ "token": telegram.token, "mode": "webhook" });
        let bot: Bot = app.client(&app.owner).post("/bots", new).await.created();
        let row = backend::entity::bot::Entity::find_by_id(bot.id).one(&app.state.db.reader).await;
        let row = row.unwrap().unwrap();
        let secret = app.state.vault.open(&row.webhook_secret_sealed).unwrap().expose_secret().to_owned();
        let node = app.supervise();
        let hooked = Self { app, telegram, bot, person, path: row.webhook_path, secret, _node: node };
        hooked.is(ObservedState::Running).await;
        hooked
    }

    async fn is(&self, state: ObservedState) -> Bot {
        self.app.wait_bot(self.bot.id, |bot| bot.observed.state == state).await
    }

    fn write(&self, text: &str) {
        self.app.sandbox.write(self.person, ChatRef::private(self.person, &self.telegram), Draft::text(text));
    }

    async fn stored(&self) -> usize {
        backend::entity::update::Entity::find().all(&self.app.state.db.reader).await.unwrap().len()
    }

    fn calls(&self, method: &str) -> Vec<Call> {
        let calls = self.app.sandbox.calls(&self.telegram);
        calls.into_iter().filter(|call| call.method == method).collect()
    }

    async fn act(&self, action: &str) -> Bot {
        let path = format!("/bots/{}/{action}", self.bot.id);
        self.app.client(&self.app.owner).act(&path).await.ok()
    }

    /// Calls a node as Telegram would.
    async fn call(
        &self,
        state: &AppState,
        path: &str,
        secret: Option<&str>,
        body: impl Into<Body>,
    ) -> StatusCode {
        let mut request = Request::post(format!("/telegram/{path}"));
        if let Some(secret) = secret {
            request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
        }
        let request = request.body(body.into()).unwrap();
        web::router(state.clone()).oneshot(request).await.unwrap().status()
    }
}

fn update(id: i64, text: &str) -> String {
    let chat = json!({ "id": 5, "type": "private", "first_name": "Elena" });
    let from = json!({ "id": 5, "is_bot": false, "first_name": "Elena" });
    let message =
        json!({ "message_id": id, "date": 1_763_640_000, "chat": chat, "from": from, "text": text });
    json!({ "update_id": id, "message": message }).to_string()
}

#[tokio::test]
async fn telegram_calls_with_the_secret_and_forgets_what_is_stored() {
    let hooked = Hooked::new().await;
    let set = hooked.calls("setWebhook").pop().unwrap().params;
    assert!(set["url"].ends_with(&format!("/telegram/{}", hooked.path)), "{set:?}");
    assert_eq!(set["secret_token"], hooked.secret);
    assert!(set["allowed_updates"].contains("message_reaction_count"), "{set:?}");
    assert!(!set["url"].contains(&hooked.secret) && hooked.path.len() > 40);

    hooked.write("hello");
    hooked.app.sandbox.wait_acknowledged(&hooked.telegram, PATIENCE, |ids| ids.len() == 1).await.unwrap();
    assert_eq!(hooked.stored().await, 1);
    let check: BotCheck =
        hooked.app.client(&hooked.app.owner).act(&format!("/bots/{}/test", hooked.bot.id)).await.ok();
    assert!(check.webhook_is_ours && check.problems.is_empty(), "{check:?}");
}

#[tokio::test]
async fn others_are_turned_away_and_learn_nothing() {
    let hooked = Hooked::new().await;
    let (state, secret) = (&hooked.app.state, hooked.secret.as_str());
    assert_eq!(hooked.call(state, "nowhere", Some(secret), update(1, "x")).await, StatusCode::NOT_FOUND);
    let wrong = "x".repeat(secret.len());
    for shown in [None, Some(""), Some(wrong.as_str()), Some(&secret[1..])] {
        let status = hooked.call(state, &hooked.path, shown, update(1, "x")).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{shown:?}");
    }
    let large = vec![b' '; (1 << 20) + 1];
    assert_eq!(hooked.call(state, &hooked.path, Some(secret), large).await, StatusCode::PAYLOAD_TOO_LARGE);
    let status = hooked.call(state, &hooked.path, Some(secret), "no update").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(hooked.stored().await, 0);
}

#[tokio::test]
async fn any_node_takes_an_update_and_takes_it_once() {
    let hooked = Hooked::new().await;
    let other = hooked.app.second_node().await;
    for state in [&hooked.app.state, &other.state, &hooked.app.state] {
        let status = hooked.call(state, &hooked.path, Some(&hooked.secret), update(41, "x")).await;
        assert_eq!(status, StatusCode::OK);
    }
    assert_eq!(hooked.stored().await, 1);
}

#[tokio::test]
async fn what_cannot_be_stored_telegram_brings_again() {
    let hooked = Hooked::new().await;
    // nobody serves this inbox any more
    let (inbox, _) = Inbox::new();
    let broken = AppState { inbox, ..hooked.app.state.clone() };
    let call = async |state| hooked.call(state, &hooked.path, Some(&hooked.secret), update(41, "x")).await;
    assert_eq!(call(&broken).await, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(hooked.stored().await, 0);
    assert_eq!(call(&hooked.app.state).await, StatusCode::OK);
    assert_eq!(hooked.stored().await, 1);
}

#[tokio::test]
async fn a_webhook_that_is_as_it_should_be_is_not_set_again() {
    let hooked = Hooked::new().await;
    hooked.act("restart").await;
    let anew = |calls: &[Call]| calls.iter().filter(|call| call.method == "getWebhookInfo").count() >= 2;
    hooked.app.sandbox.wait_calls(&hooked.telegram, PATIENCE, anew).await.unwrap();
    hooked.is(ObservedState::Running).await;
    assert_eq!(hooked.calls("setWebhook").len(), 1);
}

#[tokio::test]
async fn a_stopped_bot_has_its_webhook_taken_away_and_its_updates_wait() {
    let hooked = Hooked::new().await;
    hooked.act("stop").await;
    assert_eq!(hooked.calls("deleteWebhook").len(), 1);
    hooked.is(ObservedState::Stopped).await;
    hooked.write("is anyone there?");
    assert_eq!(hooked.app.sandbox.pending(&hooked.telegram), 1);
    hooked.act("start").await;
    hooked.app.sandbox.wait_acknowledged(&hooked.telegram, PATIENCE, |ids| ids.len() == 1).await.unwrap();
    assert_eq!(hooked.stored().await, 1);
}

#[tokio::test]
async fn an_archived_bots_webhook_goes_only_if_it_is_ours() {
    let hooked = Hooked::new().await;
    hooked.app.set_foreign_webhook(&hooked.telegram).await;
    hooked.act("archive").await;
    hooked.is(ObservedState::Stopped).await;
    assert!(hooked.calls("deleteWebhook").is_empty());
    hooked.app.state.clock.advance(Duration::from_secs(31));
    let status = hooked.call(&hooked.app.state, &hooked.path, Some(&hooked.secret), update(1, "x")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_webhook_that_others_replaced_is_noticed() {
    let hooked = Hooked::new().await;
    hooked.app.set_foreign_webhook(&hooked.telegram).await;
    hooked.app.state.clock.advance(Duration::from_mins(5));
    hooked.is(ObservedState::ForeignWebhook).await;
}

#[tokio::test]
async fn telegrams_trouble_with_the_webhook_is_shown() {
    let hooked = Hooked::new().await;
    hooked.app.sandbox.fault(Fault::refused_reply().on("webhook"));
    hooked.write("hello");
    hooked.app.sandbox.wait_acknowledged(&hooked.telegram, PATIENCE, |ids| ids.len() == 1).await.unwrap();
    hooked.app.state.clock.advance(Duration::from_mins(5));
    let bot = hooked.app.wait_bot(hooked.bot.id, |bot| bot.observed.reason.is_some()).await;
    assert_eq!(bot.observed.state, ObservedState::Running);
    assert_eq!(bot.observed.reason.as_deref(), Some("Connection refused"));
}

#[tokio::test]
async fn a_bot_moves_between_asking_and_being_called() {
    let hooked = Hooked::new().await;
    let owner = hooked.app.client(&hooked.app.owner);
    let path = format!("/bots/{}", hooked.bot.id);
    let stored = async |count: usize| {
        hooked.write("hello");
        hooked
            .app
            .sandbox
            .wait_acknowledged(&hooked.telegram, PATIENCE, |ids| ids.len() == count)
            .await
            .unwrap();
        assert_eq!(hooked.stored().await, count);
    };
    stored(1).await;
    owner.put(&path, json!({ "name": "North", "mode": "polling" })).await.ok::<Value>();
    let polls = |calls: &[Call]| calls.iter().any(|call| call.method == "getUpdates");
    hooked.app.sandbox.wait_calls(&hooked.telegram, PATIENCE, polls).await.unwrap();
    stored(2).await;
    owner.put(&path, json!({ "name": "North", "mode": "webhook" })).await.ok::<Value>();
    let set = |calls: &[Call]| calls.iter().filter(|call| call.method == "setWebhook").count() == 2;
    hooked.app.sandbox.wait_calls(&hooked.telegram, PATIENCE, set).await.unwrap();
    stored(3).await;
}
