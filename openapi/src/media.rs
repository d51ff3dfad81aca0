//! Files of messages, and uploads waiting to be sent.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::MediaId;

/// The kind of a file, in Telegram's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[cfg_attr(feature = "db", derive(sea_orm::EnumIter, sea_orm::DeriveActiveEnum))]
#[cfg_attr(feature = "db", sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// A photo.
    Photo,
    /// Any file.
    Document,
    /// A video.
    Video,
    /// A silent looping video.
    Animation,
    /// Music.
    Audio,
    /// A voice message.
    Voice,
    /// A round video message.
    VideoNote,
    /// A sticker.
    Sticker,
}

/// A file of a message, or an upload.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(feature = "db", derive(sea_orm::FromJsonQueryResult))]
pub struct Media {
    /// The file; its bytes are at `GET /api/v1/media/{id}/content`.
    pub id: MediaId,
    /// Its kind.
    pub kind: MediaKind,
    /// The file's name, where it has one.
    pub name: Option<String>,
    /// Its type, as its sender claims it.
    pub mime: Option<String>,
    /// Its size in bytes, where known.
    pub size: Option<i64>,
    /// Width in pixels.
    pub width: Option<i32>,
    /// Height in pixels.
    pub height: Option<i32>,
    /// Length in seconds.
    pub duration: Option<i32>,
    /// The emoji a sticker stands for.
    pub emoji: Option<String>,
    /// Whether Telegram lets bots download it (at most 20 MB).
    pub downloadable: bool,
}
