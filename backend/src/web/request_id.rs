//! Names each request, in its answer, its log lines and its errors.

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use tracing::Instrument;
use uuid::Uuid;

tokio::task_local! {
    static CURRENT: String;
}

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The name of the request being answered; empty outside one.
pub fn current() -> String {
    CURRENT.try_with(Clone::clone).unwrap_or_default()
}

/// Keeps the request's name for work that goes on in a task of its own.
pub fn carry<F: Future>(work: F) -> impl Future<Output = F::Output> {
    CURRENT.scope(current(), work)
}

/// Gives the request its name: the one a proxy before us gave it, where that is a plain one.
pub async fn layer(request: Request, next: Next) -> Response {
    let given = request.headers().get(HEADER).and_then(|value| value.to_str().ok());
    let id = match given {
        Some(id) if id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') => {
            id.to_owned()
        }
        _ => Uuid::new_v4().simple().to_string(),
    };
    let span = tracing::info_span!("request", id, method = %request.method(), path = request.uri().path());
    let mut response = CURRENT.scope(id.clone(), next.run(request)).instrument(span).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}
