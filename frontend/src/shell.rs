//! The frame around every page of a signed-in person: rail, connection, palette, shortcuts.

mod help;
mod palette;
mod rail;
mod strip;

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    components::Outlet,
    hooks::{use_location, use_navigate},
};

use crate::{
    fleet,
    i18n::t,
    keys::{self, Group, use_shortcut},
    live,
};

/// The frame. Connection and shared data live as long as it does: from sign-in to sign-out.
#[component]
pub fn Shell() -> impl IntoView {
    live::provide();
    fleet::provide();
    keys::listen();
    for (keys, label, path) in rail::ROOMS.map(|room| (room.keys, room.label, room.path)) {
        let navigate = use_navigate();
        use_shortcut(keys, Group::Rooms, label, move || navigate(path, NavigateOptions::default()));
    }
    let path = use_location().pathname;
    // a reader's focus follows the page; the first page has it by itself
    Effect::watch(
        move || path.get(),
        |_, _, _| {
            if let Some(main) = document().get_element_by_id("main") {
                main.set_scroll_top(0);
            }
        },
        false,
    );
    view! {
        <a class="skip" href="#main">{t::shell::skip}</a>
        <div class="app">
            <rail::Rail />
            <div class="stage">
                <strip::Strip />
                <main id="main" tabindex="-1">
                    <Outlet />
                </main>
            </div>
        </div>
        <palette::Palette />
        <help::Help />
    }
}

/// Opens and closes a layer with a shortcut.
fn use_toggle(keys: &'static str, label: fn() -> &'static str) -> RwSignal<bool> {
    let open = RwSignal::new(false);
    use_shortcut(keys, Group::Everywhere, label, move || open.update(|open| *open = !*open));
    open
}
