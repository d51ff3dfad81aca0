//! Errors in Telegram's words: <https://core.telegram.org/api/errors>.

use std::borrow::Cow;

use crate::world::Refusal;

/// An error in Telegram's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RpcError {
    /// Like a status of HTTP.
    pub code: i32,
    /// What is wrong.
    pub name: Cow<'static, str>,
}

impl RpcError {
    /// Any error.
    pub fn new(code: i32, name: impl Into<Cow<'static, str>>) -> Self {
        Self { code, name: name.into() }
    }

    /// 400.
    pub fn bad(name: &'static str) -> Self {
        Self::new(400, name)
    }

    /// The account has to wait.
    pub fn flood_wait(seconds: u64) -> Self {
        Self::new(420, format!("FLOOD_WAIT_{seconds}"))
    }
}

impl From<Refusal> for RpcError {
    fn from(refusal: Refusal) -> Self {
        let (code, name) = match refusal {
            Refusal::ChatNotFound => (400, "PEER_ID_INVALID"),
            Refusal::UserNotFound => (400, "USER_ID_INVALID"),
            Refusal::MessageNotFound | Refusal::NoText | Refusal::NoCaption => (400, "MESSAGE_ID_INVALID"),
            Refusal::ReplyNotFound => (400, "REPLY_MESSAGE_ID_INVALID"),
            Refusal::CannotInitiate | Refusal::ToBot => (400, "USER_IS_BOT"),
            Refusal::Blocked => (400, "USER_IS_BLOCKED"),
            Refusal::NotMember(_) | Refusal::Kicked(_) => (400, "CHANNEL_PRIVATE"),
            Refusal::Migrated(_) => (400, "CHAT_WRITE_FORBIDDEN"),
            Refusal::NotEnoughRights(_) => (403, "CHAT_WRITE_FORBIDDEN"),
            Refusal::NeedAdmin => (403, "CHAT_ADMIN_REQUIRED"),
            Refusal::TooLong => (400, "MESSAGE_TOO_LONG"),
            Refusal::CaptionTooLong => (400, "MEDIA_CAPTION_TOO_LONG"),
            Refusal::Empty => (400, "MESSAGE_EMPTY"),
            Refusal::NotModified => (400, "MESSAGE_NOT_MODIFIED"),
            Refusal::CannotEdit => (403, "MESSAGE_AUTHOR_REQUIRED"),
            Refusal::CannotDelete => (403, "MESSAGE_DELETE_FORBIDDEN"),
            Refusal::CannotForward => (400, "CHAT_FORWARDS_RESTRICTED"),
            Refusal::NoButton => (400, "DATA_INVALID"),
            Refusal::InviteExpired => (400, "INVITE_HASH_EXPIRED"),
            Refusal::AlreadyThere => (400, "USER_ALREADY_PARTICIPANT"),
            Refusal::NoRequest => (400, "HIDE_REQUESTER_MISSING"),
            Refusal::TopicClosed => (400, "TOPIC_CLOSED"),
            Refusal::WrongVote => (400, "OPTION_INVALID"),
            Refusal::PollClosed => (400, "MESSAGE_POLL_CLOSED"),
            Refusal::UsernameTaken => (400, "USERNAME_OCCUPIED"),
            Refusal::WrongChat => (400, "CHANNEL_INVALID"),
        };
        Self::new(code, name)
    }
}
