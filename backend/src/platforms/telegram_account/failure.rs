//! Why Telegram did not do what an account asked.

use std::time::Duration;

use grammers_mtproto::transport;
use grammers_mtsender::{InvocationError, RpcError};

use super::handshake::HandshakeError;
use crate::{
    error::{self, chain},
    platforms,
};

/// Why Telegram did not do what an account asked. None of the texts holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It refused, by this name. Not done. Names: <https://core.telegram.org/api/errors>
    #[error("{0}")]
    Refused(String),
    /// It makes us wait this long before we ask again. Not done.
    #[error("Too Many Requests: retry after {}", .0.as_secs())]
    Wait(Duration),
    /// It makes us wait this long before we ask the same of the same chat. Not done.
    #[error("Slow mode: retry after {}", .0.as_secs())]
    Slow(Duration),
    /// Another data centre must be asked. Not done.
    #[error("another data centre must be asked")]
    Migrate(i32),
    /// The session is of no use any more. Not done.
    #[error("{0}")]
    Lost(Loss),
    /// It could not be reached: the request was never written. Not done, may be repeated.
    #[error("cannot be reached: {0}")]
    NotSent(String),
    /// The request may have been written and no usable answer came. May have been done.
    #[error("gave no answer: {0}")]
    Uncertain(String),
}

/// Why a session is of no use any more.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Loss {
    /// It was ended, or never signed in.
    #[error("{0}")]
    LoggedOut(String),
    /// The account is banned or deleted.
    #[error("{0}")]
    Banned(String),
    /// The session was used in two places at once.
    #[error("AUTH_KEY_DUPLICATED")]
    DuplicateKey,
}

/// What a call to Telegram returns.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

impl Failure {
    /// Whether Telegram refused by this name.
    pub fn is(&self, name: &str) -> bool {
        matches!(self, Self::Refused(refused) if refused == name)
    }
}

impl From<InvocationError> for Failure {
    fn from(error: InvocationError) -> Self {
        match error {
            InvocationError::Rpc(error) => refused(error),
            InvocationError::Io(error) => {
                use std::io::ErrorKind::{
                    AddrNotAvailable, ConnectionRefused, HostUnreachable, NetworkUnreachable, NotFound,
                };
                match error.kind() {
                    ConnectionRefused | NetworkUnreachable | HostUnreachable | AddrNotAvailable
                    | NotFound => Self::NotSent(error.to_string()),
                    _ => Self::Uncertain(error.to_string()),
                }
            }
            // a key it does not know; with a foreign server's key grammers then fails to make a new one
            InvocationError::Transport(transport::Error::BadStatus { status: 404 })
            | InvocationError::Authentication(_) => unknown_key(),
            InvocationError::InvalidDc => Self::Refused("there is no such data centre".to_owned()),
            error => Self::Uncertain(error.to_string()),
        }
    }
}

impl From<HandshakeError> for Failure {
    fn from(error: HandshakeError) -> Self {
        match error {
            HandshakeError::Server(error) => error.into(),
            error => Self::NotSent(chain(&error)),
        }
    }
}

fn unknown_key() -> Failure {
    Failure::Lost(Loss::LoggedOut("Telegram does not know the session's key".to_owned()))
}

fn refused(error: RpcError) -> Failure {
    let value = error.value.map(u64::from);
    match (error.code, error.name.as_str(), value) {
        (420, "SLOWMODE_WAIT", Some(seconds)) => Failure::Slow(Duration::from_secs(seconds.max(1))),
        (420, _, Some(seconds)) => Failure::Wait(Duration::from_secs(seconds.max(1))),
        (303, _, Some(_)) => {
            Failure::Migrate(error.value.and_then(|id| id.try_into().ok()).unwrap_or_default())
        }
        (_, "AUTH_KEY_DUPLICATED", _) => Failure::Lost(Loss::DuplicateKey),
        (_, "USER_DEACTIVATED" | "USER_DEACTIVATED_BAN" | "PHONE_NUMBER_BANNED", _) => {
            Failure::Lost(Loss::Banned(error.name))
        }
        (401, name, _) if name != "SESSION_PASSWORD_NEEDED" => Failure::Lost(Loss::LoggedOut(error.name)),
        (_, _, Some(value)) => Failure::Refused(format!("{}_{value}", error.name)),
        (_, _, None) => Failure::Refused(error.name),
    }
}

impl From<Failure> for platforms::Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(text) => Self::refused(text),
            Failure::Wait(wait) | Failure::Slow(wait) => Self::Wait(wait),
            Failure::Lost(_) => Self::Revoked,
            Failure::NotSent(text) => Self::NotSent(text),
            Failure::Uncertain(text) => Self::Uncertain(text),
            failure @ Failure::Migrate(_) => Self::refused(failure.to_string()),
        }
    }
}

impl From<Failure> for error::Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Wait(wait) | Failure::Slow(wait) => Self::TooMany(wait.as_secs()),
            failure => Self::Telegram(failure.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: i32, text: &str) -> Failure {
        let error = grammers_tl_types::types::RpcError { error_code: code, error_message: text.to_owned() };
        InvocationError::Rpc(error.into()).into()
    }

    #[test]
    fn telegrams_names_are_told_apart() {
        assert_eq!(of(420, "FLOOD_WAIT_31"), Failure::Wait(Duration::from_secs(31)));
        assert_eq!(of(420, "SLOWMODE_WAIT_0"), Failure::Slow(Duration::from_secs(1)));
        assert_eq!(of(420, "FROZEN_METHOD_INVALID"), Failure::Refused("FROZEN_METHOD_INVALID".into()));
        assert_eq!(of(303, "PHONE_MIGRATE_4"), Failure::Migrate(4));
        assert_eq!(of(406, "AUTH_KEY_DUPLICATED"), Failure::Lost(Loss::DuplicateKey));
        assert_eq!(of(401, "SESSION_REVOKED"), Failure::Lost(Loss::LoggedOut("SESSION_REVOKED".into())));
        assert_eq!(
            of(401, "USER_DEACTIVATED_BAN"),
            Failure::Lost(Loss::Banned("USER_DEACTIVATED_BAN".into()))
        );
        assert!(of(401, "SESSION_PASSWORD_NEEDED").is("SESSION_PASSWORD_NEEDED"));
        assert!(of(400, "PHONE_CODE_INVALID").is("PHONE_CODE_INVALID"));
    }
}
