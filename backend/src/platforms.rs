//! The messengers we act in, and what any of them can answer.

pub mod telegram_account;
pub mod telegram_bot;

use std::{sync::Arc, time::Duration};

/// What speaks for an identity.
#[derive(Debug, Clone)]
pub enum Messenger {
    /// For a bot.
    Bot(telegram_bot::Client),
    /// For an account.
    Account(Arc<telegram_account::Client>),
}

/// Why a messenger did not do what it was asked. What matters most about each: whether it may have been done all the
/// same. Texts are the messenger's own words where it said any; none holds a token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It does not accept the token or session. Not done.
    #[error("Unauthorized: the token is not valid (any more)")]
    Revoked,
    /// Another program uses the same token, or a webhook stands in the way of polling. Not done.
    #[error("{0}")]
    Conflict(String),
    /// It makes us wait this long before we ask again. Not done.
    #[error("Too Many Requests: retry after {}", .0.as_secs())]
    Wait(Duration),
    /// It refused. Not done, and asking again changes nothing.
    #[error("{text}")]
    Refused {
        /// Why.
        text: String,
        /// The supergroup the group became, as the Bot API marks it (`-100...`).
        migrated_to: Option<i64>,
    },
    /// It could not be reached: the request was never written. Not done, may be repeated.
    #[error("cannot be reached: {0}")]
    NotSent(String),
    /// The request was written and no usable answer came. May have been done.
    #[error("gave no answer: {0}")]
    Uncertain(String),
}

/// What a call to a messenger returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A refusal, in the messenger's words or ours.
    pub fn refused(text: impl Into<String>) -> Self {
        Self::Refused { text: text.into(), migrated_to: None }
    }
}

impl From<Error> for crate::error::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Revoked => Self::Conflict(
                openapi::Code::TokenRevoked,
                "Telegram does not know this token (any more); ask @BotFather for the current one".to_owned(),
            ),
            error => Self::Telegram(error.to_string()),
        }
    }
}
