//! The page's files, as Trunk built them.

use std::path::Path;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, Method, header},
    response::{IntoResponse, Response},
};
use tower::ServiceExt;
use tower_http::services::{ServeDir, ServeFile};

use crate::{error::Error, state::AppState};

/// What no route answers: a file of the page, or the page itself, which shows the address it was asked for.
pub async fn serve(State(state): State<AppState>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let ours = ["/api/", "/ws/", "/telegram/"].iter().any(|prefix| path.starts_with(prefix));
    let index = state.config.static_dir.join("index.html");
    if ours || !matches!(*request.method(), Method::GET | Method::HEAD) || !index.is_file() {
        return Error::NotFound("thing at this address").into_response();
    }
    let page = ServeFile::new(&index).precompressed_br().precompressed_gzip();
    let files = ServeDir::new(&state.config.static_dir)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip()
        .fallback(page);
    match files.oneshot(request).await {
        Ok(response) => {
            let mut response = response.map(Body::new);
            response.headers_mut().insert(header::CACHE_CONTROL, caching(&path));
            response
        }
        Err(never) => match never {},
    }
}

/// Trunk puts a hash of a file's content into its name: such a file never changes. Everything else is asked for again.
fn caching(path: &str) -> HeaderValue {
    let stem = Path::new(path).file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let hash = stem
        .split(['-', '.', '_'])
        .any(|part| part.len() >= 12 && part.bytes().all(|b| b.is_ascii_hexdigit()));
    HeaderValue::from_static(if hash { "public, max-age=31536000, immutable" } else { "no-cache" })
}
