//! Requests whose answer is kept in the transaction that carries them out, so that no crash comes between the two.

use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, StatusCode, header::HeaderName, request::Parts},
    response::{IntoResponse, Response},
};
use sea_orm::ConnectionTrait;
use secrecy::ExposeSecret;
use serde::{Serialize, de::DeserializeOwned};
use utoipa::{
    IntoResponses, ToSchema,
    openapi::{RefOr, Response as Documented},
};

use super::{HEADER, LIFETIME, REPLAYED, fingerprint, same, slot, store};
use crate::{
    error::{Error, Result},
    state::AppState,
    web::{caller::Caller, respond::Created},
};

/// The request's key, if it has one. The routes that ask for it stand outside the layer, in [`api::once`].
///
/// [`api::once`]: crate::web::api::once
#[derive(Debug)]
pub struct Once {
    slot: Option<store::Slot>,
    uri: String,
}

impl<S: Sync> FromRequestParts<S> for Once {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let caller = Caller::from_request_parts(parts, state).await?;
        let slot = parts.headers.get(HEADER).map(|key| slot(&caller, key)).transpose()?;
        Ok(Self { slot, uri: parts.uri.to_string() })
    }
}

impl Once {
    /// The answer this request was given before; without one the key is taken until the transaction ends. A second
    /// request with the key waits for that end.
    pub async fn earlier<T: DeserializeOwned>(
        &self,
        state: &AppState,
        tx: &impl ConnectionTrait,
        request: &impl Serialize,
    ) -> Result<Option<T>> {
        let Some(slot) = &self.slot else { return Ok(None) };
        let request = serde_json::to_vec(request).map_err(|e| Error::internal("comparing requests", e))?;
        let (hash, now) = (fingerprint(&self.uri, &request), state.clock.now());
        let Some(earlier) = store::claim(tx, slot, &hash, now, now - LIFETIME).await? else {
            return Ok(None);
        };
        same(&earlier, &hash)?;
        let sealed =
            earlier.body.ok_or_else(|| Error::conflict("this Idempotency-Key is in use: take another"))?;
        let body = state.vault.open(&sealed).map_err(|e| Error::internal("opening a kept answer", e))?;
        let body = serde_json::from_str(body.expose_secret());
        body.map(Some).map_err(|e| Error::internal("reading a kept answer", e))
    }

    /// Keeps the answer.
    pub async fn keep(
        &self,
        state: &AppState,
        tx: &impl ConnectionTrait,
        body: &impl Serialize,
    ) -> Result<()> {
        let Some(slot) = &self.slot else { return Ok(()) };
        let body = serde_json::to_string(body).map_err(|e| Error::internal("keeping an answer", e))?;
        let status = StatusCode::CREATED.as_u16().into();
        store::keep(tx, slot, status, state.vault.seal(&body.into())).await
    }
}

/// 201 with a body, made now or kept from before.
#[derive(Debug)]
pub enum Answered<T> {
    /// Carried out now.
    Now(T),
    /// Carried out before.
    Before(T),
}

impl<T: Serialize> IntoResponse for Answered<T> {
    fn into_response(self) -> Response {
        const REPLAY: [(HeaderName, HeaderValue); 1] = [(REPLAYED, HeaderValue::from_static("true"))];
        match self {
            Self::Now(body) => Created(body).into_response(),
            Self::Before(body) => (REPLAY, Created(body)).into_response(),
        }
    }
}

impl<T: ToSchema> IntoResponses for Answered<T> {
    fn responses() -> std::collections::BTreeMap<String, RefOr<Documented>> {
        Created::<T>::responses()
    }
}
