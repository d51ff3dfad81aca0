//! A message's poll, as its row keeps it: what is shown, and what the platform calls its answers.

use openapi::{
    messages::{Poll, PollOption},
    polls::NewPoll,
};
use sea_orm::prelude::Json;
use serde::{Deserialize, Serialize};

use crate::inbox;

/// What a row keeps of a poll.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    #[serde(flatten)]
    shown: Poll,
    /// What the platform calls the answers, in their order; none while it does not have the poll.
    answers: Vec<String>,
}

/// A poll as text: the question, then a line for each answer.
pub fn text<'a>(question: &'a str, answers: impl Iterator<Item = &'a str>) -> String {
    std::iter::once(question).chain(answers).collect::<Vec<_>>().join("\n- ")
}

/// A poll that is to be made: as its row keeps it, and as text.
pub fn drafted(new: &NewPoll) -> (Option<Json>, String) {
    let option = |(place, text): (u32, &String)| PollOption {
        // Telegram cuts what stands around words
        text: text.trim().to_owned(),
        voters: None,
        chosen: false,
        correct: new.correct == Some(place),
    };
    let shown = Poll {
        question: new.question.trim().to_owned(),
        options: (0..).zip(&new.options).map(option).collect(),
        voters: 0,
        closed: false,
        anonymous: new.anonymous,
        multiple: new.multiple,
        quiz: new.correct.is_some(),
        explanation: new.explanation.as_deref().map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned),
    };
    let text = text(&shown.question, shown.options.iter().map(|option| option.text.as_str()));
    (write(&Kept { shown, answers: Vec::new() }), text)
}

fn read(row: &Json) -> Option<Kept> {
    serde_json::from_value(row.clone()).ok()
}

fn write(kept: &Kept) -> Option<Json> {
    serde_json::to_value(kept).ok()
}

/// A poll with what an update tells of it; none where nobody ever told what it asks.
pub fn shown(row: Option<&Json>, new: &inbox::Poll) -> Option<Json> {
    let old = row.and_then(read);
    let mut kept = match &new.question {
        Some(question) => asked(question, old),
        None => old?,
    };
    kept.shown.voters = new.voters.unwrap_or(kept.shown.voters);
    kept.shown.explanation = new.explanation.clone().or(kept.shown.explanation);
    for (answer, option) in kept.answers.iter().zip(&mut kept.shown.options) {
        let votes = new.votes.iter().find(|votes| votes.answer == *answer);
        if new.tells_ours {
            option.chosen = votes.is_some_and(|votes| votes.chosen);
            option.voters = votes.and_then(|votes| votes.voters);
            // who has not voted is not told; what is right stays so
            option.correct |= votes.is_some_and(|votes| votes.correct);
        } else if let Some(votes) = votes {
            option.voters = votes.voters.or(option.voters);
            option.correct |= votes.correct;
        }
    }
    write(&kept)
}

/// A poll that asks this, with the votes that are known.
fn asked(question: &inbox::Question, old: Option<Kept>) -> Kept {
    let voters = old.as_ref().map(|old| old.shown.voters).unwrap_or_default();
    let explanation = old.as_ref().and_then(|old| old.shown.explanation.clone());
    let known = old.map(|old| {
        let ours = old.answers.is_empty();
        // one of ours that the platform names for the first time: in the order they were sent in
        let named = question.answers.iter().map(|(answer, _)| answer.clone());
        let answers = if ours { named.collect() } else { old.answers };
        answers.into_iter().zip(old.shown.options).collect::<Vec<_>>()
    });
    let known = known.unwrap_or_default();
    let option = |(answer, text): &(String, String)| {
        let known = known.iter().find(|(known, _)| known == answer).map(|(_, option)| option.clone());
        let new = PollOption { text: String::new(), voters: None, chosen: false, correct: false };
        PollOption { text: text.clone(), ..known.unwrap_or(new) }
    };
    Kept {
        shown: Poll {
            question: question.question.clone(),
            options: question.answers.iter().map(option).collect(),
            voters,
            closed: question.closed,
            anonymous: question.anonymous,
            multiple: question.multiple,
            quiz: question.quiz,
            explanation,
        },
        answers: question.answers.iter().map(|(answer, _)| answer.clone()).collect(),
    }
}

/// A poll that is over.
pub fn closed(row: &Json) -> Option<Json> {
    let mut kept = read(row)?;
    kept.shown.closed = true;
    write(&kept)
}

/// What the platform calls the answers at these places; none where there is no such place.
pub fn answers(row: &Json, places: &[u32]) -> Option<Vec<String>> {
    let kept = read(row)?;
    let answer = |place: &u32| kept.answers.get(usize::try_from(*place).ok()?).cloned();
    places.iter().map(answer).collect()
}

