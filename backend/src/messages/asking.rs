//! Whether Telegram would take a poll: found out before anything is stored, and told by field.

use openapi::{
    FieldCode, FieldError,
    chats::ChatKind,
    polls::{ACCOUNT_QUESTION_LIMIT, EXPLANATION_BREAKS, NewPoll},
};
use sea_orm::{ConnectionTrait, EntityTrait};

use crate::{
    entity::{
        chat,
        identity::{self, IdentityKind},
    },
    error::{Error, Result},
};

/// Checks a poll by itself.
pub fn check(poll: &NewPoll) -> Result<()> {
    let mut faults = Vec::new();
    let mut fault = |field: String, code, limit, message: &str| {
        faults.push(FieldError { field: format!("poll.{field}"), code, limit, message: message.to_owned() });
    };
    let is_blank = |text: &str| text.trim().is_empty();
    if is_blank(&poll.question) {
        fault("question".to_owned(), FieldCode::TooShort, Some(1), "is empty");
    }
    for (place, _) in poll.options.iter().enumerate().filter(|(_, option)| is_blank(option)) {
        fault(format!("options[{place}]"), FieldCode::TooShort, Some(1), "is empty");
    }
    if let Some(correct) = poll.correct {
        if usize::try_from(correct).is_ok_and(|place| place >= poll.options.len()) {
            let message = "names an answer that the poll does not have";
            fault("correct".to_owned(), FieldCode::OutOfRange, None, message);
        }
        if poll.multiple {
            fault("multiple".to_owned(), FieldCode::NotAllowed, None, "a quiz has one right answer");
        }
    }
    if let Some(explanation) = poll.explanation.as_deref().filter(|it| !is_blank(it)) {
        if poll.correct.is_none() {
            fault("explanation".to_owned(), FieldCode::NotAllowed, None, "only a quiz has one");
        }
        if explanation.trim().matches('\n').count() > EXPLANATION_BREAKS {
            let message = format!("may have {EXPLANATION_BREAKS} line breaks at most");
            fault("explanation".to_owned(), FieldCode::TooLong, None, &message);
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// Checks whether who acts in a chat may ask this there.
/// Source: <https://core.telegram.org/tdlib/docs/classtd_1_1td__api_1_1input_message_poll.html>
pub async fn check_place(tx: &impl ConnectionTrait, poll: &NewPoll, chat: &chat::Model) -> Result<()> {
    if chat.kind == ChatKind::Channel && !poll.anonymous {
        let message = "in channels polls are anonymous";
        return Err(Error::field("poll.anonymous", FieldCode::NotAllowed, message));
    }
    if chat.identity_kind == IdentityKind::Bot {
        return Ok(());
    }
    if poll.question.trim().chars().count() > ACCOUNT_QUESTION_LIMIT {
        return Err(Error::Invalid(vec![FieldError {
            field: "poll.question".to_owned(),
            code: FieldCode::TooLong,
            limit: Some(ACCOUNT_QUESTION_LIMIT),
            message: format!("an account may ask {ACCOUNT_QUESTION_LIMIT} characters"),
        }]));
    }
    if chat.kind == ChatKind::Private && !chat.is_bot {
        let us = identity::Entity::find_by_id(chat.identity_id).one(tx).await?;
        if us.is_none_or(|us| us.external_id != chat.peer_id) {
            let message =
                "Telegram takes polls of accounts in groups and channels, and with bots, not with people";
            return Err(Error::field("poll", FieldCode::NotAllowed, message));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(change: impl FnOnce(&mut NewPoll)) -> Vec<String> {
        let mut poll = NewPoll {
            question: "Tea?".to_owned(),
            options: vec!["yes".to_owned(), "no".to_owned()],
            anonymous: true,
            multiple: false,
            correct: None,
            explanation: None,
        };
        change(&mut poll);
        match check(&poll) {
            Ok(()) => Vec::new(),
            Err(Error::Invalid(faults)) => faults.into_iter().map(|fault| fault.field).collect(),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn questions_and_answers_say_something() {
        assert!(faults(|poll| poll.multiple = true).is_empty());
        assert_eq!(faults(|poll| poll.question = " ".to_owned()), ["poll.question"]);
        assert_eq!(faults(|poll| poll.options[1] = "\n".to_owned()), ["poll.options[1]"]);
    }

    #[test]
    fn a_quiz_has_one_right_answer_and_alone_an_explanation() {
        let quiz = |poll: &mut NewPoll| poll.correct = Some(1);
        assert!(faults(quiz).is_empty());
        assert_eq!(faults(|poll| poll.correct = Some(2)), ["poll.correct"]);
        assert_eq!(faults(|poll| (poll.correct, poll.multiple) = (Some(0), true)), ["poll.multiple"]);
        assert_eq!(faults(|poll| poll.explanation = Some("late".to_owned())), ["poll.explanation"]);
        let lines = |poll: &mut NewPoll| {
            quiz(poll);
            poll.explanation = Some("a\nb\nc\nd".to_owned());
        };
        assert_eq!(faults(lines), ["poll.explanation"]);
    }
}
