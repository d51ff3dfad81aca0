//! Parameters of a call, however they were sent.

use std::collections::{BTreeMap, HashMap};

use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request, multipart::MultipartError},
    http::{StatusCode, header},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::answer::ApiError;

/// The longest body that Telegram takes: 50 MB of file and some more.
const BODY_LIMIT: usize = 51 * 1024 * 1024;

/// Parameters of a call. As in Telegram's own server all of them are text; objects are JSON in text.
#[derive(Debug, Default)]
pub struct Params {
    fields: BTreeMap<String, String>,
    files: HashMap<String, Upload>,
}

/// A file of a multipart body.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Its MIME type, if it has one.
    pub mime: Option<String>,
    /// Content.
    pub bytes: Bytes,
}

impl Params {
    /// Reads the query and the body. The body is read to its end whatever it holds: a client that is still
    /// sending would find its connection closed.
    pub async fn read(request: Request) -> Result<Self, ApiError> {
        let mut params = Self::default();
        if let Some(query) = request.uri().query() {
            params.read_form(query.as_bytes());
        }
        let (head, body) = request.into_parts();
        let body = axum::body::to_bytes(body, BODY_LIMIT).await.map_err(|_| ApiError::too_large())?;
        let kind =
            head.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        match kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            "multipart/form-data" => params.read_multipart(Request::from_parts(head, body.into())).await?,
            "application/json" => params.read_json(&body)?,
            "application/x-www-form-urlencoded" => params.read_form(&body),
            _ => {}
        }
        Ok(params)
    }

    fn read_form(&mut self, form: &[u8]) {
        let pairs = url::form_urlencoded::parse(form);
        self.fields.extend(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())));
    }

    fn read_json(&mut self, body: &[u8]) -> Result<(), ApiError> {
        if body.is_empty() {
            return Ok(());
        }
        let object: BTreeMap<String, Value> =
            serde_json::from_slice(body).map_err(|_| ApiError::bad_request("can't parse JSON object"))?;
        self.fields.extend(object.into_iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| {
            let text = match value {
                Value::String(text) => text,
                other => other.to_string(),
            };
            (name, text)
        }));
        Ok(())
    }

    async fn read_multipart(&mut self, mut request: Request) -> Result<(), ApiError> {
        DefaultBodyLimit::max(BODY_LIMIT).apply(&mut request);
        let mut parts = Multipart::from_request(request, &())
            .await
            .map_err(|_| ApiError::bad_request("can't parse multipart/form-data"))?;
        while let Some(part) = parts.next_field().await? {
            let field = part.name().unwrap_or_default().to_owned();
            let name: Option<String> = part.file_name().map(Into::into);
            let mime = part.content_type().map(Into::into);
            let bytes = part.bytes().await?;
            if name.is_some() {
                self.files.insert(field, Upload { name, mime, bytes });
            } else {
                self.fields.insert(field, String::from_utf8_lossy(&bytes).into_owned());
            }
        }
        Ok(())
    }

    /// A parameter, unless it is missing or empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str).filter(|text| !text.is_empty())
    }

    /// A whole number.
    pub fn int(&self, name: &str) -> Option<i64> {
        self.text(name)?.trim().parse().ok()
    }

    /// A yes or no; missing is no.
    pub fn flag(&self, name: &str) -> bool {
        let text = self.text(name).unwrap_or_default().to_ascii_lowercase();
        matches!(text.as_str(), "true" | "1" | "yes" | "t")
    }

    /// A JSON value; `what` names it in the error.
    pub fn json<T: DeserializeOwned>(&self, name: &str, what: &str) -> Result<Option<T>, ApiError> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let parsed = serde_json::from_str(text).map(Some);
        parsed.map_err(|error| ApiError::bad_request(format!("can't parse {what} JSON object: {error}")))
    }

    /// An uploaded file.
    pub fn file(&self, name: &str) -> Option<&Upload> {
        self.files.get(name)
    }

    /// All parameters but files, for the log of calls.
    pub fn fields(&self) -> &BTreeMap<String, String> {
        &self.fields
    }
}

impl From<MultipartError> for ApiError {
    fn from(error: MultipartError) -> Self {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return Self::too_large();
        }
        Self::bad_request("can't parse multipart/form-data")
    }
}
