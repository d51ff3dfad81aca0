//! A poll that one makes: what is asked, answers that grow in number as one types, and what kind of poll it is.

use leptos::{ev, prelude::*};
use openapi::{
    chats::ChatKind,
    messages::SendMessage,
    polls::{
        ACCOUNT_QUESTION_LIMIT, EXPLANATION_LIMIT, NewPoll, OPTION_LIMIT, OPTIONS_MAX, OPTIONS_MIN,
        QUESTION_LIMIT,
    },
};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlFormElement};

use super::{Writing, reply_to};
use crate::{
    api,
    components::{Dialog, Each, Field, Glyph, Icon, Problems},
    deed::Deed,
    i18n::{number, t},
    inbox::thread::Line,
    react::memo,
    section::Section,
};

/// The button that begins a poll, where Telegram takes one: not from an account to a person.
#[component]
pub fn Pollster(writing: Writing) -> impl IntoView {
    let open = RwSignal::new(false);
    let may = memo(move || {
        let of_account = writing.open.room.section == Section::Accounts;
        writing.open.chat.with(|chat| {
            chat.as_ref().is_some_and(|chat| !of_account || chat.kind != ChatKind::Private || chat.is_bot)
        })
    });
    view! {
        <Show when=move || may.get()>
            <button type="button" class="btn quiet square" title=t::inbox::ask_poll aria-label=t::inbox::ask_poll on:click=move |_| open.set(true)>
                <Icon glyph=Glyph::Chart small=true />
            </button>
        </Show>
        <Dialog open title=t::inbox::ask_poll>
            <Form writing open />
        </Dialog>
    }
}

/// An answer, with a number that stays its own.
type Answer = (usize, RwSignal<String>);

/// The poll as far as it is written.
#[derive(Clone, Copy)]
struct Asked {
    question: RwSignal<String>,
    answers: RwSignal<Vec<Answer>>,
    anonymous: RwSignal<bool>,
    multiple: RwSignal<bool>,
    quiz: RwSignal<bool>,
    /// The number of the right answer.
    right: RwSignal<usize>,
    explanation: RwSignal<String>,
}

impl Asked {
    fn new() -> Self {
        Self {
            question: RwSignal::new(String::new()),
            answers: RwSignal::new((0..OPTIONS_MIN).map(|at| (at, RwSignal::new(String::new()))).collect()),
            anonymous: RwSignal::new(true),
            multiple: RwSignal::new(false),
            quiz: RwSignal::new(false),
            right: RwSignal::new(0),
            explanation: RwSignal::new(String::new()),
        }
    }

    /// Adds an empty answer once the last one has words.
    fn grow(self) {
        self.answers.update(|answers| {
            let full = answers.iter().all(|(_, text)| !text.with_untracked(|text| text.trim().is_empty()));
            if full && answers.len() < OPTIONS_MAX {
                answers.push((answers.len(), RwSignal::new(String::new())));
            }
        });
    }

    /// The poll; none while something is missing. Reactive.
    fn poll(self) -> Option<NewPoll> {
        let question = self.question.with(|question| question.trim().to_owned());
        let written = self.answers.with(|answers| {
            let text = |(at, text): &Answer| (*at, text.with(|text| text.trim().to_owned()));
            answers.iter().map(text).filter(|(_, text)| !text.is_empty()).collect::<Vec<_>>()
        });
        let quiz = self.quiz.get();
        let right = (0..).zip(&written).find(|(_, (at, _))| *at == self.right.get()).map(|(place, _)| place);
        let explanation = self.explanation.with(|text| text.trim().to_owned());
        let whole = !question.is_empty() && written.len() >= OPTIONS_MIN && (!quiz || right.is_some());
        whole.then(|| NewPoll {
            question,
            options: written.into_iter().map(|(_, text)| text).collect(),
            anonymous: self.anonymous.get(),
            multiple: self.multiple.get() && !quiz,
            correct: right.filter(|_| quiz),
            explanation: Some(explanation).filter(|text| quiz && !text.is_empty()),
        })
    }
}

