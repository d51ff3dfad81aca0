//! Polls that are to be made. What a poll looks like once it is one stands in [`crate::messages::Poll`].

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The longest question a bot may ask, in characters. Source: <https://core.telegram.org/bots/api#sendpoll>
pub const QUESTION_LIMIT: usize = 300;
/// The longest question an account may ask, in characters.
/// Source: <https://core.telegram.org/tdlib/docs/classtd_1_1td__api_1_1input_message_poll.html>
pub const ACCOUNT_QUESTION_LIMIT: usize = 255;
/// The fewest answers that make a choice. Telegram takes one as well, which asks nothing.
pub const OPTIONS_MIN: usize = 2;
/// The most answers a poll may have. Source: <https://core.telegram.org/bots/api#sendpoll>
pub const OPTIONS_MAX: usize = 12;
/// The longest answer, in characters. Source: <https://core.telegram.org/bots/api#inputpolloption>
pub const OPTION_LIMIT: usize = 100;
/// The longest explanation, in characters, with at most [`EXPLANATION_BREAKS`] line feeds.
/// Source: <https://core.telegram.org/bots/api#sendpoll>
pub const EXPLANATION_LIMIT: usize = 200;
/// The most line feeds of an explanation. Source: as above.
pub const EXPLANATION_BREAKS: usize = 2;

/// A poll that is to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[garde(allow_unvalidated)]
pub struct NewPoll {
    /// What is asked, at most 300 characters; of an account at most 255.
    #[garde(length(chars, min = 1, max = QUESTION_LIMIT))]
    pub question: String,
    /// What can be answered, in this order: 2 to 12 answers of at most 100 characters.
    #[garde(length(min = OPTIONS_MIN, max = OPTIONS_MAX), inner(length(chars, min = 1, max = OPTION_LIMIT)))]
    pub options: Vec<String>,
    /// Whether nobody sees who voted for what. In channels it must be so.
    #[serde(default = "anonymous")]
    pub anonymous: bool,
    /// Whether more than one answer may be given; not in a quiz.
    #[serde(default)]
    pub multiple: bool,
    /// The place of the right answer, counted from 0: it makes the poll a quiz.
    #[serde(default)]
    pub correct: Option<u32>,
    /// What a quiz says to those who answer wrong: at most 200 characters, with at most 2 line feeds.
    #[serde(default)]
    #[garde(inner(length(chars, max = EXPLANATION_LIMIT)))]
    pub explanation: Option<String>,
}

/// As Telegram has it where nothing else is asked for.
fn anonymous() -> bool {
    true
}
