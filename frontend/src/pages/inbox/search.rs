//! The search above the chat list.

use std::time::Duration;

use leptos::{ev, html, prelude::*};

use super::{
    find,
    room::{Room, use_room},
};
use crate::{
    components::{Glyph, Icon},
    i18n::t,
    inbox::filter::Filter,
    keys::{Group, use_shortcut},
    react::effect,
};

/// How long one must have stopped typing.
const PAUSE: Duration = Duration::from_millis(200);

/// What is done with the chats found, once they are there.
#[derive(Clone, Copy, PartialEq)]
enum Then {
    /// Go to the first.
    Focus,
    /// Open the first.
    Open,
}

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
    effect(move || {
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
    let then = RwSignal::new(None::<(Then, String)>);
    effect(move || act(room, then));
    let stop = move || {
        timer.update_value(|timer| {
            if let Some(timer) = timer.take() {
                timer.clear();
            }
        });
    };
    let typed = move |_| {
        stop();
        then.set(None);
        timer.set_value(set_timeout_with_handle(apply, PAUSE).ok());
    };
    on_cleanup(stop);
    let press = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Escape" => {
            event.prevent_default();
            stop();
            then.set(None);
            if text.with_untracked(String::is_empty) {
                room.feed.list.focus();
            } else {
                text.set(String::new());
                apply();
            }
        }
        key @ ("ArrowDown" | "Enter") if !event.is_composing() => {
            event.prevent_default();
            stop();
            apply();
            let q = text.with_untracked(|text| text.trim().to_owned());
            let deed = if key == "Enter" && !q.is_empty() { Then::Open } else { Then::Focus };
            then.set(Some((deed, q)));
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
            <find::New />
        </div>
    }
}

/// Does what was asked for once what was typed is found: until then the list on the page is that of an earlier search.
fn act(room: Room, then: RwSignal<Option<(Then, String)>>) {
    let Some((deed, q)) = then.get() else { return };
    let filter = room.filter.get();
    if room.feed.error.with(Option::is_some) {
        then.set(None);
    } else if filter.q == q && room.feed.shows(&filter) {
        then.set(None);
        if let Some(first) = room.feed.order.with_untracked(|order| order.first().copied()) {
            room.feed.list.active.set(Some(first));
            room.feed.list.focus();
            if deed == Then::Open {
                room.show_chat(first);
            }
        }
    }
}
