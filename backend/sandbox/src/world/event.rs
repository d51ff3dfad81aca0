//! What happened in the world, for those who must be told.

use serde::{Deserialize, Serialize};

use super::{ChatRef, Member, MessageId, Reaction, UserId};
use crate::text::Entity;

/// A change that bots and people may see.
#[derive(Clone, Debug)]
pub enum Event {
    /// A message was posted.
    Posted(MessageId),
    /// A message was edited.
    Edited {
        /// Which one.
        message: MessageId,
        /// Who did it.
        by: UserId,
    },
    /// Messages were deleted.
    Deleted {
        /// Who did it.
        by: UserId,
        /// Which ones.
        messages: Vec<MessageId>,
    },
    /// A user's standing in a chat changed.
    Membership {
        /// Where.
        chat: ChatRef,
        /// Who changed it.
        by: UserId,
        /// Whose standing it is.
        user: UserId,
        /// Standing before.
        before: Member,
        /// Standing now.
        after: Member,
    },
    /// A person asks to be let in.
    JoinRequested {
        /// Where.
        chat: ChatRef,
        /// Who.
        user: UserId,
    },
    /// Reactions to a message changed.
    Reacted {
        /// The message.
        message: MessageId,
        /// Who reacted.
        by: UserId,
        /// Their reactions before.
        before: Vec<Reaction>,
        /// Their reactions now.
        after: Vec<Reaction>,
    },
    /// Somebody read a chat.
    Read {
        /// Which one.
        chat: ChatRef,
        /// Who.
        by: UserId,
        /// Up to this message.
        message: MessageId,
    },
    /// Somebody deleted messages for themselves alone.
    Hidden {
        /// Who.
        by: UserId,
        /// Which ones.
        messages: Vec<MessageId>,
    },
    /// Messages were pinned or unpinned.
    Pinned {
        /// Which ones, all of one chat.
        messages: Vec<MessageId>,
        /// Whether they are pinned now.
        pinned: bool,
    },
    /// Somebody voted in the poll of a message, or it is over.
    Voted(MessageId),
    /// Somebody put chats into the archive or took them out.
    Archived {
        /// Who.
        by: UserId,
        /// Which ones, and whether they are in the archive now.
        chats: Vec<(ChatRef, bool)>,
    },
    /// Somebody is busy in a chat.
    Doing {
        /// Where.
        chat: ChatRef,
        /// Who.
        by: UserId,
        /// What they do.
        what: Doing,
    },
    /// Title, photo, username or settings of a group or channel changed.
    ChatChanged(ChatRef),
    /// A person pressed an inline button.
    Pressed {
        /// Telegram's id of the callback query.
        query: String,
        /// Who pressed.
        by: UserId,
        /// Under which message.
        message: MessageId,
        /// The button's data.
        data: String,
    },
}

/// What somebody does in a chat, for others to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    /// Typing.
    Typing,
    /// Recording a voice note.
    RecordingVoice,
    /// Recording a video or video note.
    RecordingVideo,
    /// Sending a photo.
    UploadingPhoto,
    /// Sending a video.
    UploadingVideo,
    /// Sending another file.
    UploadingDocument,
    /// Choosing a sticker.
    ChoosingSticker,
    /// Nothing any more.
    Nothing,
}

/// What a person received from a bot.
#[derive(Clone, Debug, Serialize)]
pub struct Received {
    /// What came.
    pub kind: ReceivedKind,
    /// The message it is about.
    pub message: MessageId,
    /// The `message_id` that the bot knows the message by.
    pub message_id: i64,
    /// The chat's marked id, as the person sees it.
    pub chat_id: i64,
    /// The chat.
    #[serde(skip)]
    pub chat: ChatRef,
    /// The bot.
    pub from: UserId,
    /// Text or caption; the text of an answer to a pressed button.
    pub text: String,
    /// Formatting of `text`.
    pub entities: Vec<Entity>,
    /// The file of the message.
    pub file: Option<ReceivedFile>,
    /// The message it answers.
    pub reply_to: Option<MessageId>,
    /// Keyboard that came with the message.
    pub keyboard: Option<serde_json::Value>,
    /// Unix seconds.
    pub date: i64,
}

/// What came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceivedKind {
    /// A new message.
    Message,
    /// A message was edited.
    Edit,
    /// A message was deleted.
    Deletion,
    /// A message was pinned.
    Pin,
    /// The bot reacted to a message; `text` holds the emoji, one after another.
    Reaction,
    /// The bot answered a pressed button.
    Answer,
}

/// A file that came with a message.
#[derive(Clone, Debug, Serialize)]
pub struct ReceivedFile {
    /// What it is shown as.
    pub kind: super::FileKind,
    /// Its name.
    pub name: Option<String>,
    /// MIME type.
    pub mime: String,
    /// Content.
    #[serde(skip)]
    pub bytes: bytes::Bytes,
    /// Length of the content in bytes.
    pub size: u64,
}
