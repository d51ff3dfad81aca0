//! Files as answers: what a browser may show, and everything else as a download.

use std::{collections::BTreeMap, path::Path};

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use openapi::MediaId;
use tower::ServiceExt;
use tower_http::services::ServeFile;
use utoipa::{
    IntoResponses,
    openapi::{ContentBuilder, RefOr, ResponseBuilder},
};

use super::upload::sniff;
use crate::error::{Error, Result};

/// Pictures every browser shows and none runs code from. Their bytes say so, whatever their sender claimed.
const INLINE: [&str; 4] = ["image/png", "image/jpeg", "image/webp", "image/gif"];

/// A file's bytes, or the part of them that was asked for.
#[derive(Debug)]
pub struct Bytes(pub(super) Response);

impl Bytes {
    /// At an address whose file may be another one tomorrow: to be asked for each time.
    #[must_use]
    pub fn changing(mut self) -> Self {
        self.0.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        self
    }
}

impl IntoResponse for Bytes {
    fn into_response(self) -> Response {
        self.0
    }
}

impl IntoResponses for Bytes {
    fn responses() -> BTreeMap<String, RefOr<utoipa::openapi::Response>> {
        let bytes = || ContentBuilder::new().build();
        let answer = |text: &str| ResponseBuilder::new().description(text);
        BTreeMap::from([
            ("200".into(), RefOr::T(answer("The file").content("application/octet-stream", bytes()).build())),
            (
                "206".into(),
                RefOr::T(answer("A part of it").content("application/octet-stream", bytes()).build()),
            ),
            ("304".into(), RefOr::T(answer("The caller has it").build())),
        ])
    }
}

/// The `ETag` of a file. Its bytes never change, whether they are in the store yet or not.
pub(super) fn tag(id: MediaId) -> String {
    format!("\"{id}\"")
}

/// Tells a caller that it has the file.
pub(super) fn not_modified(tag: &str, name: Option<&str>) -> Bytes {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    describe(response.headers_mut(), tag, None, name);
    Bytes(response)
}

/// Answers with the file at `path`.
pub(super) async fn serve(
    path: &Path,
    id: MediaId,
    name: Option<&str>,
    mut request: Request,
) -> Result<Bytes> {
    let tag = tag(id);
    if names(request.headers(), &header::IF_NONE_MATCH, &tag) {
        return Ok(not_modified(&tag, name));
    }
    if names(request.headers(), &header::IF_RANGE, &tag) {
        request.headers_mut().remove(header::IF_RANGE);
    }
    let sniffed = path.to_owned();
    let mime = super::files::blocking(move || sniff(&sniffed)).await;
    let mime = mime.map_err(|error| Error::internal("reading a file of the media store", error))?;
    let served = ServeFile::new(path).oneshot(request).await;
    let mut response = served.unwrap_or_else(|never| match never {}).map(axum::body::Body::new);
    if response.status().is_success() {
        describe(response.headers_mut(), &tag, mime, name);
    }
    Ok(Bytes(response))
}

/// Whether a condition names this tag.
pub(super) fn names(headers: &HeaderMap, header: &header::HeaderName, tag: &str) -> bool {
    let values = headers.get_all(header).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|value| value.trim().trim_start_matches("W/") == tag)
}

/// Sets the headers that say what the bytes are.
pub(super) fn describe(headers: &mut HeaderMap, tag: &str, mime: Option<&'static str>, name: Option<&str>) {
    let inline = mime.filter(|mime| INLINE.contains(mime));
    let disposition = disposition(inline.is_some(), name);
    let mut set = |name, value| drop(headers.insert(name, value));
    let fixed = HeaderValue::from_static;
    set(header::CONTENT_TYPE, fixed(inline.unwrap_or("application/octet-stream")));
    set(header::X_CONTENT_TYPE_OPTIONS, fixed("nosniff"));
    set(header::CONTENT_SECURITY_POLICY, fixed("default-src 'none'; sandbox"));
    set(header::CACHE_CONTROL, fixed("private, max-age=31536000, immutable"));
    for (name, value) in [(header::CONTENT_DISPOSITION, disposition.as_str()), (header::ETAG, tag)] {
        if let Ok(value) = HeaderValue::from_str(value) {
            set(name, value);
        }
    }
}

/// `Content-Disposition` with the name as RFC 6266 writes it.
fn disposition(inline: bool, name: Option<&str>) -> String {
    let kind = if inline { "inline" } else { "attachment" };
    match name {
        None => kind.to_owned(),
        Some(name) => {
            let plain = |c: char| if c.is_ascii_alphanumeric() || " ._-".contains(c) { c } else { '_' };
            let ascii: String = name.chars().map(plain).collect();
            let encoded: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
            // a form writes a space as a plus, a header does not
            let encoded = encoded.replace('+', "%20");
            format!("{kind}; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn names_cannot_break_out_of_their_header() {
        assert_eq!(
            disposition(false, Some("счёт \"1\".pdf")),
            "attachment; filename=\"____ _1_.pdf\"; filename*=UTF-8''%D1%81%D1%87%D1%91%D1%82%20%221%22.pdf"
        );
        assert_eq!(disposition(true, None), "inline");
    }
}
