//! Search in the open chat, at Telegram: what is stored here may be a part of it.

use std::time::Duration;

use leptos::prelude::*;
use openapi::Page;

use super::{super::open::use_open, pinned};
use crate::{
    api,
    components::{Bones, Dialog, Each, ErrorPanel, Glyph, Icon},
    i18n::t,
    keys::{Group, use_shortcut},
    load::Paged,
    react::later,
};

/// How long one must have stopped typing.
const PAUSE: Duration = Duration::from_millis(500);

/// The button that opens it.
#[component]
pub fn Search() -> impl IntoView {
    let shown = RwSignal::new(false);
    use_shortcut("f", Group::Here, t::finding::in_chat, move || shown.set(true));
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
    let asked = later(text.into(), PAUSE);
    let id = open.id;
    let found = Paged::new(move |before: Option<String>| {
        let q = asked.get().trim().to_owned();
        async move {
            if q.is_empty() {
                return Ok(Page { items: Vec::new(), next_cursor: None });
            }
            let before = before.and_then(|before| before.parse().ok());
            let page = api::chats::search(id, &q, before).await?;
            // the newest first, as one looks for them
            let items = page.items.into_iter().rev().collect();
            Ok(Page { items, next_cursor: page.before.map(|before| before.to_string()) })
        }
    });
    let nothing = move || {
        let settled = !found.busy.get() && asked.with(|asked| !asked.trim().is_empty());
        settled && found.items.with(|items| items.as_ref().is_some_and(Vec::is_empty))
    };
    view! {
        <label class="find">
            <Icon glyph=Glyph::Search small=true />
            <input type="search" autofocus autocomplete="off" placeholder=t::finding::words aria-label=t::finding::words bind:value=text />
        </label>
        {move || found.error.get().map(|error| view! { <ErrorPanel error retry=move |()| found.refetch() /> })}
        <Show when=move || found.busy.get() && found.items.with(|items| items.as_ref().is_none_or(Vec::is_empty))>
            <Bones rows=3 />
        </Show>
        <Show when=nothing>
            <p class="dim">{t::finding::no_messages}</p>
        </Show>
        <ul class="pinned">
            <Each each=move || found.items.get().unwrap_or_default() key=|message| message.id children=move |message| pinned::one(message, shown) />
        </ul>
        <Show when=move || found.has_more()>
            <button type="button" class="btn" disabled=found.busy on:click=move |_| found.more()>{t::finding::more}</button>
        </Show>
    }
}
