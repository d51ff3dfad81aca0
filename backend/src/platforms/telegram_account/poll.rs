//! Turns Telegram's polls into the inbox's words. Source: <https://core.telegram.org/api/poll>

use base64::{Engine, prelude::BASE64_STANDARD};
use grammers_tl_types::{enums, types};

use super::media::text;
use crate::inbox::{Poll, Question, Votes};

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
