//! `Idempotency-Key`: a POST that is repeated because its answer was lost is answered, not carried out again.
//!
//! A key belongs to its caller and lives for a day. The first request with it is carried out to its end even if its
//! client goes away. Its answer is kept, unless it changed nothing: then the key is free again.
//!
//! The layer keeps the answer of most routes after their work is committed; a crash between the two leaves a key that
//! nobody can answer. Sending a message has no such gap: its routes stand outside the layer, see [`Once`].

mod once;
pub mod store;

use std::time::Duration;

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use openapi::Code;
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use tracing::Instrument;

pub use once::{Answered, Once};

use crate::{
    entity::idempotency_key::Model,
    error::{Error, Result, chain},
    state::AppState,
    web::{BODY_LIMIT, caller::Caller, request_id},
};

/// The request's header.
pub const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
/// On answers that were given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// How long a key is remembered.
pub const LIFETIME: Duration = Duration::from_hours(24);

/// A request that has run for longer than this was cut off: its process died.
const LONGEST: Duration = Duration::from_mins(5);

/// Whether a POST to this path heeds the header. Sign-in answers hold what must not be kept, of an account's password
/// not even a fingerprint may be, and uploads are too large to compare; one that is repeated leaves a second file that
/// nobody uses.
pub fn covers(path: &str) -> bool {
    !path.starts_with("/api/v1/auth/") && !path.ends_with("/login/password") && path != "/api/v1/media"
}

/// Answers repeated requests.
pub async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let key = request.headers().get(&HEADER).cloned();
    let caller = request.extensions().get::<Caller>().cloned();
    match (key, caller) {
        (Some(key), Some(caller)) if request.method() == Method::POST && covers(request.uri().path()) => {
            carry_out(state, &caller, &key, request, next).await.unwrap_or_else(IntoResponse::into_response)
        }
        _ => next.run(request).await,
    }
}

async fn carry_out(
    state: AppState,
    caller: &Caller,
    key: &HeaderValue,
    request: Request,
    next: Next,
) -> Result<Response> {
    let slot = slot(caller, key)?;
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, BODY_LIMIT).await.map_err(|_| Error::TooLarge(BODY_LIMIT))?;
    let hash = fingerprint(&parts.uri.to_string(), &body);

    let now = state.clock.now();
    let tx = state.db.begin().await?;
    let earlier = store::claim(&tx, &slot, &hash, now, now - LIFETIME).await?;
    tx.commit().await?;
    if let Some(earlier) = earlier {
        same(&earlier, &hash)?;
        return match (earlier.status, earlier.body) {
            (Some(status), Some(body)) => replay(&state, status, &body),
            _ if earlier.created_at + LONGEST > now => Ok(still_running()),
            _ => Err(Error::conflict(
                "the first request with this Idempotency-Key was cut off: look whether it was carried out, \
                 then use a new key",
            )),
        };
    }

    // on a task of its own, so that a client that goes away does not cut it off half way
    let tasks = state.shutdown.tasks.clone();
    let work = async move {
        let response = next.run(Request::from_parts(parts, Body::from(body))).await;
        settle(&state, &slot, response).await
    };
    let work = tasks.spawn(request_id::carry(work.in_current_span()));
    work.await.map_err(|e| Error::internal("carrying out a request", e))?
}

/// Keeps the answer, or frees the key where nothing was changed and trying again may help.
async fn settle(state: &AppState, slot: &store::Slot, response: Response) -> Result<Response> {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.map_err(|e| Error::internal("reading an answer", e))?;
    if let Err(error) = keep_or_free(state, slot, parts.status, &body).await {
        tracing::error!(error = chain(&error), "an answer could not be kept under its Idempotency-Key");
    }
    Ok(Response::from_parts(parts, Body::from(body)))
}

async fn keep_or_free(state: &AppState, slot: &store::Slot, status: StatusCode, body: &[u8]) -> Result<()> {
    let nothing_changed = status.is_client_error()
        || matches!(status, StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE);
    let tx = state.db.begin().await?;
    if nothing_changed {
        store::free(&tx, slot).await?;
    } else {
        // an answer may hold a secret that is shown once
        let sealed = state.vault.seal(&String::from_utf8_lossy(body).into_owned().into());
        store::keep(&tx, slot, status.as_u16().into(), sealed).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn slot(caller: &Caller, key: &HeaderValue) -> Result<store::Slot> {
    let key = key
        .to_str()
        .ok()
        .filter(|key| (1..=255).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic()))
        .ok_or_else(|| Error::BadRequest("Idempotency-Key: 1 to 255 visible ASCII characters".to_owned()))?;
    Ok(store::Slot { workspace: caller.workspace_id, caller: caller.key(), key: key.to_owned() })
}

/// Refuses a key that came with another request before.
fn same(earlier: &Model, hash: &str) -> Result<()> {
    if earlier.request_hash == hash {
        return Ok(());
    }
    let why = "this Idempotency-Key came with another request: use a new one";
    Err(Error::Conflict(Code::IdempotencyMismatch, why.to_owned()))
}

fn replay(state: &AppState, status: i32, sealed: &str) -> Result<Response> {
    let status = u16::try_from(status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    let status = status.unwrap_or(StatusCode::OK);
    let body = state.vault.open(sealed).map_err(|e| Error::internal("opening a kept answer", e))?;
    let kind = if status.is_success() { "application/json" } else { "application/problem+json" };
    let headers = [(header::CONTENT_TYPE, kind), (REPLAYED, "true")];
    Ok((status, headers, body.expose_secret().to_owned()).into_response())
}

fn still_running() -> Response {
    let error = Error::conflict("the first request with this Idempotency-Key still runs: ask again");
    let mut response = error.into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    response
}

fn fingerprint(uri: &str, body: &[u8]) -> String {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    let hash = Sha256::new().chain_update(uri).chain_update([0]).chain_update(body).finalize();
    BASE64_URL_SAFE_NO_PAD.encode(hash)
}
