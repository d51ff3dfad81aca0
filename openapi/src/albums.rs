//! Several files that are sent as one album.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    MediaId, MessageId,
    messages::{CAPTION_LIMIT, Entity, Message},
};

/// The fewest files of an album. Source: <https://core.telegram.org/bots/api#sendmediagroup>
pub const ALBUM_MIN: usize = 2;
/// The most files of an album. Source: as above.
pub const ALBUM_MAX: usize = 10;

/// A file of an album.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlbumItem {
    /// A file uploaded before with `POST /api/v1/media`.
    pub media_id: MediaId,
}

/// Sends 2 to 10 files as one album.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[garde(allow_unvalidated)]
pub struct SendAlbum {
    /// The files in their order. Photos and videos go together; documents and music only with their own kind.
    #[garde(length(min = ALBUM_MIN, max = ALBUM_MAX))]
    pub items: Vec<AlbumItem>,
    /// The caption, at most 1024 UTF-16 units. It stands with the first file; Telegram shows it under the album.
    #[serde(default)]
    #[garde(length(utf16, max = CAPTION_LIMIT))]
    pub text: String,
    /// The caption's formatting.
    #[serde(default)]
    #[garde(length(max = 100), dive)]
    pub entities: Vec<Entity>,
    /// Answers this message of the same chat.
    #[serde(default)]
    pub reply_to: Option<MessageId>,
    /// Sends without a sound.
    #[serde(default)]
    pub silent: bool,
}

/// An album: a message for each of its files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Album {
    /// The messages in their order.
    pub items: Vec<Message>,
}
