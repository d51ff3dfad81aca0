//! How many requests a caller may make, and the headers that tell them.

use std::{net::IpAddr, num::NonZeroU32};

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::{IntoResponse, Response},
};
use governor::Quota;
use uuid::Uuid;

use super::{address, caller::Caller};
use crate::{
    clock::Clock,
    error::Error,
    limiter::{Limiter, seconds},
    state::AppState,
};

const LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Whose requests are counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Who {
    /// A user or an API key.
    Caller(Uuid),
    /// Whoever asks from there without a credential that is valid.
    Address(IpAddr),
}

/// Counts requests; what was used up comes back evenly over a minute.
#[derive(Debug)]
pub struct Requests {
    limiter: Limiter<Who>,
    per_minute: NonZeroU32,
}

impl Requests {
    /// Everyone may make so many requests in a minute.
    pub fn new(per_minute: NonZeroU32, clock: &Clock) -> Self {
        Self { limiter: Limiter::new(Quota::per_minute(per_minute), clock.clone()), per_minute }
    }

    /// Forgets those who may ask as often as ever.
    pub fn forget(&self) {
        self.limiter.forget();
    }
}

/// Counts a request and refuses it where there were too many.
pub async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let who = match request.extensions().get::<Caller>() {
        Some(caller) => Who::Caller(caller.key()),
        None => Who::Address(address::of(
            request.extensions(),
            request.headers(),
            state.config.trust_forwarded_for,
        )),
    };
    let (left, mut response) = match state.requests.limiter.count(&who) {
        Ok(left) => (left, next.run(request).await),
        Err(wait) => (0, Error::TooMany(seconds(wait)).into_response()),
    };
    let quota = state.requests.per_minute.get();
    let whole_in = (u64::from(quota - left.min(quota)) * 60).div_ceil(u64::from(quota));
    for (name, value) in [
        (LIMIT, format!("\"requests\";r={left};t={whole_in}")),
        (POLICY, format!("\"requests\";q={quota};w=60")),
    ] {
        if let Ok(value) = HeaderValue::try_from(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
