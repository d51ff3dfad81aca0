//! Earlier messages of an account's chat, which Telegram has and we do not.

use leptos::prelude::*;
use openapi::users::Role;

use super::super::{open::use_open, room::use_room};
use crate::{
    api,
    components::{Glyph, Icon, say},
    deed::Deed,
    i18n::t,
    inbox::thread::Thread,
    react::memo,
    section::Section,
    session,
};

/// Offers to fetch them, where what is stored begins. Bots have none to fetch.
#[component]
pub fn Earlier() -> impl IntoView {
    let (room, open) = (use_room(), use_open());
    let fetching = Deed::new();
    let begins = move || {
        open.thread
            .with(|thread: &Thread| thread.is_loaded() && thread.earlier().is_none() && !thread.is_complete())
    };
    let offered = memo(move || room.section == Section::Accounts && session::may(Role::Operator) && begins());
    let fetch = move |_| {
        fetching.run(api::chats::fetch_history(open.id), move |_| {
            open.thread.update(Thread::grew_before);
            if open.thread.with_untracked(|thread| thread.earlier().is_some()) {
                open.load_before();
            } else {
                open.reload();
            }
        });
    };
    view! {
        <Show when=move || offered.get()>
            <div class="chat-note earlier" role="status">
                <Icon glyph=Glyph::Clock small=true />
                <span class="grow">{move || fetching.error.get().map_or_else(|| t::inbox::earlier().to_owned(), |error| say(&error))}</span>
                <button type="button" class="btn" disabled=fetching.pending on:click=fetch>
                    {move || if fetching.pending.get() { t::bots::asking_telegram() } else { t::inbox::fetch_earlier() }}
                </button>
            </div>
        </Show>
    }
}
