//! Extractors that answer with problems: body, query and path.

use axum::extract::{FromRequest, FromRequestParts, Request, rejection::JsonRejection};
use axum::http::request::Parts;
use garde::Validate;
use openapi::FieldError;
use serde::de::DeserializeOwned;

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

/// Parts of the path.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        match axum::Json::from_request(request, state).await {
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

impl<T: DeserializeOwned + Validate<Context = ()>, S: Send + Sync> FromRequest<S> for Valid<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let Json(body) = Json::<T>::from_request(request, state).await?;
        match body.validate() {
            Ok(()) => Ok(Self(body)),
            Err(report) => Err(Error::Invalid(
                report
                    .iter()
                    .map(|(path, error)| FieldError { field: path.to_string(), message: error.to_string() })
                    .collect(),
            )),
        }
    }
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
