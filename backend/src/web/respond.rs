//! Answers that document themselves: what a handler returns is what the spec says.

use std::collections::BTreeMap;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use openapi::{Page, Problem};
use serde::Serialize;
use utoipa::{
    IntoResponses, ToSchema,
    openapi::{
        ContentBuilder, RefOr, Response as Documented, ResponseBuilder, Type,
        schema::{Array, ObjectBuilder, Ref, Schema, SchemaType},
    },
};

use crate::error::Error;

/// 200 with a body.
#[derive(Debug)]
pub struct Found<T>(pub T);

/// 201 with a body.
#[derive(Debug)]
pub struct Created<T>(pub T);

/// 200 with a body that can be edited: its `ETag` goes into `If-Match`.
#[derive(Debug)]
pub struct Tagged<T>(pub T, pub DateTime<Utc>);

/// 200 with a page of a list.
#[derive(Debug)]
pub struct Paged<T>(pub Page<T>);

/// 204.
#[derive(Debug)]
pub struct NoContent;

impl<T: Serialize> IntoResponse for Found<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        (StatusCode::CREATED, axum::Json(self.0)).into_response()
    }
}

impl<T: Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        let mut response = axum::Json(self.0).into_response();
        if let Ok(tag) = HeaderValue::from_str(&etag(self.1)) {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }
}

impl<T: Serialize> IntoResponse for Paged<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

impl IntoResponse for NoContent {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

/// The `ETag` of a row that was last changed then.
pub fn etag(updated_at: DateTime<Utc>) -> String {
    format!("\"{}\"", updated_at.timestamp_micros())
}

type Responses = BTreeMap<String, RefOr<Documented>>;

impl<T: ToSchema> IntoResponses for Found<T> {
    fn responses() -> Responses {
        json("200", reference::<T>())
    }
}

impl<T: ToSchema> IntoResponses for Created<T> {
    fn responses() -> Responses {
        json("201", reference::<T>())
    }
}

impl<T: ToSchema> IntoResponses for Tagged<T> {
    fn responses() -> Responses {
        json("200", reference::<T>())
    }
}

impl<T: ToSchema> IntoResponses for Paged<T> {
    fn responses() -> Responses {
        let cursor = ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::String, Type::Null]));
        let page = ObjectBuilder::new()
            .property("items", Array::new(reference::<T>()))
            .property("next_cursor", cursor)
            .required("items")
            .required("next_cursor");
        json("200", RefOr::T(Schema::Object(page.build())))
    }
}

impl IntoResponses for NoContent {
    fn responses() -> Responses {
        BTreeMap::from([("204".to_owned(), RefOr::T(ResponseBuilder::new().description("Done").build()))])
    }
}

impl IntoResponses for Error {
    fn responses() -> Responses {
        let content = ContentBuilder::new().schema(Some(reference::<Problem>())).build();
        let problem = ResponseBuilder::new()
            .description("A problem")
            .content("application/problem+json", content)
            .build();
        BTreeMap::from([("default".to_owned(), RefOr::T(problem))])
    }
}

fn reference<T: ToSchema>() -> RefOr<Schema> {
    RefOr::Ref(Ref::from_schema_name(T::name()))
}

fn json(status: &str, schema: RefOr<Schema>) -> Responses {
    let content = ContentBuilder::new().schema(Some(schema)).build();
    let response = ResponseBuilder::new().description("Success").content("application/json", content).build();
    BTreeMap::from([(status.to_owned(), RefOr::T(response))])
}
