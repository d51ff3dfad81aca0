//! Communities: groups and channels, looked up at Telegram without joining any.

pub mod parse_channel;
pub mod routes;
mod service;
mod store;

use openapi::FieldCode;

use crate::{error::Error, platforms::telegram_account::Failure};

/// Why a community was not found.
#[derive(Debug)]
pub enum Trouble {
    /// The text names nothing that one could look up.
    Malformed,
    /// It is a person or a bot.
    Person,
    /// There is none, or none that the account has ever seen.
    Unknown,
    /// Only members see it.
    Private,
    /// The invitation was revoked or has ended.
    Expired,
    /// Anything else.
    Other(Error),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl Trouble {
    /// What a refusal of Telegram's means. Source: <https://core.telegram.org/api/errors>
    fn of(failure: Failure) -> Self {
        match failure {
            Failure::Refused(name) => match name.as_str() {
                "USERNAME_INVALID" | "INVITE_HASH_INVALID" | "INVITE_HASH_EMPTY" => Self::Malformed,
                "USERNAME_NOT_OCCUPIED" | "CHANNEL_INVALID" | "CHAT_ID_INVALID" | "PEER_ID_INVALID" => {
                    Self::Unknown
                }
                "CHANNEL_PRIVATE" | "CHAT_FORBIDDEN" | "USER_BANNED_IN_CHANNEL" => Self::Private,
                "INVITE_HASH_EXPIRED" => Self::Expired,
                _ => Self::Other(Failure::Refused(name).into()),
            },
            failure => Self::Other(failure.into()),
        }
    }
}

impl From<Trouble> for Error {
    fn from(trouble: Trouble) -> Self {
        let wrong = |code, text: &str| Self::field("link", code, text);
        match trouble {
            Trouble::Malformed => wrong(FieldCode::Malformed, "is no name, link or id of a group or channel"),
            Trouble::Person => wrong(FieldCode::NotAllowed, "is a person or a bot, not a group or channel"),
            Trouble::Unknown => Self::NotFound("group or channel that this account can find"),
            Trouble::Private => {
                wrong(FieldCode::Unusable, "is private, and only its members see it: this account is none")
            }
            Trouble::Expired => {
                wrong(FieldCode::OutOfRange, "is an invitation that was revoked or has ended")
            }
            Trouble::Other(error) => error,
        }
    }
}
