//! Routes of media.

use axum::{
    Extension,
    body::Body,
    extract::{Request, State},
};
use openapi::{
    MediaId,
    media::{Media, MediaKind},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    download::{self, Fetching},
    serve::Bytes,
    upload,
};
use crate::{
    error::Result,
    state::AppState,
    web::{
        caller::{May, Read, WriteMessages},
        extract::{Path, Query},
        respond::Created,
    },
};

/// The routes of media.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(upload_media))
        .routes(routes!(read_media))
        .layer(Extension(Fetching::default()))
}

/// What is uploaded.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct NewFile {
    /// What it is sent as: `photo` (JPEG, PNG or WebP, at most 10 MB) or `document`.
    kind: MediaKind,
    /// The file's name.
    name: Option<String>,
}

/// Uploads a file to send: the body is its bytes.
#[utoipa::path(
    post, path = "/media", tag = "media", params(NewFile),
    request_body(content = Vec<u8>, content_type = "application/octet-stream")
)]
async fn upload_media(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    Query(new): Query<NewFile>,
    body: Body,
) -> Result<Created<Media>> {
    Ok(Created(upload::upload(&state, &caller, new.kind, new.name.as_deref(), body).await?))
}

/// A file's bytes; what Telegram has is fetched when first asked for, and large files that accounts saw are passed on as
/// they come. Pictures may be shown, everything else is a download. Takes `Range` and `If-None-Match`.
#[utoipa::path(get, path = "/media/{id}/content", tag = "media", params(("id" = MediaId, Path)))]
async fn read_media(
    State(state): State<AppState>,
    Extension(fetching): Extension<Fetching>,
    caller: May<Read>,
    Path(id): Path<MediaId>,
    request: Request,
) -> Result<Bytes> {
    download::answer(&state, &fetching, caller.workspace_id, id, request).await
}
