//! Whose chats are listed: all, some of them, or those of one bot or account.

use leptos::prelude::*;

use super::{identity::Identity, room::use_room};
use crate::{
    components::Each,
    i18n::{number, t},
    inbox::filter::{Filter, Show},
    react::memo,
    section::Section,
};

/// The choices, and the bots or accounts with what of them is unread.
#[component]
pub fn Side() -> impl IntoView {
    let room = use_room();
    let (name, path) = match room.section {
        Section::Bots => (t::shell::bots, "/bots"),
        Section::Accounts => (t::shell::accounts, "/accounts"),
    };
    view! {
        <nav class="side inbox-side" aria-label=t::inbox::side>
            {Show::choices(room.section).iter().map(|show| view! { <Choice show=*show /> }).collect_view()}
            <h2>
                <span>{name}</span>
                <a href=path>{t::bots::manage}</a>
            </h2>
            <Each each=move || room.identities().unwrap_or_default() key=|identity| identity.id let:identity>
                <Row identity />
            </Each>
        </nav>
    }
}

/// The name of a choice.
pub fn name(show: Show) -> &'static str {
    match show {
        Show::All => t::inbox::all(),
        Show::Unread => t::inbox::unread(),
        Show::People => t::inbox::people(),
        Show::Groups => t::inbox::groups(),
        Show::Channels => t::inbox::channels(),
        Show::Archive => t::inbox::archive(),
    }
}

#[component]
fn Choice(show: Show) -> impl IntoView {
    let room = use_room();
    let unread = room.fleet.unread(room.section);
    let address = move || {
        let now = room.filter.get();
        room.address(&Filter { show, ..now }, room.chat.get())
    };
    let count = move || match show {
        Show::All => unread.value.with(|unread| unread.as_ref().map(|unread| unread.total)),
        Show::Unread => unread.value.with(|unread| unread.as_ref().map(|unread| unread.chats)),
        Show::People | Show::Groups | Show::Channels | Show::Archive => None,
    };
    view! {
        <a class="side-row" href=address aria-current=move || (room.filter.with(|filter| filter.show) == show).then_some("true")>
            <span class="cut">{move || name(show)}</span>
            {move || count().filter(|count| *count > 0).map(|count| view! { <span class="count">{number(count)}</span> })}
        </a>
    }
}

#[component]
fn Row(identity: Identity) -> impl IntoView {
    let room = use_room();
    let id = identity.id;
    let identity = memo(move || room.identity(id).unwrap_or_else(|| identity.clone()));
    let chosen = move || room.filter.with(|filter| filter.identity == Some(id));
    let address = move || {
        let now = room.filter.get();
        // a second press takes the choice back
        let identity = (!chosen()).then_some(id);
        // folders are an account's own
        room.address(&Filter { identity, folder: None, ..now }, room.chat.get())
    };
    let unread = move || room.fleet.unread_of(room.section, id);
    let ill = move || identity.get().is_ill();
    view! {
        <a
            class="side-row"
            href=address
            aria-current=move || chosen().then_some("true")
            title=move || identity.with(|identity| format!("{} · {}", identity.name, identity.state))
        >
            <i class=move || identity.with(|identity| format!("dot {}", identity.tone))></i>
            <span class="cut">{move || identity.with(|identity| identity.label.clone())}</span>
            {move || ill().then(|| {
                let Identity { state, tone, .. } = identity.get();
                view! { <span class=format!("count {tone}-text")>{state}</span> }
            })}
            {move || {
                (unread() > 0)
                    .then(|| {
                        view! {
                            <span class="count" class:after=ill()>
                                <span aria-hidden="true">{number(unread())}</span>
                                <span class="hidden-text">{t::shell::unread(unread())}</span>
                            </span>
                        }
                    })
            }}
        </a>
    }
}
