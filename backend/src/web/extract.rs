//! Extractors that answer with problems: body, query and path.

#![expect(clippy::disallowed_types, reason = "what stands between axum's own and ours")]

use axum::extract::{FromRequest, FromRequestParts, OptionalFromRequest, Request, rejection::JsonRejection};
use axum::http::{header, request::Parts};
use chrono::{DateTime, Utc};
use garde::Validate;
use openapi::{FieldCode, FieldError};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use utoipa::IntoParams;

use super::respond::etag;
use crate::error::Error;

/// A JSON body.
#[derive(Debug)]
pub struct Json<T>(pub T);

/// A JSON body whose fields keep their rules.
#[derive(Debug)]
pub struct Valid<T>(pub T);

/// The query string.
#[derive(Debug)]
pub struct Query<T>(pub T);

/// The tag of the version a change was made from; without one the change is made blindly.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
pub struct IfMatch {
    /// The `ETag` of the version that was read.
    #[param(rename = "If-Match")]
    tag: Option<String>,
}

impl IfMatch {
    /// Refuses where the row was changed since it was read.
    pub fn check(&self, updated_at: DateTime<Utc>) -> Result<(), Error> {
        match self.tag.as_deref() {
            Some(tag) if tag != "*" && tag != etag(updated_at) => Err(Error::Stale),
            _ => Ok(()),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let tag =
            parts.headers.get(header::IF_MATCH).map(|tag| String::from_utf8_lossy(tag.as_bytes()).into());
        Ok(Self { tag })
    }
}

/// Parts of the path.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        match <axum::Json<T> as FromRequest<S>>::from_request(request, state).await {
            Ok(axum::Json(body)) => Ok(Self(body)),
            Err(JsonRejection::JsonDataError(e)) => Err(Error::BadRequest(e.body_text())),
            Err(JsonRejection::JsonSyntaxError(e)) => Err(Error::BadRequest(e.body_text())),
            Err(JsonRejection::BytesRejection(e)) if e.status() == 413 => {
                Err(Error::TooLarge(super::BODY_LIMIT))
            }
            Err(e) => Err(Error::BadRequest(e.body_text())),
        }
    }
}

/// A body that may be left out.
impl<T: DeserializeOwned, S: Send + Sync> OptionalFromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Option<Self>, Error> {
        if request.headers().contains_key(header::CONTENT_TYPE) {
            <Self as FromRequest<S>>::from_request(request, state).await.map(Some)
        } else {
            Ok(None)
        }
    }
}

impl<T: DeserializeOwned + Validate<Context = ()>, S: Send + Sync> FromRequest<S> for Valid<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let Json(body) = <Json<T> as FromRequest<S>>::from_request(request, state).await?;
        match body.validate() {
            Ok(()) => Ok(Self(body)),
            Err(report) => {
                Err(Error::Invalid(report.iter().map(|(path, error)| broken(path, error)).collect()))
            }
        }
    }
}

/// A rule that a field breaks. The rules are lengths, and forms of a text; garde tells them apart in its words only.
fn broken(path: &garde::Path, error: &garde::Error) -> FieldError {
    let message = error.to_string();
    let limit = |words: &str| message.strip_prefix(words)?.parse().ok();
    let (code, limit) = match (limit("length is lower than "), limit("length is greater than ")) {
        (Some(min), _) => (FieldCode::TooShort, Some(min)),
        (_, Some(max)) => (FieldCode::TooLong, Some(max)),
        _ => (FieldCode::Malformed, None),
    };
    FieldError { field: path.to_string(), code, limit, message }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        match axum::extract::Query::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(query)) => Ok(Self(query)),
            Err(e) => Err(Error::BadRequest(e.body_text())),
        }
    }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(path)) => Ok(Self(path)),
            // an id that cannot be one names nothing
            Err(_) => Err(Error::NotFound("thing at this address")),
        }
    }
}

/// Reads the value `a,b,c` of a query, for `deserialize_with`.
pub fn comma_list<'de, T: DeserializeOwned, D: Deserializer<'de>>(d: D) -> Result<Vec<T>, D::Error> {
    use serde::de::{IntoDeserializer, value::StrDeserializer};
    let text = String::deserialize(d)?;
    text.split(',')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let part: StrDeserializer<'_, serde::de::value::Error> = part.into_deserializer();
            T::deserialize(part).map_err(serde::de::Error::custom)
        })
        .collect()
}
