//! The page's files, as Trunk built them.

use std::path::Path;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use tower::ServiceExt;
use tower_http::services::{ServeDir, ServeFile};

use crate::{error::Error, state::AppState};

/// What no route answers: a file of the page, or the page itself, which shows the address it was asked for.
pub async fn serve(State(state): State<AppState>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let folder = &state.config.static_dir;
    let index = folder.join("index.html");
    let ours = ["/api", "/ws", "/telegram"].iter().any(|prefix| Path::new(&path).starts_with(prefix));
    if ours || !matches!(*request.method(), Method::GET | Method::HEAD) || !index.is_file() {
        return nothing();
    }
    // addresses within the page have no extension, its files have
    let file = Path::new(&path).extension().is_some();
    let result = if file {
        let files = ServeDir::new(folder).append_index_html_on_directories(false);
        files.precompressed_br().precompressed_gzip().oneshot(request).await
    } else {
        ServeFile::new(index).precompressed_br().precompressed_gzip().oneshot(request).await
    };
    match result {
        Ok(response) if response.status() == StatusCode::NOT_FOUND => nothing(),
        Ok(response) => {
            let mut response = response.map(Body::new);
            let caching = if file && is_hashed(&path) { FOREVER } else { ASK_AGAIN };
            response.headers_mut().insert(header::CACHE_CONTROL, caching);
            response
        }
        Err(never) => match never {},
    }
}

fn nothing() -> Response {
    Error::NotFound("thing at this address").into_response()
}

const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// Trunk puts a hash of a file's content into its name: such a file never changes.
fn is_hashed(path: &str) -> bool {
    let name = Path::new(path).file_stem().and_then(|name| name.to_str()).unwrap_or_default();
    name.split(['-', '.', '_']).any(|part| part.len() >= 12 && part.bytes().all(|b| b.is_ascii_hexdigit()))
}
