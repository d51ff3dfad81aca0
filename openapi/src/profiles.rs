//! What an account shows of itself at Telegram, and what Telegram makes it wait with.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ChatId, MediaId};

/// An account's profile as Telegram has it just now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccountProfile {
    /// Its first name.
    pub first_name: String,
    /// Its last name; may be empty.
    pub last_name: String,
    /// What it says about itself; may be empty.
    pub about: String,
    /// Its username, without `@`.
    pub username: Option<String>,
    /// Its phone number, `+` and digits.
    pub phone: Option<String>,
    /// Whether it pays for Telegram Premium.
    pub premium: bool,
    /// Its photo; the bytes are at `GET /api/v1/media/{id}/content`.
    pub photo: Option<MediaId>,
}

/// Changes an account's profile at Telegram. What is left out stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema, Validate)]
pub struct UpdateAccountProfile {
    /// The first name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, min = 1, max = 64)))]
    pub first_name: Option<String>,
    /// The last name; empty for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, max = 64)))]
    pub last_name: Option<String>,
    /// What it says about itself: 70 characters, 140 with Premium; empty for nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, max = 140)))]
    pub about: Option<String>,
    /// The username, with or without `@`; empty for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, max = 33)))]
    pub username: Option<String>,
}

/// Gives an account another profile photo.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
pub struct SetAccountPhoto {
    /// An upload of the kind `photo`.
    #[garde(skip)]
    pub media_id: MediaId,
}

/// Changes the number of an account that never signed in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
pub struct SetPhone {
    /// The phone number in international form; spaces, brackets and dashes are passed over.
    #[garde(length(chars, min = 1, max = 40))]
    pub phone: String,
}

/// Something Telegram makes an account wait with, as it was learned from its answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccountLimit {
    /// The method that waits, in Telegram's words; absent where everything does, in the chat or at all.
    pub method: Option<String>,
    /// The chat in which it waits; absent where it is not about one.
    pub chat_id: Option<ChatId>,
    /// The chat's title.
    pub chat_title: Option<String>,
    /// Until when.
    pub until: DateTime<Utc>,
}
