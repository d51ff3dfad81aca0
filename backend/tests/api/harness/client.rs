//! Asks the router in process and says clearly what came instead of what was expected.

use std::net::SocketAddr;

use axum::{
    Router,
    body::{Body, Bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, StatusCode, header},
    response::Response,
};
use openapi::{Code, Page, Problem};
use serde::{Serialize, de::DeserializeOwned};
use tower::ServiceExt;

/// Asks with one credential, or none. Paths are those under `/api/v1`, unless they begin with `//`: then they are
/// taken from the root.
#[derive(Clone)]
pub struct Client {
    router: Router,
    credential: Option<String>,
    peer: SocketAddr,
    headers: Vec<(&'static str, String)>,
}

impl Client {
    pub(super) fn new(router: Router, credential: Option<String>) -> Self {
        Self { router, credential, peer: SocketAddr::from(([127, 0, 0, 1], 40_000)), headers: Vec::new() }
    }

    /// Asks from this address.
    pub fn from(mut self, address: [u8; 4]) -> Self {
        self.peer = SocketAddr::from((address, 40_000));
        self
    }

    /// Sends this header with everything asked.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, None).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.ask(Method::DELETE, path, None).await
    }

    /// A POST without a body.
    pub async fn act(&self, path: &str) -> Answer {
        self.ask(Method::POST, path, None).await
    }

    pub async fn post(&self, path: &str, body: impl Serialize) -> Answer {
        self.json(Method::POST, path, body).await
    }

    pub async fn put(&self, path: &str, body: impl Serialize) -> Answer {
        self.json(Method::PUT, path, body).await
    }

    pub async fn patch(&self, path: &str, body: impl Serialize) -> Answer {
        self.json(Method::PATCH, path, body).await
    }

    /// A request with a JSON body.
    pub async fn json(&self, method: Method, path: &str, body: impl Serialize) -> Answer {
        let body = serde_json::to_vec(&body).unwrap();
        self.ask(method, path, Some(("application/json", body.into()))).await
    }

    /// A request with any body and its content type.
    pub async fn ask(&self, method: Method, path: &str, body: Option<(&str, Bytes)>) -> Answer {
        let asked = format!("{method} {path}");
        let (parts, body) = self.begin(method, path, body).await.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer { asked, status: parts.status, headers: parts.headers, body }
    }

    /// A request of whose answer nothing is read yet.
    pub async fn begin(&self, method: Method, path: &str, body: Option<(&str, Bytes)>) -> Response {
        let uri = match path.strip_prefix('/') {
            Some(root) if root.starts_with('/') => root.to_owned(),
            _ => format!("/api/v1{path}"),
        };
        let mut request = Request::builder().method(method).uri(uri).extension(ConnectInfo(self.peer));
        if let Some(credential) = &self.credential {
            request = request.header(header::AUTHORIZATION, format!("Bearer {credential}"));
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let request = match body {
            Some((kind, bytes)) => request.header(header::CONTENT_TYPE, kind).body(Body::from(bytes)),
            None => request.body(Body::empty()),
        };
        self.router.clone().oneshot(request.unwrap()).await.unwrap()
    }
}

/// What the server answered.
#[derive(Debug)]
pub struct Answer {
    asked: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    /// The body of a success.
    #[track_caller]
    pub fn ok<T: DeserializeOwned>(self) -> T {
        assert!(self.status.is_success(), "{self}");
        self.read()
    }

    /// The items of a list's page.
    #[track_caller]
    pub fn items<T: DeserializeOwned>(self) -> Vec<T> {
        self.ok::<Page<T>>().items
    }

    /// The body of a 201.
    #[track_caller]
    pub fn created<T: DeserializeOwned>(self) -> T {
        assert_eq!(self.status, StatusCode::CREATED, "{self}");
        self.read()
    }

    /// A success without a body.
    #[track_caller]
    pub fn done(self) {
        assert_eq!(self.status, StatusCode::NO_CONTENT, "{self}");
    }

    /// A problem with this status and code.
    #[track_caller]
    pub fn problem(self, status: u16, code: Code) -> Problem {
        assert_eq!(self.status.as_u16(), status, "{self}");
        let kind = self.header("content-type").unwrap_or_default();
        assert_eq!(kind, "application/problem+json", "{self}");
        let problem: Problem = self.read();
        assert_eq!((problem.code, problem.status), (code, status), "{self}");
        problem
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    fn read<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self}"))
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} answered {}: {}", self.asked, self.status, self.text())
    }
}
