//! Requests to the Bot API and what their answers mean.
//!
//! Inputs are teloxide's payloads. Its own sender is not used: it drops the HTTP status, so that a fault of Telegram
//! (maybe done) looks like a refusal (not done), sleeps ten seconds at each, and parses results into types that lag
//! behind Telegram's.

use std::time::Duration;

use bytes::Bytes;
use futures::{Stream, TryStreamExt};
use reqwest::{RequestBuilder, Response, StatusCode, multipart::Form};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use teloxide::requests::Payload;
use url::Url;

use super::Client;
use crate::{
    error::chain,
    platforms::{Error, Result},
};

/// How long an ordinary request may take, from connecting to the end of the answer.
pub const TIMEOUT: Duration = Duration::from_secs(30);

/// How long a download may take: Telegram gives files of up to 20 MB.
const DOWNLOAD: Duration = Duration::from_mins(5);

/// The Bot API server, and the one HTTP client that all bots share. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Api {
    http: reqwest::Client,
    url: Url,
    timeout: Duration,
}

/// The body of every answer.
#[derive(Deserialize)]
struct Answer<T> {
    ok: bool,
    result: Option<T>,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: Parameters,
}

#[derive(Default, Deserialize)]
struct Parameters {
    retry_after: Option<u64>,
    migrate_to_chat_id: Option<i64>,
}

impl Api {
    /// The Bot API at `url`. Requests may take as long as `timeout`, plus what they wait or upload.
    pub fn new(url: Url, timeout: Duration) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .tcp_nodelay(true)
            // a request written to a connection that the other side is just closing has an uncertain outcome
            .pool_idle_timeout(Duration::from_secs(20))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .build()?;
        Ok(Self { http, url, timeout })
    }

    /// The bot with this token.
    pub fn client(&self, token: SecretString) -> Client {
        Client::new(self.clone(), token)
    }

    /// Calls a method with a JSON body. The answer may take `patience` longer than others.
    pub(super) async fn call<P, T>(&self, token: &SecretString, payload: &P, patience: Duration) -> Result<T>
    where
        P: Payload + Serialize,
        T: DeserializeOwned,
    {
        let url = self.address(token, None, [P::NAME]);
        self.send(self.http.post(url).json(payload), patience).await
    }

    /// Calls a method with files. The answer may take `patience` longer than others.
    pub(super) async fn upload<P, T>(
        &self,
        token: &SecretString,
        _: &P,
        form: Form,
        patience: Duration,
    ) -> Result<T>
    where
        P: Payload,
        T: DeserializeOwned,
    {
        let url = self.address(token, None, [P::NAME]);
        self.send(self.http.post(url).multipart(form), patience).await
    }

    /// Begins to download the file that `getFile` gave this path for.
    pub(super) async fn download(
        &self,
        token: &SecretString,
        path: &str,
    ) -> Result<impl Stream<Item = Result<Bytes>> + use<>> {
        let url = self.address(token, Some("file"), path.split('/'));
        let response = self.http.get(url).timeout(DOWNLOAD).send().await.map_err(not_answered)?;
        match response.status() {
            StatusCode::OK => Ok(response.bytes_stream().map_err(not_answered)),
            status if status.is_server_error() => Err(Error::Uncertain(status.to_string())),
            status => Err(Error::refused(status.to_string())),
        }
    }

    /// `<server>/[file/]bot<token>/<rest>`: the one place where a token stands in a URL, which is Telegram's way.
    fn address<'a>(
        &self,
        token: &SecretString,
        before: Option<&str>,
        rest: impl IntoIterator<Item = &'a str>,
    ) -> Url {
        let mut url = self.url.clone();
        // fails only for addresses like `mailto:`, which the settings refuse
        if let Ok(mut segments) = url.path_segments_mut() {
            segments
                .pop_if_empty()
                .extend(before)
                .push(&format!("bot{}", token.expose_secret()))
                .extend(rest);
        }
        url
    }

    async fn send<T: DeserializeOwned>(&self, request: RequestBuilder, patience: Duration) -> Result<T> {
        let response = request.timeout(self.timeout + patience).send().await.map_err(not_answered)?;
        read(response).await
    }
}

/// Why there is no answer: never written, or lost on the way.
fn not_answered(error: reqwest::Error) -> Error {
    let error = error.without_url();
    if error.is_connect() {
        Error::NotSent(chain(&error))
    } else if error.is_builder() {
        Error::refused(chain(&error))
    } else {
        Error::Uncertain(chain(&error))
    }
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T> {
    let status = response.status();
    let body = response.bytes().await.map_err(not_answered)?;
    let answer = match serde_json::from_slice::<Answer<T>>(&body) {
        Ok(answer) => answer,
        // not Telegram itself, but what stands before it
        Err(_) if status.is_client_error() || status.is_redirection() => {
            return Err(Error::refused(status.to_string()));
        }
        Err(error) if status.is_success() => return Err(Error::Uncertain(error.to_string())),
        Err(_) => return Err(Error::Uncertain(status.to_string())),
    };
    match answer {
        Answer { ok: true, result: Some(result), .. } if status.is_success() => Ok(result),
        answer => Err(refusal(status, answer.description, &answer.parameters)),
    }
}

fn refusal(status: StatusCode, text: String, parameters: &Parameters) -> Error {
    match status {
        StatusCode::UNAUTHORIZED => Error::Revoked,
        // what a token no bot ever had gets; an unknown method would be "Not Found: method not found"
        StatusCode::NOT_FOUND if text == "Not Found" => Error::Revoked,
        StatusCode::CONFLICT => Error::Conflict(text),
        StatusCode::TOO_MANY_REQUESTS => {
            Error::Wait(Duration::from_secs(parameters.retry_after.unwrap_or(1).max(1)))
        }
        status if status.is_client_error() => {
            Error::Refused { text, migrated_to: parameters.migrate_to_chat_id }
        }
        _ => Error::Uncertain(if text.is_empty() { status.to_string() } else { text }),
    }
}
