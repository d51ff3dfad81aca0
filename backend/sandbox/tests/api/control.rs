//! The control API: the world over HTTP.

use reqwest::Method;
use sandbox::Sandbox;
use serde_json::{Value, json};

use crate::client::Client;

struct Control {
    http: reqwest::Client,
    base: String,
}

impl Control {
    fn new(sandbox: &Sandbox) -> Self {
        Self { http: reqwest::Client::new(), base: format!("{}/control", sandbox.url()) }
    }

    async fn ask(&self, method: Method, path: &str, body: Value) -> (u16, Value) {
        let request = self.http.request(method, format!("{}{path}", self.base));
        let request = if body.is_null() { request } else { request.json(&body) };
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    async fn get(&self, path: &str) -> Value {
        self.ok(Method::GET, path, Value::Null).await
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        self.ok(Method::POST, path, body).await
    }

    async fn ok(&self, method: Method, path: &str, body: Value) -> Value {
        let (status, answer) = self.ask(method, path, body).await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }
}

#[tokio::test]
async fn a_script_runs_a_whole_conversation() {
    let sandbox = Sandbox::start().await.unwrap();
    let control = Control::new(&sandbox);
    let bot = control.post("/bots", json!({"username": "north_support", "name": "North support"})).await;
    let elena =
        control.post("/people", json!({"first_name": "Elena", "language_code": "ru"})).await["id"].clone();
    let chat = format!("/people/{elena}/chats/{}/messages", bot["id"]);
    let question = control.post(&chat, json!({"text": "Where is <b>it</b>?", "parse_mode": "HTML"})).await;
    let picture = json!({"kind": "document", "name": "a.txt", "base64": "aGVsbG8="});
    control.post(&chat, json!({"file": picture, "text": "the list", "reply_to": question["message"]})).await;

    let known = sandbox.bots().remove(0);
    assert_eq!(bot["token"], known.token);
    let client = Client::new(&sandbox, &known);
    let updates = client.updates().await;
    assert_eq!(updates[0]["message"]["entities"][0]["type"], "bold");
    assert_eq!(updates[1]["message"]["document"]["file_name"], "a.txt");
    let keyboard = json!({"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]});
    client.ok("sendMessage", json!({"chat_id": elena, "text": "Here", "reply_markup": keyboard})).await;

    let received = control.get(&format!("/people/{elena}/received?wait=10")).await;
    assert_eq!(received[0]["text"], "Here");
    assert_eq!(received[0]["kind"], "message");
    let message = &received[0]["message"];
    control.post(&format!("/people/{elena}/messages/{message}/press"), json!({"data": "yes"})).await;
    let question = &question["message"];
    let edited = json!({"text": "Never mind"});
    control.ok(Method::PATCH, &format!("/people/{elena}/messages/{question}"), edited).await;
    control
        .ok(Method::PUT, &format!("/people/{elena}/messages/{message}/reaction"), json!({"emoji": "👍"}))
        .await;
    let updates = client.updates().await;
    assert_eq!(updates[2]["callback_query"]["data"], "yes");
    assert_eq!(updates[3]["edited_message"]["text"], "Never mind");
    let history = control.get(&chat).await;
    assert_eq!(history.as_array().unwrap().len(), 3);
    assert_eq!(history[2]["reactions"][elena.to_string()][0]["emoji"], "👍");
    let calls = control.get(&format!("/bots/{}/calls?after=1&wait=10", bot["id"])).await;
    assert_eq!(calls[0]["method"], "sendMessage");
    assert_eq!(calls[0]["outcome"]["kind"], "done");
}

#[tokio::test]
async fn members_faults_and_mistakes() {
    let sandbox = Sandbox::start().await.unwrap();
    let control = Control::new(&sandbox);
    let bot = control.post("/bots", json!({"username": "north_support", "name": "North"})).await;
    let oleg = control.post("/people", json!({"first_name": "Oleg"})).await["id"].clone();
    let new = json!({"kind": "group", "title": "Warehouse 7", "creator": oleg});
    let group = control.post("/chats", new).await["id"].clone();
    let member = format!("/chats/{group}/members/{}", bot["id"]);
    control
        .ok(Method::PUT, &member, json!({"status": "administrator", "allowed": ["can_pin_messages"]}))
        .await;
    let shown = control.get("/world").await;
    assert_eq!(shown["chats"][0]["members"][1]["can_pin_messages"], true);
    assert_eq!(shown["chats"][0]["members"][1]["can_change_info"], false);

    control.post("/faults", json!({"kind": "too_many_requests", "retry_after": 3, "method": "getMe"})).await;
    let client = Client::new(&sandbox, &sandbox.bots()[0]);
    assert_eq!(client.error("getMe", json!({})).await.0, 429);
    client.ok("getMe", json!({})).await;

    let (status, answer) = control.ask(Method::PUT, &member, json!({"status": "king"})).await;
    assert_eq!((status, answer), (400, json!({"error": "unknown status king"})));
    let nowhere = format!("/people/{oleg}/chats/-100123/messages");
    let (status, answer) = control.ask(Method::POST, &nowhere, json!({"text": "x"})).await;
    assert_eq!((status, answer), (404, json!({"error": "chat not found"})));
    let supergroup = control.post(&format!("/chats/{group}/migrate"), Value::Null).await;
    assert!(supergroup["id"].as_i64().unwrap() < -1_000_000_000_000);
    control.ok(Method::DELETE, &format!("/bots/{}/token", bot["id"]), Value::Null).await;
    assert_eq!(client.error("getMe", json!({})).await.0, 401);
}
