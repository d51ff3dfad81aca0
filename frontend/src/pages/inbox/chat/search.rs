//! Search in the open chat: among what is stored at once, and at Telegram when that is asked for.

use std::time::Duration;

use leptos::prelude::*;
use openapi::{
    Page,
    messages::{Message, MessagePage},
};

use super::{super::open::use_open, pinned};
use crate::{
    api::{self, messages::Search as Asked},
    components::{Bones, Dialog, Each, ErrorPanel, Glyph, Icon},
    i18n::t,
    keys::{Group, use_shortcut},
    load::Paged,
    react::{later, memo},
};

/// How long one must have stopped typing.
const PAUSE: Duration = Duration::from_millis(200);

/// The button that opens it.
#[component]
pub fn Search() -> impl IntoView {
    let shown = RwSignal::new(false);
    // the browser's own search sees only the messages that are drawn
    for keys in ["f", "ctrl+f"] {
        use_shortcut(keys, Group::Here, t::finding::in_chat, move || shown.set(true));
    }
    view! {
        <button type="button" class="btn square" title=t::finding::in_chat aria-label=t::finding::in_chat on:click=move |_| shown.set(true)>
            <Icon glyph=Glyph::Search small=true />
        </button>
        <Dialog open=shown title=t::finding::in_chat>
            <Results shown />
        </Dialog>
    }
}

#[component]
fn Results(shown: RwSignal<bool>) -> impl IntoView {
    let open = use_open();
    let text = RwSignal::new(String::new());
    let late = later(text.into(), PAUSE);
    let words = memo(move || late.with(|text| text.trim().to_owned()));
    let here = found(Asked::Here, words);
    // the words that Telegram was asked for
    let beyond = RwSignal::new(None::<String>);
    let elsewhere = move || {
        if beyond.get().is_some_and(|asked| asked == words.get()) {
            let known = memo(move || ids(here));
            let there = found(Asked::Telegram, words);
            view! {
                <h3>{t::finding::at_telegram}</h3>
                <Hits found=there known shown nothing=t::finding::nothing_more />
            }
            .into_any()
        } else {
            let ask = move |_| beyond.set(Some(words.get_untracked()));
            view! { <button type="button" class="btn" on:click=ask>{t::finding::ask_telegram}</button> }
                .into_any()
        }
    };
    view! {
        <label class="find">
            <Icon glyph=Glyph::Search small=true />
            <input type="search" autofocus autocomplete="off" placeholder=t::finding::words aria-label=t::finding::words bind:value=text />
        </label>
        <Show when=move || !words.with(String::is_empty)>
            <Hits found=here known=memo(Vec::new) shown nothing=t::finding::nothing_here />
            <Show when=move || open.room.steers_telegram()>{elsewhere}</Show>
        </Show>
    }
}

/// What is found, the newest first, as one looks for it.
fn found(at: Asked, words: Memo<String>) -> Paged<Message> {
    let chat = use_open().id;
    Paged::new(move |before: Option<String>| {
        let q = words.get();
        async move {
            if q.is_empty() {
                return Ok(Page { items: Vec::new(), next_cursor: None });
            }
            let mut before = before.and_then(|before| before.parse().ok());
            loop {
                let MessagePage { items, before: next, .. } =
                    api::messages::search(chat, at, &q, before).await?;
                // a page looks through so many messages, and may find none
                if items.is_empty() && next.is_some() {
                    before = next;
                } else {
                    let items = items.into_iter().rev().collect();
                    return Ok(Page { items, next_cursor: next.map(|next| next.to_string()) });
                }
            }
        }
    })
}

fn ids(found: Paged<Message>) -> Vec<openapi::MessageId> {
    found.items.with(|items| items.iter().flatten().map(|message| message.id).collect())
}

/// Messages that were found, but for those that are `known` already.
#[component]
fn Hits(
    found: Paged<Message>,
    known: Memo<Vec<openapi::MessageId>>,
    shown: RwSignal<bool>,
    nothing: fn() -> &'static str,
) -> impl IntoView {
    let hits = memo(move || {
        let mut hits = found.items.get().unwrap_or_default();
        known.with(|known| hits.retain(|message| !known.contains(&message.id)));
        hits
    });
    let none = move || hits.with(Vec::is_empty);
    view! {
        {move || found.error.get().map(|error| view! { <ErrorPanel error retry=move |()| found.refetch() /> })}
        <Show when=move || found.busy.get() && none()>
            <Bones rows=2 />
        </Show>
        <Show when=move || !found.busy.get() && found.error.with(Option::is_none) && none()>
            <p class="dim">{nothing}</p>
        </Show>
        <ul class="pinned">
            <Each each=move || hits.get() key=|message| message.id children=move |message| pinned::one(message, shown) />
        </ul>
        <Show when=move || found.has_more()>
            <button type="button" class="btn" disabled=found.busy on:click=move |_| found.more()>{t::finding::more}</button>
        </Show>
    }
}
