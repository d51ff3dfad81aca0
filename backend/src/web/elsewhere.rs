//! Requests that need the connection of an account which another node runs: that node is asked, and its answer passed on.

use std::time::Duration;

use axum::{
    body::{Body, Bytes, HttpBody, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use openapi::{Code, IdentityId};
use url::Url;

use super::{BODY_LIMIT, address};
use crate::{
    error::{Error, Result},
    idempotency,
    state::AppState,
    supervisor::nodes::{self, Owner},
};

/// On a request that another node passed on: it goes no further.
const PASSED_ON: HeaderName = HeaderName::from_static("switchboard-passed-on");

/// How long the other node may say nothing: longer than Telegram may take.
const SILENCE: Duration = Duration::from_mins(2);

/// What concerns one connection only, or was settled here already.
const OURS: [HeaderName; 8] = [
    header::HOST,
    header::CONNECTION,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    header::CONTENT_LENGTH,
    header::ACCEPT_ENCODING,
    HeaderName::from_static("keep-alive"),
    idempotency::HEADER,
];

/// On an answer: the account that is not connected here.
#[derive(Debug, Clone, Copy)]
pub struct NotHere(pub IdentityId);

/// Makes the client that nodes ask each other with.
pub fn client() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .no_proxy()
        .connect_timeout(Duration::from_secs(5))
        .read_timeout(SILENCE)
        .tcp_nodelay(true)
        .redirect(reqwest::redirect::Policy::none())
        .build()
}

/// Has the node answer that runs the account, where the handler finds that it does not run here. A handler finds that
/// before it changes anything.
pub async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let address = address::of(request.extensions(), request.headers(), state.config.trust_forwarded_for);
    let passed_on = request.headers().contains_key(PASSED_ON);
    let (parts, body) = request.into_parts();
    // an upload may be larger, and needs no account
    let small = body.size_hint().upper().is_some_and(|size| size <= BODY_LIMIT as u64);
    let (body, kept) = if small && !passed_on {
        match to_bytes(body, BODY_LIMIT).await {
            Ok(bytes) => (Body::from(bytes.clone()), Some(bytes)),
            Err(_) => return Error::BadRequest("the body broke off".to_owned()).into_response(),
        }
    } else {
        (body, None)
    };
    let mut again =
        Again { method: parts.method.clone(), uri: parts.uri.clone(), headers: parts.headers.clone() };
    let response = next.run(Request::from_parts(parts, body)).await;
    let (Some(NotHere(id)), Some(body)) = (response.extensions().get().copied(), kept) else {
        return response;
    };
    if let Ok(address) = HeaderValue::try_from(address.to_string()) {
        again.headers.insert("x-forwarded-for", address);
    }
    match again.pass_on(&state, id, body).await {
        Ok(Some(answer)) => answer,
        Ok(None) => response,
        Err(error) => error.into_response(),
    }
}

/// A request to be made once more.
struct Again {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
}

impl Again {
    /// The answer of the node that runs the account; none where no other does.
    async fn pass_on(self, state: &AppState, id: IdentityId, body: Bytes) -> Result<Option<Response>> {
        let owner = nodes::owner(&state.db.reader, id, state.clock.now()).await?;
        let url = match owner {
            None => return Ok(None),
            Some(Owner { node, .. }) if node == state.node => return Ok(None),
            Some(Owner { url: Some(url), .. }) => url,
            Some(Owner { url: None, .. }) => {
                return Err(Error::Conflict(
                    Code::NotConnected,
                    "another server runs this account, and this one cannot ask it: set NODE_URL there to the \
                     address the others reach it at"
                        .to_owned(),
                ));
            }
        };
        let path = self.uri.path_and_query().map_or("/", |path| path.as_str());
        let target = format!("{}{path}", url.as_str().trim_end_matches('/'));
        let target: Url =
            target.parse().map_err(|error| Error::internal("naming a request of another node", error))?;
        let mut headers = self.headers;
        for name in OURS {
            headers.remove(name);
        }
        headers.insert(PASSED_ON, HeaderValue::from_static("1"));
        let asked = state.nodes.request(self.method, target).headers(headers).body(body).send().await;
        let answer = asked.map_err(|error| {
            if error.is_connect() {
                Error::Unavailable("the server that runs this account does not answer just now: try again")
            } else {
                Error::internal("asking the node that runs the account", error.without_url())
            }
        })?;
        let (status, mut headers) = (answer.status(), answer.headers().clone());
        for name in OURS.iter().filter(|name| **name != header::CONTENT_LENGTH) {
            headers.remove(name);
        }
        let mut response = (status, Body::from_stream(answer.bytes_stream())).into_response();
        response.headers_mut().extend(headers);
        Ok(Some(response))
    }
}
