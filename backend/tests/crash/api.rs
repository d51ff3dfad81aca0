//! A client of the API, as careful as a client should be.

use std::{net::SocketAddr, time::Duration};

use anyhow::{Context, Result, bail};
use openapi::{
    api_keys::{CreatedApiKey, Scope},
    auth::SignedIn,
};
use reqwest::{Method, StatusCode};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::server::{Address, Server};

/// The first user's password.
pub const PASSWORD: &str = "correct horse battery staple";
/// How long the server may be away.
const PATIENCE: Duration = Duration::from_mins(1);

/// A client with an API key.
#[derive(Clone)]
pub struct Api {
    http: reqwest::Client,
    address: Address,
    /// What it sends as its credential.
    pub key: String,
}

impl Api {
    /// Makes the first user of a server that runs, signs in and takes an API key for everything.
    pub async fn of(server: &Server) -> Result<Self> {
        server.run(&["user", "create", "--login", "owner", "--password-stdin"], PASSWORD).await?;
        let nobody = Self { http: reqwest::Client::new(), address: server.address(), key: String::new() };
        let mut api = nobody.owner().await?;
        let scopes =
            [Scope::Read, Scope::MessagesWrite, Scope::BotsWrite, Scope::AccountsWrite, Scope::Admin];
        let made: CreatedApiKey = api.post("/api-keys", &json!({ "name": "load", "scopes": scopes })).await?;
        api.key = made.secret;
        Ok(api)
    }

    /// The same client, signed in as the first user.
    pub async fn owner(&self) -> Result<Self> {
        let signed_in: SignedIn =
            self.post("/auth/login", &json!({ "login": "owner", "password": PASSWORD })).await?;
        Ok(Self { key: signed_in.access_token, ..self.clone() })
    }

    /// The same client at another server of the same database.
    pub fn at(&self, server: &Server) -> Self {
        Self { address: server.address(), ..self.clone() }
    }

    /// Where the server listens, once it does.
    pub async fn address(&self) -> Result<SocketAddr> {
        let mut address = self.address.clone();
        let up = tokio::time::timeout(PATIENCE, address.wait_for(Option::is_some)).await;
        up.context("the server stays away")??.context("the server listens nowhere")
    }

    /// Reads.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        let (status, body) = self.ask(Method::GET, path, None, None).await?;
        read(path, status, &body)
    }

    /// Writes.
    pub async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T> {
        let (status, answer) = self.ask(Method::POST, path, None, Some(serde_json::to_value(body)?)).await?;
        read(path, status, &answer)
    }

    /// Writes, and repeats the very same request until there is an answer, which may be a refusal.
    pub async fn insist(&self, path: &str, key: &str, body: &Value) -> Result<(StatusCode, String)> {
        loop {
            match self.ask(Method::POST, path, Some(key), Some(body.clone())).await {
                Ok((status, answer)) if !status.is_server_error() => return Ok((status, answer)),
                // cut, or stopping: waits for the server to be back
                _ => tokio::task::yield_now().await,
            }
        }
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        key: Option<&str>,
        body: Option<Value>,
    ) -> Result<(StatusCode, String)> {
        let url = format!("http://{}/api/v1{path}", self.address().await?);
        let mut request = self.http.request(method, url).bearer_auth(&self.key);
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await?;
        Ok((response.status(), response.text().await?))
    }
}

fn read<T: DeserializeOwned>(path: &str, status: StatusCode, body: &str) -> Result<T> {
    if !status.is_success() {
        bail!("{path} answered {status}: {body}");
    }
    serde_json::from_str(body).with_context(|| format!("{path} answered {body}"))
}
