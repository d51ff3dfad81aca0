//! What a message holds.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{ChatRef, FileId, MessageId, Permission, UserId};
use crate::text::Text;

/// What a message holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Text alone.
    Text(Text),
    /// A file with a caption, which may be empty.
    File {
        /// The file.
        file: FileId,
        /// Its caption.
        caption: Text,
        /// Hidden behind a spoiler.
        spoiler: bool,
    },
    /// A point on the map.
    Location(Location),
    /// Someone's telephone number.
    Contact(Contact),
    /// A poll.
    Poll(Poll),
    /// A die, or another animated emoji that shows a value by chance.
    Dice {
        /// Which one.
        emoji: String,
        /// What it shows.
        value: u8,
    },
    /// Something that happened in the chat.
    Service(Service),
}

/// A point on the map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// Someone's telephone number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Telephone number.
    pub phone_number: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The contact's account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
}

/// A poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poll {
    /// Telegram's id of the poll.
    pub id: String,
    /// Question.
    pub question: String,
    /// Answers to choose from.
    pub options: Vec<String>,
    /// Whether somebody may choose several of them.
    pub multiple: bool,
    /// The place of the right answer of a quiz.
    pub correct: Option<usize>,
    /// Whether it is over.
    pub closed: bool,
    /// Who chose which, by their places.
    pub votes: BTreeMap<UserId, Vec<usize>>,
}

impl Poll {
    /// A poll without votes.
    pub fn new(id: String, question: String, options: Vec<String>) -> Self {
        Self { id, question, options, multiple: false, correct: None, closed: false, votes: BTreeMap::new() }
    }
}

/// Something that happened in the chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Service {
    /// These users came in.
    Joined(Vec<UserId>),
    /// The author came in by a link of this user.
    JoinedByLink(UserId),
    /// The author asked to be let in and was.
    JoinedByRequest,
    /// This user went away or was removed.
    Left(UserId),
    /// The title was changed.
    Title(String),
    /// A message was pinned.
    Pinned(MessageId),
    /// A topic was begun.
    TopicCreated {
        /// Its title.
        title: String,
        /// The colour of its icon, RGB.
        colour: i32,
    },
    /// A topic was changed.
    TopicEdited {
        /// Its new title, if it has one.
        title: Option<String>,
        /// Whether it is closed now, if that was changed.
        closed: Option<bool>,
    },
    /// A basic group was created.
    GroupCreated,
    /// A supergroup was created.
    SupergroupCreated,
    /// A channel was created.
    ChannelCreated,
    /// The basic group became this supergroup.
    MigratedTo(ChatRef),
    /// The supergroup was this basic group.
    MigratedFrom(ChatRef),
}

/// What a file is shown as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// Photo.
    Photo,
    /// Document.
    Document,
    /// Voice note.
    Voice,
    /// Video.
    Video,
    /// Music.
    Audio,
    /// Silent video or GIF.
    Animation,
    /// Sticker.
    Sticker,
    /// Round video.
    VideoNote,
}

impl FileKind {
    /// The Bot API's name of the field.
    pub fn name(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Document => "document",
            Self::Voice => "voice",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Animation => "animation",
            Self::Sticker => "sticker",
            Self::VideoNote => "video_note",
        }
    }

    /// The permission that sending it needs.
    pub fn permission(self) -> Permission {
        match self {
            Self::Photo => Permission::SendPhotos,
            Self::Document => Permission::SendDocuments,
            Self::Voice => Permission::SendVoiceNotes,
            Self::Video => Permission::SendVideos,
            Self::Audio => Permission::SendAudios,
            Self::VideoNote => Permission::SendVideoNotes,
            Self::Animation | Self::Sticker => Permission::SendOther,
        }
    }
}

/// A file and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// What it is shown as.
    pub kind: FileKind,
    /// Name given by the sender.
    pub name: Option<String>,
    /// MIME type.
    pub mime: String,
    /// Content; empty where it is made up as it is read.
    pub bytes: Bytes,
    /// The length in bytes of content that is made up: see [`pattern`].
    pub made_up: Option<u64>,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Seconds.
    pub duration: u32,
    /// The emoji of a sticker.
    pub emoji: Option<String>,
    /// A small picture of it.
    pub thumbnail: Option<FileId>,
    /// The data centre that keeps it.
    pub data_centre: i32,
}

impl Content {
    /// The text or the caption.
    pub fn text(&self) -> Option<&Text> {
        match self {
            Self::Text(text) | Self::File { caption: text, .. } => Some(text),
            _ => None,
        }
    }

    /// The permission that posting it needs.
    pub fn permission(&self, kind: impl Fn(FileId) -> FileKind) -> Permission {
        match self {
            Self::File { file, .. } => kind(*file).permission(),
            Self::Poll(_) => Permission::SendPolls,
            _ => Permission::SendMessages,
        }
    }
}

/// Bytes of a content that is made up, which no memory has to hold: each eight of them are the number of their place.
pub fn pattern(from: u64, length: usize) -> Bytes {
    let places = (from..).take(length);
    places.map(|place| (place / 8).to_be_bytes()[usize::try_from(place % 8).unwrap_or_default()]).collect()
}

impl File {
    /// Its length in bytes.
    pub fn size(&self) -> u64 {
        self.made_up.unwrap_or(self.bytes.len() as u64)
    }

    /// A piece of it, as long as there is something.
    pub fn piece(&self, from: u64, length: usize) -> Bytes {
        let left = usize::try_from(self.size().saturating_sub(from)).unwrap_or(usize::MAX);
        let length = length.min(left);
        match (self.made_up, usize::try_from(from)) {
            (Some(_), _) => pattern(from, length),
            (None, Ok(from)) if length > 0 => self.bytes.slice(from..from + length),
            (None, _) => Bytes::new(),
        }
    }

    /// A file with the MIME type that its name suggests.
    pub fn new(kind: FileKind, name: Option<&str>, bytes: Bytes) -> Self {
        let usual = match kind {
            FileKind::Photo => Some("image/jpeg"),
            FileKind::Voice => Some("audio/ogg"),
            FileKind::Video | FileKind::VideoNote | FileKind::Animation => Some("video/mp4"),
            FileKind::Audio => Some("audio/mpeg"),
            FileKind::Sticker => Some("image/webp"),
            FileKind::Document => None,
        };
        let guessed = name.and_then(|name| mime_guess::from_path(name).first_raw());
        Self {
            kind,
            name: name.map(Into::into),
            mime: usual.or(guessed).unwrap_or("application/octet-stream").into(),
            bytes,
            made_up: None,
            width: 0,
            height: 0,
            duration: 0,
            emoji: None,
            thumbnail: None,
            data_centre: 2,
        }
    }
}
