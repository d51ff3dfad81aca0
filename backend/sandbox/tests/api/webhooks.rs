//! Webhooks: what is sent, in which order, and what happens when it is not taken.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use sandbox::{Bot, ChatRef, Draft, Fault, Options, Sandbox, UserId};
use serde_json::{Value, json};
use tokio::{
    net::TcpListener,
    sync::{Mutex, mpsc},
    time::timeout,
};

use crate::{PATIENCE, client::Client};

/// What a receiver does with the next deliveries; it takes them once the list is used up.
type Script = Vec<(StatusCode, Option<u64>)>;

struct Receiver {
    url: String,
    deliveries: mpsc::UnboundedReceiver<(HeaderMap, Value)>,
}

struct Taking {
    script: Mutex<Script>,
    seen: mpsc::UnboundedSender<(HeaderMap, Value)>,
}

impl Receiver {
    async fn start(mut script: Script) -> Self {
        script.reverse();
        let (seen, deliveries) = mpsc::unbounded_channel();
        let state = Arc::new(Taking { script: Mutex::new(script), seen });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let router = Router::new().route("/hook", post(take)).with_state(state);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, deliveries }
    }

    async fn next(&mut self) -> (HeaderMap, Value) {
        timeout(PATIENCE, self.deliveries.recv()).await.unwrap().unwrap()
    }

    async fn next_text(&mut self) -> String {
        self.next().await.1["message"]["text"].as_str().unwrap().to_owned()
    }
}

async fn take(State(state): State<Arc<Taking>>, headers: HeaderMap, body: String) -> Response {
    let answer = state.script.lock().await.pop();
    state.seen.send((headers, serde_json::from_str(&body).unwrap())).unwrap();
    match answer {
        Some((status, Some(wait))) => (status, [(header::RETRY_AFTER, wait.to_string())]).into_response(),
        Some((status, None)) => status.into_response(),
        None => StatusCode::OK.into_response(),
    }
}

async fn set_up() -> (Sandbox, Bot, Client, UserId) {
    let options = Options { webhook_retry: Duration::from_millis(10), ..Options::default() };
    let sandbox = Sandbox::start_with(options).await.unwrap();
    let bot = sandbox.add_bot("north_support", "North support");
    let client = Client::new(&sandbox, &bot);
    let elena = sandbox.add_person("Elena", None, None);
    (sandbox, bot, client, elena)
}

#[tokio::test]
async fn what_waits_and_what_comes_is_delivered_in_order() {
    let (sandbox, bot, client, elena) = set_up().await;
    let chat = ChatRef::private(elena, &bot);
    for number in 0..20 {
        sandbox.write(elena, chat, Draft::text(&number.to_string()));
    }
    let mut receiver = Receiver::start(Vec::new()).await;
    client.ok("setWebhook", json!({"url": receiver.url, "secret_token": "s3cret"})).await;
    for number in 20..40 {
        sandbox.write(elena, chat, Draft::text(&number.to_string()));
    }
    let (headers, first) = receiver.next().await;
    assert_eq!(headers["x-telegram-bot-api-secret-token"], "s3cret");
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(first["message"]["text"], "0");
    for number in 1..40 {
        assert_eq!(receiver.next_text().await, number.to_string());
    }
    let taken = sandbox.wait_acknowledged(&bot, PATIENCE, |taken| taken.len() == 40).await.unwrap();
    assert!(taken.is_sorted());
    let info = client.ok("getWebhookInfo", json!({})).await;
    assert_eq!(info["url"], receiver.url);
    assert_eq!(info["pending_update_count"], 0);
    assert_eq!(
        client.error("getUpdates", json!({})).await,
        (
            409,
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the \
             webhook first"
                .into()
        )
    );
}

