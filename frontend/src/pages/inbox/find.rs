//! What accounts find at Telegram beyond the chats that are here: by name, by link, among their contacts.

mod account;
mod contacts;
mod join;
mod messages;

pub use messages::Messages;

use std::time::Duration;

use leptos::prelude::*;
use openapi::{
    IdentityId,
    chats::{ChatKind, FoundPeer},
};

use super::{
    chat::kind,
    room::{Room, use_room},
};
use crate::{
    api,
    components::{Avatar, Each, ErrorPanel, Glyph, Icon, Menu, Place, menu_row, use_toasts},
    deed::Deed,
    i18n::t,
    load::Load,
    react::{effect, later, memo},
};

/// How long one must have stopped typing: Telegram limits how often an account may search.
const PAUSE: Duration = Duration::from_millis(600);
/// The fewest letters that Telegram finds anything by.
const FEWEST: usize = 3;

/// What Telegram finds for the words of the search, below the chats that are here.
#[component]
pub fn Found() -> impl IntoView {
    let room = use_room();
    let q = memo(move || room.filter.with(|filter| filter.q.clone()));
    let shown = memo(move || q.with(|q| q.chars().count() >= FEWEST) && room.steers_telegram());
    view! {
        <Show when=move || shown.get()>
            <section class="found" aria-label=t::finding::at_telegram>
                <h2>{t::finding::at_telegram}</h2>
                {move || match room.account() {
                    Some(account) => view! { <Results account q /> }.into_any(),
                    None => view! { <p class="dim small">{t::finding::choose_account}</p> }.into_any(),
                }}
            </section>
        </Show>
    }
}

#[component]
fn Results(account: IdentityId, q: Memo<String>) -> impl IntoView {
    let (room, toasts) = (use_room(), use_toasts());
    let asked = later(q.into(), PAUSE);
    let found = Load::new(move || {
        let q = asked.get();
        async move {
            let wanted = q.chars().count() >= FEWEST;
            if wanted { api::peers::find(account, &q).await } else { Ok(Vec::new()) }
        }
    });
    // what is listed above is not told twice
    let news = memo(move || {
        let mut news = found.value.get().unwrap_or_default();
        room.feed
            .order
            .with(|listed| news.retain(|peer| peer.chat_id.is_none_or(|id| !listed.contains(&id))));
        news
    });
    let opening = Deed::new();
    effect(move || {
        if let Some(error) = opening.error.get() {
            toasts.failed(&error);
        }
    });
    let joining = RwSignal::new(None::<FoundPeer>);
    let press = move |peer: FoundPeer| match (peer.chat_id, peer.kind, &peer.username) {
        (Some(chat), ..) => room.show_chat(chat),
        (None, ChatKind::Group | ChatKind::Supergroup | ChatKind::Channel, Some(_)) => {
            joining.set(Some(peer));
        }
        (None, ..) => open(room, opening, account, peer.telegram_id),
    };
    let row = move |peer: FoundPeer| {
        let chosen = peer.clone();
        view! {
            <li>
                <button type="button" class="choice" disabled=opening.pending on:click=move |_| press(chosen.clone())>
                    <Face peer />
                </button>
            </li>
        }
    };
    let nothing = move || {
        found.error.with(Option::is_none) && found.value.with(Option::is_some) && news.with(Vec::is_empty)
    };
    view! {
        {move || found.error.get().map(|error| view! { <ErrorPanel error retry=move |()| found.refetch() /> })}
        <Show when=nothing>
            <p class="dim small">{t::finding::nothing_more}</p>
        </Show>
        <ul class="choices">
            <Each each=move || news.get() key=|peer| peer.telegram_id children=row />
        </ul>
        <join::Asked account joining />
    }
}

/// Opens an account's chat with someone.
fn open(room: Room, opening: Deed, account: IdentityId, telegram_id: i64) {
    opening.run(api::peers::open(account, telegram_id), move |chat| {
        room.tell_chat(&chat);
        room.show_chat(chat.id);
    });
}

/// Who or what was found, in a row.
#[component]
fn Face(peer: FoundPeer) -> impl IntoView {
    let kind = match (peer.is_bot, peer.contact) {
        (true, _) => t::finding::bot(),
        (false, true) => t::inbox::contact(),
        (false, false) => kind(peer.kind),
    };
    let about = [Some(kind.to_owned()), peer.username.map(|name| format!("@{name}")), peer.phone];
    view! {
        <Avatar name=Signal::stored(peer.title.clone()) small=true />
        <span class="who grow">
            <b class="cut">{peer.title.clone()}</b>
            <span class="cut small dim">{about.into_iter().flatten().collect::<Vec<_>>().join(" · ")}</span>
        </span>
    }
}

/// The button beside the search: contacts, and joining by a link.
#[component]
pub fn New() -> impl IntoView {
    let room = use_room();
    let place = RwSignal::new(None::<Place>);
    let (contacts, join) = (RwSignal::new(false), RwSignal::new(false));
    let line = move |glyph, label: fn() -> &'static str, shown: RwSignal<bool>| {
        menu_row(glyph, label(), "", false, move || {
            place.set(None);
            shown.set(true);
        })
    };
    view! {
        <Show when=move || room.steers_telegram()>
            <button type="button" class="btn square" title=t::finding::new aria-label=t::finding::new aria-haspopup="menu" on:click=move |event| place.set(Some(Place::of_press(&event)))>
                <Icon glyph=Glyph::Plus small=true />
            </button>
            <Menu place=memo(move || place.get()) close=move |()| place.set(None) label=t::finding::new>
                {line(Glyph::People, t::finding::contacts, contacts)}
                {line(Glyph::Join, t::finding::join_by_link, join)}
            </Menu>
            <contacts::Contacts shown=contacts />
            <join::ByLink shown=join />
        </Show>
    }
}
