//! The chat list.

mod row;

use leptos::prelude::*;

use super::room::use_room;
use crate::{
    components::{Bones, Drawing, Each, Empty, ErrorPanel, VirtualList},
    fleet::use_fleet,
    i18n::t,
    inbox::{
        chats::Chats,
        filter::{Filter, Show},
    },
    pages::{accounts::NoAccounts, bots::NoBots},
    react::memo,
    section::Section,
};

/// How high a row is, in pixels.
const ROW: f64 = 61.0;

/// The chats under the filter, the newest message first.
#[component]
pub fn List() -> impl IntoView {
    let room = use_room();
    let feed = room.feed;
    let loaded = memo(move || feed.chats.with(Chats::is_loaded));
    let empty = memo(move || loaded.get() && feed.order.with(Vec::is_empty));
    let waiting = move || !loaded.get() && feed.error.with(Option::is_none);
    let open = Callback::new(move |id| room.show_chat(id));
    view! {
        {move || feed.error.get().map(|error| view! { <ErrorPanel error retry=move |()| feed.retry() /> })}
        <Show when=waiting>
            <div class="late"><Bones rows=9 /></div>
        </Show>
        <Show when=move || empty.get()>
            <Nothing />
        </Show>
        <VirtualList
            keys=feed.order
            row=move |id| view! { <row::Row id /> }
            label=t::inbox::chats
            estimate=ROW
            handle=feed.list
            on_open=open
            on_near_end=move |()| feed.more()
        />
    }
}

/// Why there is nothing, and what to do.
#[component]
fn Nothing() -> impl IntoView {
    let room = use_room();
    let nobody = memo(move || room.identities().is_some_and(|all| all.is_empty()));
    let whole = move || room.address(&Filter::default(), room.chat.get());
    move || {
        let filter = room.filter.get();
        if nobody.get() {
            return match room.section {
                Section::Bots => view! { <NoBots /> }.into_any(),
                Section::Accounts => view! { <NoAccounts /> }.into_any(),
            };
        }
        if !filter.q.is_empty() {
            let q = filter.q.clone();
            return view! {
                <Empty drawing=Drawing::Search title=t::inbox::not_found text=move || t::inbox::not_found_text(&q)>
                    <a class="btn" href=whole>{t::inbox::show_all}</a>
                </Empty>
            }
            .into_any();
        }
        if filter.show == Show::Unread {
            return view! {
                <Empty drawing=Drawing::Calm title=t::inbox::all_read text=t::inbox::all_read_text>
                    <a class="btn" href=whole>{t::inbox::show_all}</a>
                </Empty>
            }
            .into_any();
        }
        if filter.is_narrow() {
            return view! {
                <Empty drawing=Drawing::Chats title=t::inbox::none_here text=t::inbox::none_here_text>
                    <a class="btn" href=whole>{t::inbox::show_all}</a>
                </Empty>
            }
            .into_any();
        }
        match room.section {
            Section::Bots => view! {
                <Empty drawing=Drawing::Chats title=t::inbox::none text=t::inbox::none_text>
                    <Links />
                </Empty>
            }
            .into_any(),
            Section::Accounts => view! {
                <Empty drawing=Drawing::Chats title=t::inbox::none text=t::inbox::none_text_accounts />
            }
            .into_any(),
        }
    }
}

/// Where the first message can be written: to the bots at Telegram.
#[component]
fn Links() -> impl IntoView {
    let bots = use_fleet().bots;
    let first = move || bots.value.with(|bots| bots.iter().flatten().take(3).cloned().collect::<Vec<_>>());
    view! {
        <Each each=first key=|bot| bot.id let:bot>
            <a class="btn" target="_blank" rel="noopener noreferrer" href=format!("https://t.me/{}", bot.username)>
                "@"{bot.username.clone()}
            </a>
        </Each>
    }
}
