//! Bots or accounts as a list: what is wrong comes first, and the address holds what is shown.

use leptos::{html, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{query_signal, query_signal_with_options},
};
use openapi::IdentityId;

use super::{Drawing, Empty, Glyph, Icon, VirtualList, virtual_list::ListHandle};
use crate::{
    i18n::t,
    keys::{Group, use_shortcut},
    react::memo,
};

/// What the list must know of one of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its place: how urgent it is, then its name.
    pub order: (u8, String),
    /// Which one it is.
    pub id: IdentityId,
    /// What a search looks through, in small letters.
    pub text: String,
    /// The word of its state in the address.
    pub state: String,
}

/// Which shelf is shown: those in use, or the archived ones.
#[component]
pub fn Shelves() -> impl IntoView {
    let (archived, set_archived) = query_signal::<bool>("archived");
    let side = move |label: fn() -> &'static str, value: bool| {
        let pressed = move || (archived.get().unwrap_or(false) == value).to_string();
        view! {
            <button type="button" aria-pressed=pressed on:click=move |_| set_archived.set(value.then_some(true))>
                {label}
            </button>
        }
    };
    view! { <div class="segments">{side(t::roster::present, false)} {side(t::roster::archived, true)}</div> }
}

/// Whether the address asks for the archived ones.
pub fn shows_archived() -> Memo<bool> {
    let (archived, _) = query_signal::<bool>("archived");
    memo(move || archived.get().unwrap_or(false))
}

/// The search and the rows that fit it.
#[component]
pub fn Roster(
    /// All of them.
    #[prop(into)]
    entries: Signal<Vec<Entry>>,
    /// Draws a row.
    #[prop(into)]
    row: Callback<IdentityId, AnyView>,
    /// The name of the list.
    label: fn() -> &'static str,
    /// The name of the search.
    find: fn() -> &'static str,
    /// That nothing fits the search.
    not_found: fn() -> &'static str,
) -> impl IntoView {
    // typing is no step in the history
    let typing = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
    let (q, set_q) = query_signal_with_options::<String>("q", typing);
    let (wanted, set_wanted) = query_signal::<String>("state");
    let input = NodeRef::<html::Input>::new();
    use_shortcut("/", Group::Here, find, move || {
        if let Some(input) = input.get_untracked() {
            // an input in the document takes the focus
            let _ = input.focus();
        }
    });
    let keys = memo(move || {
        let (text, wanted) = (q.get().unwrap_or_default().to_lowercase(), wanted.get());
        let fits = |entry: &Entry| {
            entry.text.contains(&text) && wanted.as_ref().is_none_or(|wanted| *wanted == entry.state)
        };
        let mut found = entries.get();
        found.retain(fits);
        found.sort();
        found.into_iter().map(|entry| entry.id).collect::<Vec<_>>()
    });
    let handle = ListHandle::new();
    let every_state = move || {
        view! {
            <button type="button" class="btn" on:click=move |_| set_wanted.set(None)>
                {t::roster::every_state}
            </button>
        }
    };
    view! {
        <div class="row wrap">
            <label class="find grow">
                <Icon glyph=Glyph::Search small=true />
                <input
                    node_ref=input
                    type="search"
                    placeholder=find
                    aria-label=find
                    prop:value=move || q.get().unwrap_or_default()
                    on:input:target=move |event| set_q.set(Some(event.target().value()).filter(|text| !text.is_empty()))
                />
                <kbd>"/"</kbd>
            </label>
            {move || wanted.get().map(|_| every_state())}
        </div>
        <Show
            when=move || keys.with(|keys| !keys.is_empty())
            fallback=move || view! { <Empty drawing=Drawing::Search title=t::palette::nothing text=not_found /> }
        >
            <div class="card list-card">
                <VirtualList keys row=move |id| row.run(id) label estimate=56.0 handle />
            </div>
        </Show>
    }
}
