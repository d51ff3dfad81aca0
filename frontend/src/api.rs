//! The one place requests leave from: credentials, errors, idempotency and versions are dealt with here.
//!
//! `api/<resource>.rs` names the routes of a resource and their types, nothing more.

pub mod accounts;
pub mod api_keys;
pub mod audit;
pub mod auth;
pub mod bots;
pub mod chats;
pub mod communities;
pub mod events;
pub mod media;
pub mod messages;
pub mod peers;
pub mod runtime;
pub mod stats;
mod token;
pub mod users;
pub mod workspaces;

mod error;

use chrono::{TimeDelta, Utc};
use gloo_net::http::{Method, RequestBuilder, Response};
use openapi::Page;
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;
use web_sys::Blob;

pub use error::Error;
pub use token::{hold, release, renew};

/// What a call answers.
pub type Result<T> = std::result::Result<T, Error>;

/// Every route begins so.
const BASE: &str = "/api/v1";

/// The most rows a list gives at once.
const LIMIT: usize = 200;

/// A row and its version, which `If-Match` asks for when it is changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Tagged<T> {
    /// The row.
    pub value: T,
    /// Its version, as the server wrote it.
    pub etag: Option<String>,
}

/// A request being put together.
#[must_use]
pub struct Call {
    method: Method,
    path: String,
    query: Vec<(&'static str, String)>,
    headers: Vec<(&'static str, String)>,
    body: Option<Result<Body>>,
}

/// What is sent along.
#[derive(Debug, Clone)]
enum Body {
    Json(String),
    File(Blob),
}

/// Reads.
pub fn get(path: impl AsRef<str>) -> Call {
    Call::new(Method::GET, path.as_ref())
}

/// Makes or does something. Carries an `Idempotency-Key`, so that the retry after a renewed sign-in repeats nothing.
pub fn post(path: impl AsRef<str>) -> Call {
    Call::new(Method::POST, path.as_ref()).key(Uuid::new_v4())
}

/// Replaces what can be changed of a row.
pub fn put(path: impl AsRef<str>) -> Call {
    Call::new(Method::PUT, path.as_ref())
}

/// Changes some of a row.
pub fn patch(path: impl AsRef<str>) -> Call {
    Call::new(Method::PATCH, path.as_ref())
}

/// Removes.
pub fn delete(path: impl AsRef<str>) -> Call {
    Call::new(Method::DELETE, path.as_ref())
}

impl Call {
    fn new(method: Method, path: &str) -> Self {
        Self { method, path: format!("{BASE}{path}"), query: Vec::new(), headers: Vec::new(), body: None }
    }

    /// Adds `?name=value`, if there is a value.
    pub fn query(mut self, name: &'static str, value: Option<impl ToString>) -> Self {
        self.query.extend(value.map(|value| (name, value.to_string())));
        self
    }

    /// Sends this body.
    pub fn json(mut self, body: &impl Serialize) -> Self {
        let text = serde_json::to_string(body).map_err(|error| Error::Unreadable(error.to_string()));
        self.body = Some(text.map(Body::Json));
        self
    }

    /// Sends the bytes of a file.
    pub fn file(mut self, file: &Blob) -> Self {
        self.body = Some(Ok(Body::File(file.clone())));
        self
    }

    /// Uses this `Idempotency-Key`: a repeated press with the same key does the thing once.
    pub fn key(mut self, key: Uuid) -> Self {
        self.headers.retain(|(name, _)| *name != "Idempotency-Key");
        self.headers.push(("Idempotency-Key", key.to_string()));
        self
    }

    /// Changes the row only if it is still the version that was read.
    pub fn if_match(mut self, etag: Option<&str>) -> Self {
        self.headers.extend(etag.map(|etag| ("If-Match", etag.to_owned())));
        self
    }

    /// Sends it and reads the answer.
    pub async fn send<T: DeserializeOwned>(self) -> Result<T> {
        read(self.answer().await?).await
    }

    /// Sends it and reads the answer with its version.
    pub async fn send_tagged<T: DeserializeOwned>(self) -> Result<Tagged<T>> {
        let response = self.answer().await?;
        let etag = response.headers().get("etag");
        Ok(Tagged { value: read(response).await?, etag })
    }

    /// Sends it, for its effect alone.
    pub async fn done(self) -> Result<()> {
        self.answer().await.map(drop)
    }

    /// Sends it and gives the answer as it is, if it is a good one.
    pub async fn answer(self) -> Result<Response> {
        let used = token::current().await?;
        let response = self.attempt(used.as_ref()).await?;
        if response.status() == 401 && used.is_some() {
            // one renewal for everyone who was told so; it ends the session when the server will have none of it
            let renewed = token::renew_after(used.as_ref()).await?;
            return good(self.attempt(Some(&renewed)).await?).await;
        }
        good(response).await
    }

    async fn attempt(&self, token: Option<&token::Token>) -> Result<Response> {
        let mut request = RequestBuilder::new(&self.path)
            .method(self.method.clone())
            .query(self.query.iter().map(|(name, value)| (*name, value.as_str())));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(token) = token {
            request = request.header("Authorization", &format!("Bearer {}", token.secret));
        }
        let sent = match &self.body {
            Some(body) => match body.clone()? {
                Body::Json(text) => {
                    request.header("Content-Type", "application/json").body(text)?.send().await
                }
                // the browser names its type
                Body::File(file) => request.body(file)?.send().await,
            },
            None => request.send().await,
        };
        sent.map_err(|_| if self.method == Method::GET { Error::Unreachable } else { Error::Unanswered })
    }
}

/// Reads a whole list, page after page. For lists that are small by nature, such as bots and users.
pub async fn all<T: DeserializeOwned>(call: impl Fn() -> Call) -> Result<Vec<T>> {
    let (mut items, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let page: Page<T> = call().query("limit", Some(LIMIT)).query("cursor", cursor).send().await?;
        items.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() {
            return Ok(items);
        }
    }
}

async fn good(response: Response) -> Result<Response> {
    if response.ok() {
        return Ok(response);
    }
    let status = response.status();
    let wait = response.headers().get("retry-after").and_then(|seconds| seconds.parse().ok());
    if let (429, Some(wait)) = (status, wait.and_then(TimeDelta::try_seconds)) {
        return Err(Error::Wait { until: Utc::now() + wait });
    }
    let text = response.text().await.unwrap_or_default();
    Err(Error::of(status, &text))
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T> {
    let text = response.text().await.map_err(|_| Error::Unreachable)?;
    serde_json::from_str(&text).map_err(|error| Error::Unreadable(error.to_string()))
}
