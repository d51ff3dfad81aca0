//! What the Rust API can do to accounts, the control API can.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use grammers_tl_types::{enums, functions};
use reqwest::Method;
use sandbox::{Condition, Sandbox};
use serde_json::{Value, json};

use crate::client::{API_ID, Live, error, send_code};

struct Control(String);

impl Control {
    async fn ask(&self, method: Method, path: &str, body: Value) -> (u16, Value) {
        let request = reqwest::Client::new().request(method, format!("{}{path}", self.0)).json(&body);
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    async fn ok(&self, method: Method, path: &str, body: Value) -> Value {
        let (status, answer) = self.ask(method, path, body).await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }
}

#[tokio::test]
async fn a_script_looks_after_an_account() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let control = Control(format!("{}/control", sandbox.url()));
    let shown = control.ok(Method::POST, "/accounts", Value::Null).await;
    assert_eq!(shown["public_key"], telegram.public_key_pem());
    assert_eq!(shown["data_centres"].as_array().unwrap().len(), 3, "they were open already");
    let person = control.ok(Method::POST, "/people", json!({"first_name": "Anna"})).await["id"].clone();
    let account = format!("/accounts/{person}");
    let (status, _) = control.ask(Method::PUT, &format!("{account}/home"), json!({"data_centre": 4})).await;
    assert_eq!(status, 404, "no telephone, no account");
    let phone = json!({"phone": "+1 555 000 1001"});
    control.ok(Method::PUT, &format!("{account}/phone"), phone).await;
    control.ok(Method::PUT, &format!("{account}/login-email"), json!({"email": "a@b.c"})).await;
    control.ok(Method::DELETE, &format!("{account}/login-email"), Value::Null).await;
    control.ok(Method::PUT, &format!("{account}/home"), json!({"data_centre": 4})).await;
    let live = Live::new(&telegram);
    assert_eq!(error(live.call(&send_code("15550001001")).await).1, "PHONE_MIGRATE_4");
    control.ok(Method::PUT, &format!("{account}/home"), json!({"data_centre": 2})).await;

    let export =
        functions::auth::ExportLoginToken { api_id: API_ID, api_hash: "hash".into(), except_ids: Vec::new() };
    let enums::auth::LoginToken::Token(token) = live.call(&export).await.unwrap() else { panic!("no code") };
    let link = URL_SAFE_NO_PAD.encode(token.token);
    let scan = json!({"token": format!("tg://login?token={link}")});
    control.ok(Method::POST, &format!("{account}/login-token"), scan.clone()).await;
    live.call(&export).await.unwrap();
    assert_eq!(control.ask(Method::POST, &format!("{account}/login-token"), scan).await.0, 404);
    let sessions = control.ok(Method::GET, &format!("{account}/sessions"), Value::Null).await;
    assert_eq!((&sessions[0]["device"]["model"], &sessions[0]["connections"]), (&json!("test"), &json!(1)));
    control.ok(Method::PUT, &format!("{account}/condition"), json!({"condition": "frozen"})).await;
    sandbox.set_condition(sandbox::UserId(person.as_i64().unwrap()), Condition::Good);
    live.client.get_me().await.unwrap();
    let calls = control.ok(Method::GET, &format!("{account}/calls"), Value::Null).await;
    assert_eq!(calls.as_array().unwrap().last().unwrap()["method"], "users.getUsers");
    for (method, path) in [
        (Method::POST, "/accounts/salts".to_owned()),
        (Method::DELETE, "/accounts/file-references".into()),
        (Method::DELETE, format!("{account}/updates")),
        (Method::DELETE, format!("{account}/password")),
        (Method::DELETE, format!("{account}/connections")),
        (Method::DELETE, "/accounts/connections".into()),
        (Method::DELETE, format!("{account}/sessions")),
    ] {
        control.ok(method, &path, Value::Null).await;
    }
    assert_eq!(error(live.client.get_me().await).1, "SESSION_REVOKED");
}