#[component]
fn Form(writing: Writing, open: RwSignal<bool>) -> impl IntoView {
    let chat = writing.open;
    let asked = Asked::new();
    let channel =
        memo(move || chat.chat.with(|chat| chat.as_ref().is_some_and(|chat| chat.kind == ChatKind::Channel)));
    let limit = if chat.room.section == Section::Accounts { ACCOUNT_QUESTION_LIMIT } else { QUESTION_LIMIT };
    let poll = memo(move || asked.poll());
    let sending = Deed::new();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(poll) = poll.get_untracked().filter(|_| !sending.pending.get_untracked()) else { return };
        let reply = chat.reply.with_untracked(|message| message.as_ref().map(reply_to));
        let new = SendMessage {
            text: String::new(),
            entities: Vec::new(),
            media_id: None,
            poll: Some(poll),
            reply_to: reply.and_then(|reply| reply.message_id),
            silent: writing.silent.get_untracked(),
        };
        let key = sending.key();
        sending.run(async move { api::messages::send(chat.id, &new, key).await }, move |_| {
            open.set(false);
            chat.reply.set(None);
            chat.line.set(Line::None);
            chat.jump_to_end();
            chat.focus_composer();
        });
    };
    view! {
        <form class="form asking" on:submit=submit>
            <Field name="poll.question" label=t::inbox::poll_question error=sending.error>
                <input id="poll.question" class="input" autofocus autocomplete="off" dir="auto" maxlength=limit bind:value=asked.question on:keydown=move |event| next(&event) />
            </Field>
            <fieldset class="field">
                <legend>{t::inbox::poll_answers}</legend>
                <Each each=move || asked.answers.get() key=|(at, _)| *at let:answer>
                    <AnswerRow asked answer />
                </Each>
            </fieldset>
            <div class="stack tight">
                <label class="check">
                    <input type="checkbox" disabled=move || channel.get() bind:checked=asked.anonymous />
                    <span>{t::inbox::poll_hidden}</span>
                </label>
                <label class="check">
                    <input type="checkbox" disabled=move || asked.quiz.get() bind:checked=asked.multiple />
                    <span>{t::inbox::poll_several}</span>
                </label>
                <label class="check">
                    <input type="checkbox" bind:checked=asked.quiz />
                    <span>{t::inbox::poll_quiz}</span>
                </label>
            </div>
            <Show when=move || asked.quiz.get()>
                <Field name="poll.explanation" label=t::inbox::poll_explanation error=sending.error>
                    <input id="poll.explanation" class="input" autocomplete="off" dir="auto" maxlength=EXPLANATION_LIMIT bind:value=asked.explanation />
                </Field>
            </Show>
            <Problems error=sending.error fields=&["poll.question", "poll.explanation"] />
            <div class="form-foot end">
                <button type="button" class="btn" on:click=move |_| open.set(false)>{t::common::cancel}</button>
                <button type="submit" class="btn primary" disabled=move || poll.with(Option::is_none) || sending.pending.get()>
                    {t::inbox::poll_send}
                </button>
            </div>
        </form>
    }
}

#[component]
fn AnswerRow(asked: Asked, answer: Answer) -> impl IntoView {
    let (at, text) = answer;
    let name = move || t::inbox::poll_answer(&number(i64::try_from(at + 1).unwrap_or(i64::MAX)));
    view! {
        <div class="answer">
            <Show when=move || asked.quiz.get()>
                <input
                    type="radio"
                    name="right"
                    title=t::inbox::right_answer
                    aria-label=move || format!("{}: {}", t::inbox::right_answer(), name())
                    prop:checked=move || asked.right.get() == at
                    on:change=move |_| asked.right.set(at)
                />
            </Show>
            <input class="input" autocomplete="off" dir="auto" maxlength=OPTION_LIMIT placeholder=name aria-label=name bind:value=text on:input=move |_| asked.grow() on:keydown=move |event| next(&event) />
        </div>
    }
}

/// Enter goes on to the next answer, and from the last one sends what is written.
fn next(event: &ev::KeyboardEvent) {
    if event.key() != "Enter" || event.is_composing() || event.ctrl_key() || event.meta_key() {
        return;
    }
    let field = event_target::<HtmlElement>(event);
    let Some(form) = field.closest("form").ok().flatten() else { return };
    let Ok(fields) = form.query_selector_all("input.input") else { return };
    let fields: Vec<HtmlElement> =
        (0..fields.length()).filter_map(|at| fields.item(at)?.dyn_into().ok()).collect();
    let place = fields.iter().position(|other| *other == field);
    event.prevent_default();
    match place.and_then(|place| fields.get(place + 1)) {
        // a field in the document takes the focus
        Some(next) => drop(next.focus()),
        // refused only for a form that is not in the document
        None => drop(form.dyn_into::<HtmlFormElement>().map(|form| form.request_submit())),
    }
}
