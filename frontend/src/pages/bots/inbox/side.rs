//! Whose chats are listed: all, some of them, or those of one bot.

use leptos::prelude::*;
use openapi::bots::{Bot, ObservedState};

use super::room::{Room, use_room};
use crate::{
    components::Each,
    fleet::use_fleet,
    i18n::{number, t},
    inbox::{
        chats::unread_of,
        filter::{Filter, Show},
    },
    pages::bots::state,
    react::memo,
};

/// The choices, and the bots with what of them is unread.
#[component]
pub fn Side() -> impl IntoView {
    let fleet = use_fleet();
    view! {
        <nav class="side inbox-side" aria-label=t::inbox::side>
            {Show::ALL.map(|show| view! { <Choice show /> }).collect_view()}
            <h2>
                <span>{t::shell::bots}</span>
                <a href="/bots">{t::bots::manage}</a>
            </h2>
            <Each each=move || fleet.bots.value.get().unwrap_or_default() key=|bot| bot.id let:bot>
                <BotRow bot />
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
    }
}

#[component]
fn Choice(show: Show) -> impl IntoView {
    let (room, unread) = (use_room(), use_fleet().unread);
    let address = move || {
        let now = room.filter.get();
        Room::address(&Filter { show, ..now }, room.chat.get())
    };
    let count = move || match show {
        Show::All => unread.value.with(|unread| unread.as_ref().map(|unread| unread.total)),
        Show::Unread => unread.value.with(|unread| unread.as_ref().map(|unread| unread.chats)),
        Show::People | Show::Groups | Show::Channels => None,
    };
    view! {
        <a class="side-row" href=address aria-current=move || (room.filter.with(|filter| filter.show) == show).then_some("true")>
            <span class="cut">{move || name(show)}</span>
            {move || count().filter(|count| *count > 0).map(|count| view! { <span class="count">{number(count)}</span> })}
        </a>
    }
}

#[component]
fn BotRow(bot: Bot) -> impl IntoView {
    let (room, fleet) = (use_room(), use_fleet());
    let id = bot.id;
    let bot = memo(move || fleet.bot(id).unwrap_or_else(|| bot.clone()));
    let chosen = move || room.filter.with(|filter| filter.bot == Some(id));
    let address = move || {
        let now = room.filter.get();
        // a second press takes the choice back
        let bot = (!chosen()).then_some(id);
        Room::address(&Filter { bot, ..now }, room.chat.get())
    };
    let unread = move || {
        fleet.unread.value.with(|unread| unread.as_ref().map_or(0, |unread| unread_of(unread, id.into())))
    };
    let observed = move || bot.with(|bot| bot.observed.state);
    let ill = move || (observed() != ObservedState::Running).then(|| state::name(observed()));
    view! {
        <a
            class="side-row"
            href=address
            aria-current=move || chosen().then_some("true")
            title=move || bot.with(|bot| format!("{} · {}", bot.name, state::name(bot.observed.state)))
        >
            <i class=move || state::dot(observed())></i>
            <span class="cut">"@"{move || bot.with(|bot| bot.username.clone())}</span>
            {move || ill().map(|state| view! { <span class=format!("count {}-text", state::tone(observed()))>{state}</span> })}
            {move || {
                (unread() > 0)
                    .then(|| {
                        view! {
                            <span class="count" class:after=ill().is_some()>
                                <span aria-hidden="true">{number(unread())}</span>
                                <span class="hidden-text">{t::shell::unread(unread())}</span>
                            </span>
                        }
                    })
            }}
        </a>
    }
}
