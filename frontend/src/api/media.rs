//! Files of messages.

use openapi::{
    MediaId,
    media::{Media, MediaKind},
};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File};

use super::{Error, Result, chats::word, get, post};

/// Uploads a file that a message is to carry.
pub async fn upload(kind: MediaKind, file: &File) -> Result<Media> {
    post("/media").query("kind", Some(word(kind))).query("name", Some(file.name())).file(file).send().await
}

/// The bytes of a file. The browser keeps them: they never change.
pub async fn content(id: MediaId) -> Result<Blob> {
    let response = web_sys::Response::from(get(format!("/media/{id}/content")).answer().await?);
    let blob = response.blob().map_err(|_| Error::Unreachable)?;
    JsFuture::from(blob).await.map(JsCast::unchecked_into).map_err(|_| Error::Unreachable)
}
