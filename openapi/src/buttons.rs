//! Buttons that bots give people: under a message, or in place of their keyboard.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What pressing a button does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ButtonKind {
    /// Its bot is told, and may answer: `POST /api/v1/messages/{id}/press`, for accounts.
    Callback,
    /// It opens a link: see `url`.
    Url,
    /// What it says is sent as a message.
    Text,
    /// It opens an application inside Telegram's own apps.
    WebApp,
    /// Something else that Telegram's own apps do: pay, play, share a place, log in with a password.
    #[default]
    Other,
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Button {
    /// What it says.
    pub text: String,
    /// What pressing it does.
    #[serde(default)]
    pub kind: ButtonKind,
    /// Where it leads, if it is a link.
    pub url: Option<String>,
}

/// Buttons that a bot gives an account in place of its keyboard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(feature = "db", derive(sea_orm::FromJsonQueryResult))]
pub struct ReplyKeyboard {
    /// Telegram's id of the message it came with.
    pub telegram_id: i64,
    /// Rows of buttons; none where the bot took them away.
    pub rows: Vec<Vec<Button>>,
    /// Whether it is to go away once it was used.
    pub single_use: bool,
}

/// Presses a button under a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[garde(allow_unvalidated)]
pub struct PressButton {
    /// Its row, counted from 0.
    pub row: usize,
    /// Its place in the row, counted from 0.
    pub column: usize,
    /// What it says: bots change their buttons, and another one is not pressed in its place.
    #[garde(length(bytes, max = 4096))]
    pub text: String,
}

/// What a bot answered to a press.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Pressed {
    /// Whether it answered in time. Where it did not, it may have done all the same what the button is for.
    pub answered: bool,
    /// What it says.
    pub text: Option<String>,
    /// Whether it wants that to be read before anything else.
    pub alert: bool,
    /// The link it wants to be opened.
    pub url: Option<String>,
}
