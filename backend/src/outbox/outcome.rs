//! What an answer, or none, means for the row.

use std::time::Duration;

use openapi::chats::ChatAccess;

use super::act::Told;
use crate::{
    entity::outbox::{Action, Model},
    platforms::Error,
};

/// The longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Done; with what Telegram says of the messages, for a send.
    Done(Told),
    /// Not done, and not to be tried again.
    Failed {
        /// Why.
        text: String,
        /// What that tells of the chat.
        access: Option<ChatAccess>,
    },
    /// A send that may have been done.
    Unknown(String),
    /// Not done, or safe to do again: after a pause.
    Again {
        /// Why.
        text: String,
        /// How long.
        pause: Duration,
    },
    /// Telegram makes the chat, or the whole bot, wait this long.
    Wait(Duration),
    /// The group is a supergroup now: again there.
    Moved(i64),
    /// The token is not accepted: again when there is a new one.
    Revoked,
}

impl Outcome {
    /// What becomes of a row that was tried.
    pub fn of(row: &Model, result: Result<Told, Error>) -> Self {
        // a send that the platform knows by a number is done once, however often it is asked for
        let once = row.action != Action::Send || row.random_id.is_some();
        Self::judge(row.action, row.attempts, once, result)
    }

    fn judge(action: Action, attempts: i32, once: bool, result: Result<Told, Error>) -> Self {
        match result {
            Ok(taken) => Self::Done(taken),
            Err(Error::Wait(duration)) => Self::Wait(duration),
            Err(Error::Revoked) => Self::Revoked,
            Err(Error::Refused { migrated_to: Some(supergroup), .. }) => Self::Moved(supergroup),
            Err(Error::Refused { text, .. }) if is_done(action, &text) => Self::Done(Told::new()),
            Err(Error::Refused { text, .. }) => Self::Failed { access: access(&text), text },
            Err(error @ Error::Uncertain(_)) if !once => Self::Unknown(format!("Telegram {error}")),
            Err(error @ (Error::NotSent(_) | Error::Uncertain(_))) => {
                Self::Again { text: format!("Telegram {error}"), pause: pause(attempts) }
            }
            Err(Error::Conflict(text)) => Self::Again { text, pause: pause(attempts) },
        }
    }

    /// What it is called in metrics.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Done(_) => "done",
            Self::Failed { .. } => "failed",
            Self::Unknown(_) => "unknown",
            Self::Wait(_) => "wait",
            Self::Again { .. } | Self::Moved(_) | Self::Revoked => "again",
        }
    }
}

/// 1 s, 2 s, 4 s ... up to a minute.
fn pause(attempts: i32) -> Duration {
    let doublings = u32::try_from(attempts - 1).unwrap_or_default().min(6);
    Duration::from_secs(1 << doublings).min(LONGEST_PAUSE)
}

/// Whether a refusal says that what was asked for is so already. The texts are the Bot API's:
/// <https://github.com/tdlib/telegram-bot-api/blob/master/telegram-bot-api/Client.cpp>
fn is_done(action: Action, text: &str) -> bool {
    match action {
        Action::Send | Action::React | Action::Vote => false,
        Action::ClosePoll => text.contains("poll has already been closed"),
        Action::Edit => text.contains("message is not modified"),
        Action::Delete => text.contains("message to delete not found"),
        Action::Pin | Action::Unpin => {
            text.contains("CHAT_NOT_MODIFIED") || text.contains("message to unpin not found")
        }
    }
}

/// What a refusal tells of the chat. Texts: as above.
fn access(text: &str) -> Option<ChatAccess> {
    let refusal = text.strip_prefix("Forbidden: ")?;
    if refusal.contains("was blocked by the user") || refusal.contains("user is deactivated") {
        Some(ChatAccess::Blocked)
    } else if refusal.contains("was kicked from") || refusal.contains("is not a member of") {
        Some(ChatAccess::Left)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(action: Action, text: &str) -> Outcome {
        Outcome::judge(action, 1, action != Action::Send, Err(Error::refused(text)))
    }

    #[test]
    fn a_send_without_an_answer_is_never_repeated_by_itself() {
        let lost = || Err(Error::Uncertain("cut".into()));
        assert!(matches!(Outcome::judge(Action::Send, 1, false, lost()), Outcome::Unknown(_)));
        // but for one that Telegram knows by its number
        assert!(matches!(Outcome::judge(Action::Send, 1, true, lost()), Outcome::Again { .. }));
        let others = [Action::Edit, Action::Delete, Action::Pin, Action::Unpin, Action::React, Action::Vote];
        for action in others.into_iter().chain([Action::ClosePoll]) {
            assert!(matches!(Outcome::judge(action, 1, true, lost()), Outcome::Again { .. }));
        }
    }

    #[test]
    fn what_is_so_already_counts_as_done() {
        let same = "Bad Request: message is not modified: specified new message content is the same";
        assert_eq!(refused(Action::Edit, same), Outcome::Done(Vec::new()));
        assert!(matches!(refused(Action::Send, same), Outcome::Failed { .. }));
        let gone = "Bad Request: message to delete not found";
        assert_eq!(refused(Action::Delete, gone), Outcome::Done(Vec::new()));
        assert!(matches!(
            refused(Action::Delete, "Bad Request: message can't be deleted"),
            Outcome::Failed { access: None, .. }
        ));
    }

    #[test]
    fn a_refusal_may_tell_that_nobody_hears_us() {
        let of = |text| match refused(Action::Send, text) {
            Outcome::Failed { access, .. } => access,
            other => panic!("{other:?}"),
        };
        assert_eq!(of("Forbidden: bot was blocked by the user"), Some(ChatAccess::Blocked));
        assert_eq!(of("Forbidden: bot was kicked from the supergroup chat"), Some(ChatAccess::Left));
        assert_eq!(of("Forbidden: bot is not a member of the channel chat"), Some(ChatAccess::Left));
        assert_eq!(of("Bad Request: chat not found"), None);
    }

    #[test]
    fn pauses_double_up_to_a_minute() {
        let seconds: Vec<u64> = (1..9).map(|attempts| pause(attempts).as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 32, 60, 60]);
    }
}
