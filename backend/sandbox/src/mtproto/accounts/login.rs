//! Codes and QR codes.

use super::{Accounts, KeyId};
use crate::world::UserId;

/// How long a login code is good, in seconds.
const CODE_LIFE: i64 = 300;

/// How often a wrong code may be tried.
const TRIES: u32 = 5;

/// A login code that was sent.
#[derive(Clone, Debug)]
pub struct SentCode {
    /// To which number.
    pub phone: String,
    /// The code.
    pub code: String,
    /// How it went.
    pub via: Via,
    /// When it was sent, Unix seconds.
    pub since: i64,
    /// Wrong codes that were tried.
    pub wrong: u32,
}

/// How a login code goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// To another signed-in application.
    App,
    /// By text message.
    Sms,
    /// A word, by text message.
    SmsWord,
    /// A phrase, by text message.
    SmsPhrase,
    /// By a call.
    Call,
    /// By e-mail.
    Email,
}

impl Via {
    /// How the next one goes, if there is another way.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::App | Self::SmsWord | Self::SmsPhrase => Some(Self::Sms),
            Self::Sms => Some(Self::Call),
            Self::Call | Self::Email => None,
        }
    }
}

/// A QR code that is shown.
#[derive(Clone, Debug)]
pub struct LoginToken {
    /// The key of whoever shows it.
    pub key: KeyId,
    /// Until when it is good, Unix seconds.
    pub expires: i64,
    /// Who scanned it.
    pub accepted: Option<UserId>,
}

impl SentCode {
    /// Whether it is good no longer.
    pub fn is_over(&self, now: i64) -> bool {
        now >= self.since + CODE_LIFE || self.wrong >= TRIES
    }
}

impl Accounts {
    /// The login code last sent to a number.
    pub fn last_code(&self, phone: &str) -> Option<&str> {
        self.last_codes.get(phone).map(String::as_str)
    }

    /// Sends a code.
    pub fn send_code(&mut self, hash: &str, sent: SentCode) {
        self.last_codes.insert(sent.phone.clone(), sent.code.clone());
        self.codes.insert(hash.into(), sent);
    }

    /// Somebody's telephone scans a QR code. False if it is not shown any more.
    pub fn accept_token(&mut self, person: UserId, token: &[u8], now: i64) -> Option<KeyId> {
        let shown = self.tokens.get_mut(token).filter(|token| token.expires > now)?;
        shown.accepted = Some(person);
        Some(shown.key)
    }
}
