//! The spec and a page to browse it, from files of this binary.

use axum::{
    Router,
    http::{HeaderName, HeaderValue, header},
    middleware,
    response::Response,
    routing::get,
};
use utoipa_swagger_ui::{Config, SwaggerUi};

use super::{api, respond::Found};
use crate::state::AppState;

const SPEC: &str = "/api/openapi.json";

/// Swagger UI styles its page inline, and shows pictures it carries with it.
const POLICY: (HeaderName, HeaderValue) = (
    header::CONTENT_SECURITY_POLICY,
    HeaderValue::from_static(
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
);

/// The spec and its page.
pub fn router() -> Router<AppState> {
    let spec = api::spec();
    let page = SwaggerUi::new("/api/docs").config(Config::from(SPEC).validator_url("none"));
    let page = Router::from(page).layer(middleware::map_response(async |mut response: Response| {
        let (name, value) = POLICY;
        response.headers_mut().insert(name, value);
        response
    }));
    Router::new().route(SPEC, get(async move || Found(spec))).merge(page)
}
