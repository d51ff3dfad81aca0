//! The search above the chat list.

use std::time::Duration;

use leptos::{ev, html, prelude::*};

use super::room::use_room;
use crate::{
    components::{Glyph, Icon},
    i18n::t,
    inbox::filter::Filter,
    keys::{Group, use_shortcut},
};

/// How long one must have stopped typing.
const PAUSE: Duration = Duration::from_millis(200);

/// Finds chats by title and username.
#[component]
pub fn Search() -> impl IntoView {
    let room = use_room();
    let node = NodeRef::<html::Input>::new();
    let text = RwSignal::new(room.filter.with_untracked(|filter| filter.q.clone()));
    let timer = StoredValue::new(None::<TimeoutHandle>);
    use_shortcut("/", Group::Here, t::inbox::key_search, move || {
        if let Some(input) = node.get_untracked() {
            // an input in the document takes the focus
            let _ = input.focus();
            input.select();
        }
    });
    // the address may change by other means: a link, a step back
    Effect::new(move |_| {
        let q = room.filter.with(|filter| filter.q.clone());
        if text.with_untracked(|text| text.trim() != q) {
            text.set(q);
        }
    });
    let apply = move || {
        let q = text.get_untracked().trim().to_owned();
        if room.filter.with_untracked(|filter| filter.q != q) {
            let now = room.filter.get_untracked();
            room.list(&Filter { q, ..now });
        }
    };
    let stop = move || {
        timer.update_value(|timer| {
            if let Some(timer) = timer.take() {
                timer.clear();
            }
        });
    };
    let typed = move |_| {
        stop();
        timer.set_value(set_timeout_with_handle(apply, PAUSE).ok());
    };
    on_cleanup(stop);
    let press = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Escape" => {
            event.prevent_default();
            stop();
            if text.with_untracked(String::is_empty) {
                room.feed.list.focus();
            } else {
                text.set(String::new());
                apply();
            }
        }
        "ArrowDown" | "Enter" if !event.is_composing() => {
            event.prevent_default();
            stop();
            apply();
            room.feed.list.focus();
        }
        _ => {}
    };
    let clear = move |_| {
        text.set(String::new());
        apply();
    };
    view! {
        <div class="bar">
            <label class="find grow">
                <Icon glyph=Glyph::Search small=true />
                <input
                    node_ref=node
                    type="search"
                    placeholder=t::inbox::search
                    aria-label=t::inbox::search
                    autocomplete="off"
                    bind:value=text
                    on:input=typed
                    on:keydown=press
                />
                {move || {
                    if text.with(String::is_empty) {
                        view! { <kbd aria-hidden="true">"/"</kbd> }.into_any()
                    } else {
                        view! {
                            <button type="button" class="clear" aria-label=t::inbox::clear on:click=clear>
                                <Icon glyph=Glyph::Close small=true />
                            </button>
                        }
                            .into_any()
                    }
                }}
            </label>
        </div>
    }
}
