//! A bot that speaks plain HTTP.

use reqwest::{Response, multipart::Form};
use sandbox::{Bot, Sandbox};
use serde_json::{Value, json};

/// A bot that speaks plain HTTP.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
}

impl Client {
    pub fn new(sandbox: &Sandbox, bot: &Bot) -> Self {
        Self { http: reqwest::Client::new(), base: format!("{}/bot{}", sandbox.url(), bot.token) }
    }

    /// The bare response to a call with a JSON body.
    pub async fn raw(&self, method: &str, params: &Value) -> reqwest::Result<Response> {
        self.http.post(format!("{}/{method}", self.base)).json(params).send().await
    }

    /// The whole body of the answer to a call.
    pub async fn call(&self, method: &str, params: Value) -> Value {
        self.raw(method, &params).await.unwrap().json().await.unwrap()
    }

    /// The result of a call that must succeed.
    pub async fn ok(&self, method: &str, params: Value) -> Value {
        let answer = self.call(method, params).await;
        assert_eq!(answer["ok"], true, "{method}: {answer}");
        answer["result"].clone()
    }

    /// Code and description of a call that must fail.
    pub async fn error(&self, method: &str, params: Value) -> (u64, String) {
        let answer = self.call(method, params).await;
        assert_eq!(answer["ok"], false, "{method}: {answer}");
        (answer["error_code"].as_u64().unwrap(), answer["description"].as_str().unwrap().to_owned())
    }

    /// The result of a call with a multipart body that must succeed.
    pub async fn upload(&self, method: &str, form: Form) -> Value {
        let request = self.http.post(format!("{}/{method}", self.base)).multipart(form);
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(answer["ok"], true, "{method}: {answer}");
        answer["result"].clone()
    }

    /// What waits for the bot; nothing is acknowledged.
    pub async fn updates(&self) -> Vec<Value> {
        self.ok("getUpdates", json!({})).await.as_array().unwrap().clone()
    }
}