/// With our vote for these answers in place of the one there was. What an update has told already is not counted again.
pub fn with_vote(row: &Json, answers: &[String]) -> Option<Json> {
    let mut kept = read(row)?;
    let voted = kept.shown.options.iter().any(|option| option.chosen);
    kept.shown.voters += i64::from(!answers.is_empty()) - i64::from(voted);
    for (answer, option) in kept.answers.iter().zip(&mut kept.shown.options) {
        let chosen = answers.contains(answer);
        let more = i64::from(chosen) - i64::from(option.chosen);
        option.voters = option.voters.map(|voters| voters + more);
        option.chosen = chosen;
    }
    write(&kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(closed: bool) -> inbox::Question {
        inbox::Question {
            question: "Tea?".to_owned(),
            answers: vec![("a".to_owned(), "yes".to_owned()), ("b".to_owned(), "no".to_owned())],
            closed,
            anonymous: true,
            multiple: false,
            quiz: false,
        }
    }

    fn update(
        question: Option<inbox::Question>,
        people: Option<i64>,
        votes: &[(&str, i64, bool)],
    ) -> inbox::Poll {
        let one = |(answer, count, chosen): &(&str, i64, bool)| inbox::Votes {
            answer: (*answer).to_owned(),
            voters: Some(*count),
            chosen: *chosen,
            correct: false,
        };
        let votes = votes.iter().map(one).collect();
        inbox::Poll {
            id: "1".to_owned(),
            question,
            voters: people,
            votes,
            explanation: None,
            tells_ours: true,
        }
    }

    fn votes(row: &Json) -> (i64, Vec<(Option<i64>, bool)>) {
        let poll: Poll = serde_json::from_value(row.clone()).unwrap();
        (poll.voters, poll.options.into_iter().map(|option| (option.voters, option.chosen)).collect())
    }

    #[test]
    fn votes_come_and_ours_stays_where_nobody_tells_whose() {
        assert_eq!(shown(None, &update(None, Some(1), &[])), None);
        let new = shown(None, &update(Some(question(false)), Some(0), &[])).unwrap();
        assert_eq!(votes(&new), (0, vec![(None, false), (None, false)]));
        let ours = shown(Some(&new), &update(None, Some(1), &[("a", 1, true), ("b", 0, false)])).unwrap();
        assert_eq!(votes(&ours), (1, vec![(Some(1), true), (Some(0), false)]));
        let min =
            inbox::Poll { tells_ours: false, ..update(None, Some(2), &[("a", 1, false), ("b", 1, false)]) };
        assert_eq!(votes(&shown(Some(&ours), &min).unwrap()), (2, vec![(Some(1), true), (Some(1), false)]));
        let closed = inbox::Poll { question: Some(question(true)), voters: None, votes: vec![], ..min };
        let closed = shown(Some(&ours), &closed).unwrap();
        assert_eq!(votes(&closed), votes(&ours));
        assert_eq!(closed["closed"], true);
        assert_eq!(votes(&shown(Some(&ours), &update(None, Some(0), &[])).unwrap()).1, [(None, false); 2]);
    }

    #[test]
    fn a_poll_of_ours_keeps_what_is_right_when_it_is_named() {
        let new = NewPoll {
            question: " Tea? ".to_owned(),
            options: vec!["yes".to_owned(), "no ".to_owned()],
            anonymous: true,
            multiple: false,
            correct: Some(1),
            explanation: Some("It is late".to_owned()),
        };
        let (row, text) = drafted(&new);
        assert_eq!(text, "Tea?\n- yes\n- no");
        let row = shown(row.as_ref(), &update(Some(question(false)), Some(0), &[])).unwrap();
        let poll: Poll = serde_json::from_value(row.clone()).unwrap();
        assert_eq!(poll.options.iter().map(|option| option.correct).collect::<Vec<_>>(), [false, true]);
        assert_eq!(poll.explanation.as_deref(), Some("It is late"));
        assert_eq!(answers(&row, &[0, 1]).unwrap(), ["a", "b"]);
        assert_eq!(closed(&row).unwrap()["closed"], true);
    }

    #[test]
    fn our_vote_is_counted_once() {
        let row = shown(None, &update(Some(question(false)), Some(1), &[("a", 1, false), ("b", 0, false)]));
        let row = row.unwrap();
        let yes = answers(&row, &[0]).unwrap();
        let voted = with_vote(&row, &yes).unwrap();
        assert_eq!(votes(&voted), (2, vec![(Some(2), true), (Some(0), false)]));
        assert_eq!(with_vote(&voted, &yes).unwrap(), voted);
        let no = answers(&row, &[1]).unwrap();
        assert_eq!(votes(&with_vote(&voted, &no).unwrap()), (2, vec![(Some(1), false), (Some(1), true)]));
        assert_eq!(with_vote(&voted, &[]).unwrap(), row);
        assert_eq!(answers(&row, &[2]), None);
    }
}
