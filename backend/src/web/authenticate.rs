//! Finds out who asks, once for each request.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::address;
use crate::{auth, error::Error, state::AppState};

/// Puts the `Caller` on the request, where its credential is valid. Routes that need one ask for it and refuse
/// the request without.
pub async fn layer(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let address = address::of(request.extensions(), request.headers(), state.config.trust_forwarded_for);
    match auth::authenticate(&state, request.headers(), address.to_string()).await {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
        }
        Err(Error::Unauthenticated) => {}
        Err(error) => return error.into_response(),
    }
    next.run(request).await
}
