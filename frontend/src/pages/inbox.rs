//! The inbox of the bots or of the accounts: whose chats, which chats, and the one that is open.

#![expect(
    clippy::large_types_passed_by_value,
    reason = "handles to signals: a debug build adds to each where it was made"
)]

mod announce;
mod chat;
mod chat_menu;
mod composer;
mod find;
mod folders;
pub mod identity;
mod list;
mod message;
mod open;
pub mod pictures;
mod preview;
mod room;
mod search;
mod side;
mod tick;

use leptos::prelude::*;

use crate::{
    components::{Drawing, Empty, Pane},
    i18n::t,
    keys::{Group, use_shortcut},
    section::Section,
    title::use_title,
};

use announce::Announcements;
use room::Room;

/// The inbox of a section.
#[component]
pub fn Inbox(section: Section) -> impl IntoView {
    let room = Room::provide(section);
    use_title(move || room.title());
    use_shortcut("j", Group::Here, t::inbox::key_next, move || room.feed.list.step(1));
    use_shortcut("k", Group::Here, t::inbox::key_previous, move || room.feed.list.step(-1));
    use_shortcut("Escape", Group::Here, t::inbox::key_back, move || room.step_back());
    let open = move || match room.chat.get() {
        Some(id) => chat::CHAT.show(id),
        None => view! { <NoChat /> }.into_any(),
    };
    view! {
        <div class="panes inbox" class:has-chat=move || room.chat.get().is_some()>
            <Pane name="inbox.side" label=t::inbox::side initial=220.0 min=160.0 max=360.0>
                <side::Side />
            </Pane>
            <Pane name="inbox.list" label=t::inbox::chats initial=340.0 min=240.0 max=560.0>
                <search::Search />
                <folders::Folders />
                <list::List />
                <find::Messages />
                <find::Found />
            </Pane>
            {open}
        </div>
        <chat_menu::ChatMenu />
        <Announcements announcer=room.announcer />
    }
}

/// Where the open chat would be.
#[component]
fn NoChat() -> impl IntoView {
    view! {
        <section class="pane rest no-chat">
            <Empty drawing=Drawing::Chats title=t::inbox::no_chat text=t::inbox::no_chat_text>
                <span class="dim small"><kbd>"j"</kbd>" "<kbd>"k"</kbd>" "<kbd>"Enter"</kbd></span>
            </Empty>
        </section>
    }
}