#[tokio::test]
async fn a_refused_update_is_sent_again_and_holds_back_only_its_chat() {
    let (sandbox, bot, client, elena) = set_up().await;
    let oleg = sandbox.add_person("Oleg", None, None);
    let script = vec![(StatusCode::INTERNAL_SERVER_ERROR, None), (StatusCode::TOO_MANY_REQUESTS, Some(1))];
    let mut receiver = Receiver::start(script).await;
    client.ok("setWebhook", json!({"url": receiver.url})).await;
    sandbox.write(elena, ChatRef::private(elena, &bot), Draft::text("one"));
    sandbox.write(elena, ChatRef::private(elena, &bot), Draft::text("two"));
    assert_eq!(receiver.next_text().await, "one");
    assert_eq!(receiver.next_text().await, "one", "sent again, before what came after it");
    let info = client.ok("getWebhookInfo", json!({})).await;
    assert_eq!(info["pending_update_count"], 2);
    assert!(info["last_error_message"].as_str().unwrap().starts_with("Wrong response from the webhook: "));
    // The second refusal asked for a second of rest: another chat does not wait for it.
    sandbox.write(oleg, ChatRef::private(oleg, &bot), Draft::text("other"));
    assert_eq!(receiver.next_text().await, "other");
    assert_eq!(receiver.next_text().await, "one");
    assert_eq!(receiver.next_text().await, "two");
    sandbox.wait_acknowledged(&bot, PATIENCE, |taken| taken.len() == 3).await.unwrap();
}

#[tokio::test]
async fn deliveries_meet_faults() {
    let (sandbox, bot, client, elena) = set_up().await;
    let chat = ChatRef::private(elena, &bot);
    sandbox.fault(Fault::lost_reply().on("webhook"));
    sandbox.fault(Fault::duplicate_updates().on("webhook"));
    sandbox.fault(Fault::reordered_updates().on("webhook"));
    sandbox.write(elena, chat, Draft::text("one"));
    sandbox.write(elena, chat, Draft::text("two"));
    let mut receiver = Receiver::start(Vec::new()).await;
    client.ok("setWebhook", json!({"url": receiver.url})).await;
    let mut texts = Vec::new();
    for _ in 0..4 {
        texts.push(receiver.next_text().await);
    }
    // Out of order, then sent again for the lost answer (twice at that), then the other one.
    assert_eq!(texts, ["two", "two", "two", "one"]);
    sandbox.wait_acknowledged(&bot, PATIENCE, |taken| taken.len() == 2).await.unwrap();
}

#[tokio::test]
async fn a_removed_webhook_leaves_what_waits_to_polling() {
    let (sandbox, bot, client, elena) = set_up().await;
    let chat = ChatRef::private(elena, &bot);
    let mut receiver = Receiver::start(vec![(StatusCode::BAD_GATEWAY, Some(3600))]).await;
    client.ok("setWebhook", json!({"url": receiver.url, "allowed_updates": ["message"]})).await;
    sandbox.write(elena, chat, Draft::text("one"));
    receiver.next().await;
    client.ok("deleteWebhook", json!({})).await;
    assert_eq!(client.ok("getWebhookInfo", json!({})).await["url"], "");
    assert_eq!(client.updates().await[0]["message"]["text"], "one");
    client.ok("setWebhook", json!({"url": receiver.url, "drop_pending_updates": true})).await;
    sandbox.write(elena, chat, Draft::text("two"));
    assert_eq!(receiver.next_text().await, "two");
}

#[tokio::test]
async fn telegram_wants_https_but_for_loopback() {
    let (_sandbox, _bot, client, _elena) = set_up().await;
    let refused = client.error("setWebhook", json!({"url": "http://example.com/hook"})).await;
    assert_eq!(refused, (400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook".into()));
    let refused = client.error("setWebhook", json!({"url": "https://example.com:8080/hook"})).await;
    assert_eq!(
        refused.1,
        "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"
    );
    let secret = json!({"url": "https://example.com/", "secret_token": "not allowed"});
    let refused = client.error("setWebhook", secret).await;
    assert_eq!(refused.1, "Bad Request: secret token contains unallowed characters");
}
