//! Turns Telegram's polls into the inbox's words. Source: <https://core.telegram.org/api/poll>

use base64::{Engine, prelude::BASE64_STANDARD};
use grammers_tl_types::{enums, types};
use openapi::messages;

use super::media::text;
use crate::inbox::{Poll, Question, Votes};

/// A poll that is to be asked.
pub(super) fn write(poll: &messages::Poll) -> enums::InputMedia {
    let answer = |option: &messages::PollOption| {
        types::InputPollAnswer { text: plain(&option.text), media: None }.into()
    };
    let right = (0..).zip(&poll.options).filter(|(_, option)| option.correct).map(|(place, _)| place);
    let asked = types::Poll {
        public_voters: !poll.anonymous,
        multiple_choice: poll.multiple,
        quiz: poll.quiz,
        question: plain(&poll.question),
        answers: poll.options.iter().map(answer).collect(),
        ..nothing(0)
    };
    types::InputMediaPoll {
        poll: asked.into(),
        correct_answers: poll.quiz.then(|| right.collect()),
        attached_media: None,
        solution: poll.explanation.clone(),
        // Telegram takes the two together
        solution_entities: poll.explanation.as_ref().map(|_| Vec::new()),
        solution_media: None,
    }
    .into()
}

/// A poll that is to be over: Telegram knows it by its id and heeds nothing else.
pub(super) fn ended(id: i64) -> enums::InputMedia {
    types::InputMediaPoll {
        poll: types::Poll { closed: true, ..nothing(id) }.into(),
        correct_answers: None,
        attached_media: None,
        solution: None,
        solution_entities: None,
        solution_media: None,
    }
    .into()
}

fn nothing(id: i64) -> types::Poll {
    types::Poll {
        id,
        closed: false,
        public_voters: false,
        multiple_choice: false,
        quiz: false,
        open_answers: false,
        revoting_disabled: false,
        shuffle_answers: false,
        hide_results_until_close: false,
        creator: false,
        subscribers_only: false,
        question: plain(""),
        answers: Vec::new(),
        close_period: None,
        close_date: None,
        countries_iso2: None,
        hash: 0,
    }
}

fn plain(text: &str) -> enums::TextWithEntities {
    types::TextWithEntities { text: text.to_owned(), entities: Vec::new() }.into()
}

/// A message's poll.
pub(super) fn read(media: types::MessageMediaPoll) -> Poll {
    let enums::Poll::Poll(poll) = &media.poll;
    state(poll.id, Some(poll), media.results)
}

/// What became of a poll.
pub(super) fn changed(update: types::UpdateMessagePoll) -> Poll {
    let poll = update.poll.as_ref().map(|enums::Poll::Poll(poll)| poll);
    state(update.poll_id, poll, update.results)
}

fn state(id: i64, poll: Option<&types::Poll>, results: enums::PollResults) -> Poll {
    let enums::PollResults::Results(results) = results;
    let votes = |enums::PollAnswerVoters::Voters(votes): enums::PollAnswerVoters| Votes {
        answer: BASE64_STANDARD.encode(votes.option),
        voters: votes.voters.map(Into::into),
        chosen: votes.chosen,
        correct: votes.correct,
    };
    Poll {
        id: id.to_string(),
        question: poll.map(question),
        voters: results.total_voters.map(Into::into),
        votes: results.results.unwrap_or_default().into_iter().map(votes).collect(),
        explanation: results.solution,
        // else it is the same for everyone who is told
        tells_ours: !results.min,
    }
}

fn question(poll: &types::Poll) -> Question {
    let answer = |answer: &enums::PollAnswer| match answer {
        enums::PollAnswer::Answer(answer) => (BASE64_STANDARD.encode(&answer.option), text(&answer.text)),
        enums::PollAnswer::InputPollAnswer(answer) => (String::new(), text(&answer.text)),
    };
    Question {
        question: text(&poll.question),
        answers: poll.answers.iter().map(answer).collect(),
        closed: poll.closed,
        anonymous: !poll.public_voters,
        multiple: poll.multiple_choice,
        quiz: poll.quiz,
    }
}
