//! A poll: what is asked, how the answers stand, and for accounts a vote.

use leptos::prelude::*;
use openapi::{
    messages::{Message, Poll, PollOption},
    users::Role,
};

use super::{super::open::use_open, deeds};
use crate::{
    components::{Glyph, Icon},
    i18n::{number, t},
    inbox::thread::is_standing,
    react::memo,
    section::Section,
    session,
};

/// The poll of a message, if it is one.
#[component]
pub fn PollFace(message: Memo<Message>) -> impl IntoView {
    let open = use_open();
    let poll = memo(move || message.with(|message| message.poll.clone()));
    let may = memo(move || {
        open.room.section == Section::Accounts && message.with(is_standing) && session::may(Role::Operator)
    });
    // what is ticked where several answers may be given
    let picked = RwSignal::new(Vec::<u32>::new());
    let vote = move |options: Vec<u32>| {
        picked.set(Vec::new());
        deeds::vote(open, message.with_untracked(|message| message.id), options);
    };
    let draw = move |poll: Poll| {
        let voted = poll.options.iter().any(|option| option.chosen);
        let asked = may.get() && !poll.closed && !voted;
        let multiple = poll.multiple;
        let press = move |at: u32| {
            if multiple {
                picked.update(|picked| match picked.iter().position(|other| *other == at) {
                    Some(place) => drop(picked.remove(place)),
                    None => picked.push(at),
                });
            } else {
                vote(vec![at]);
            }
        };
        let (voters, quiz) = (poll.voters, poll.quiz);
        let one = |(at, option): (u32, PollOption)| {
            if asked {
                let ticked = move || picked.with(|picked| picked.contains(&at));
                view! {
                    <li>
                        <button type="button" class="option" aria-pressed=move || multiple.then(|| ticked().to_string()) on:click=move |_| press(at)>
                            <span class="tick" class:square=multiple>{move || ticked().then(|| view! { <Icon glyph=Glyph::Check small=true /> })}</span>
                            <span class="words">{option.text}</span>
                        </button>
                    </li>
                }
                .into_any()
            } else {
                result(option, voters, quiz)
            }
        };
        let options = (0..).zip(poll.options.clone()).map(one).collect_view();
        let retractable = may.get() && voted && !poll.closed && !poll.quiz;
        view! {
            <div class="poll" role="group" aria-label=t::inbox::poll>
                <b class="question">{poll.question.clone()}</b>
                <ul>{options}</ul>
                <div class="foot small dim">
                    <span>{about(&poll)}</span>
                    {(asked && multiple).then(|| view! {
                        <button type="button" class="link" disabled=move || picked.with(Vec::is_empty) on:click=move |_| vote(picked.get_untracked())>{t::inbox::vote}</button>
                    })}
                    {retractable.then(|| view! {
                        <button type="button" class="link" on:click=move |_| vote(Vec::new())>{t::inbox::take_vote_back}</button>
                    })}
                </div>
            </div>
        }
    };
    move || poll.get().map(draw)
}

/// An answer and how many gave it.
fn result(option: PollOption, voters: i64, quiz: bool) -> AnyView {
    let share = option.voters.map(|count| percent(count, voters));
    let count = option.voters.filter(|count| *count > 0).map(number);
    let mistaken = quiz && option.chosen && !option.correct;
    let sign = match (option.correct, option.chosen) {
        (true, _) => Some((Glyph::Check, t::inbox::right_answer())),
        (false, true) if mistaken => Some((Glyph::Close, t::inbox::wrong_answer())),
        (false, true) => Some((Glyph::Check, t::inbox::our_vote())),
        (false, false) => None,
    };
    view! {
        <li class="option" class:chosen=option.chosen class:correct=option.correct class:mistaken=mistaken>
            <span class="share">{share.map(|share| format!("{share}\u{a0}%"))}</span>
            <span class="words">
                {option.text}
                {sign.map(|(glyph, name)| view! { <span class="tick" title=name><Icon glyph small=true /><span class="hidden-text">{name}</span></span> })}
            </span>
            <span class="small dim">{count}</span>
            <i class="level" style:width=share.map(|share| format!("{share}%"))></i>
        </li>
    }
    .into_any()
}

/// How much of a hundred one number is of another, rounded; where several answers count, together more than a hundred.
fn percent(part: i64, whole: i64) -> i64 {
    if whole > 0 { (part * 200 + whole) / (whole * 2) } else { 0 }
}

/// What kind of poll it is and how many voted.
fn about(poll: &Poll) -> String {
    let kind = match (poll.quiz, poll.anonymous) {
        (true, true) => t::inbox::quiz_anonymous(),
        (true, false) => t::inbox::quiz(),
        (false, true) => t::inbox::poll_anonymous(),
        (false, false) => t::inbox::poll_public(),
    };
    let over = poll.closed.then(|| t::inbox::poll_closed().to_owned());
    [kind.to_owned(), t::inbox::voters(poll.voters)].into_iter().chain(over).collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_and_nobody_is_no_share() {
        assert_eq!([percent(1, 3), percent(2, 3), percent(3, 3), percent(0, 0)], [33, 67, 100, 0]);
    }
}
