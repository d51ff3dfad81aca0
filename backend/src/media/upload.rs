//! Uploads: streamed to the disk, looked at, kept.

use std::path::Path;

use axum::body::{Body, HttpBody};
use chrono::{DateTime, Utc};
use futures::StreamExt;
use openapi::{
    FieldCode, MediaId,
    media::{Media, MediaKind},
};

use super::{
    files::{self, Complete, Draft},
    store,
};
use crate::{
    entity::media,
    error::{Error, Result},
    state::AppState,
    web::caller::Caller,
};

/// The largest photo bots may send, in bytes. Source: <https://core.telegram.org/bots/api#sendphoto>
pub const PHOTO_LIMIT: usize = 10_000_000;
/// The largest sum of a photo's sides, in pixels, and the largest ratio of them. Source: as above.
const PHOTO_SIDES: (usize, usize) = (10_000, 20);
/// What Telegram takes as a photo and every browser shows.
const PHOTO_TYPES: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];
/// The longest name a file may have, in characters.
const NAME_LIMIT: usize = 200;

/// Keeps a file that is to be sent as `kind`.
pub async fn upload(
    state: &AppState,
    caller: &Caller,
    kind: MediaKind,
    name: Option<&str>,
    body: Body,
) -> Result<Media> {
    let is_photo = match kind {
        MediaKind::Photo => true,
        MediaKind::Document => false,
        _ => return Err(Error::field("kind", FieldCode::NotAllowed, "must be photo or document")),
    };
    let limit = if is_photo { PHOTO_LIMIT } else { state.config.upload_limit }.min(state.config.upload_limit);
    let too_large = || {
        if is_photo && limit == PHOTO_LIMIT {
            Error::field(
                "kind",
                FieldCode::NotAllowed,
                "a photo may have 10 MB at most: send it as a document",
            )
        } else {
            Error::TooLarge(limit)
        }
    };
    if body.size_hint().lower() > limit as u64 {
        return Err(too_large());
    }
    let mut draft = Draft::begin(&state.media_dir()).await.map_err(disk)?;
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Error::BadRequest("the body broke off".to_owned()))?;
        if draft.write(&chunk).await.map_err(disk)? > limit as u64 {
            return Err(too_large());
        }
    }
    let file = draft.complete().await.map_err(disk)?;
    if file.size == 0 {
        return Err(Error::BadRequest("the body is empty".to_owned()));
    }
    let look = look(&file).await?;
    if is_photo {
        check_photo(&look)?;
    }
    let row = row(state, caller, (kind, name), &look, file.size, state.clock.now());
    let row = media::Model { sha256: Some(file.keep().await.map_err(disk)?), ..row };
    let info = row.info.clone();
    let tx = state.db.begin().await?;
    store::insert(&tx, row).await?;
    tx.commit().await?;
    Ok(info)
}

/// What the bytes themselves say.
#[derive(Debug, Default)]
struct Look {
    mime: Option<&'static str>,
    size: Option<(usize, usize)>,
}

async fn look(file: &Complete) -> Result<Look> {
    let path = file.path().to_owned();
    files::blocking(move || {
        let mime = sniff(&path)?;
        let is_image = mime.is_some_and(|mime| mime.starts_with("image/"));
        let size = is_image.then(|| imagesize::size(&path).ok()).flatten();
        Ok(Look { mime, size: size.map(|size| (size.width, size.height)) })
    })
    .await
    .map_err(disk)
}

/// The type of a file by its bytes; none where they do not tell.
pub fn sniff(path: &Path) -> std::io::Result<Option<&'static str>> {
    Ok(infer::get_from_path(path)?.map(|kind| kind.mime_type()))
}

fn check_photo(look: &Look) -> Result<()> {
    let fault = |message: &str| Err(Error::field("kind", FieldCode::NotAllowed, message));
    if !look.mime.is_some_and(|mime| PHOTO_TYPES.contains(&mime)) {
        return fault("a photo must be a JPEG, PNG or WebP: send this as a document");
    }
    let Some((width, height)) = look.size else {
        return fault("the picture cannot be read: send it as a document");
    };
    let (sum, ratio) = PHOTO_SIDES;
    if width + height > sum || width.max(height) > width.min(height) * ratio {
        return fault("the picture is too wide or too high for a photo: send it as a document");
    }
    Ok(())
}

fn row(
    state: &AppState,
    caller: &Caller,
    (kind, name): (MediaKind, Option<&str>),
    look: &Look,
    size: u64,
    now: DateTime<Utc>,
) -> media::Model {
    let pixels = |side: usize| i32::try_from(side).ok();
    let info = Media {
        id: MediaId(state.clock.uuid()),
        kind,
        name: name.and_then(plain_name),
        mime: look.mime.map(str::to_owned),
        size: i64::try_from(size).ok(),
        width: look.size.and_then(|(width, _)| pixels(width)),
        height: look.size.and_then(|(_, height)| pixels(height)),
        duration: None,
        emoji: None,
        downloadable: true,
    };
    media::Model {
        id: info.id,
        workspace_id: caller.workspace_id,
        identity_id: None,
        file_id: None,
        info,
        sha256: None,
        created_at: now,
    }
}

/// A name without folders and control characters.
fn plain_name(name: &str) -> Option<String> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let name: String = name.chars().filter(|c| !c.is_control()).take(NAME_LIMIT).collect();
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

pub(super) fn disk(error: std::io::Error) -> Error {
    Error::internal("writing a file into the media store", error)
}

#[cfg(test)]
mod tests {
    use super::plain_name;

    #[test]
    fn names_have_no_folders() {
        assert_eq!(plain_name("../../etc/passwd").as_deref(), Some("passwd"));
        assert_eq!(plain_name("C:\\a\\b.txt").as_deref(), Some("b.txt"));
        assert_eq!(plain_name("a\r\n\"b\".pdf").as_deref(), Some("a\"b\".pdf"));
        assert_eq!(plain_name("folder/"), None);
    }
}
