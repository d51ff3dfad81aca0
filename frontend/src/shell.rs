//! The frame around every page of a signed-in person: rail, connection, palette, shortcuts.

mod held;
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
use wasm_bindgen::JsCast;

use crate::{
    fleet,
    i18n::t,
    keys::{self, Group, use_shortcut},
    live,
    pages::accounts::login,
    section::Section,
    title,
};

/// The frame. Connection and shared data live as long as it does: from sign-in to sign-out.
#[component]
pub fn Shell() -> impl IntoView {
    live::provide();
    fleet::provide();
    login::provide();
    keys::listen();
    let fleet = fleet::use_fleet();
    title::provide(move || Section::ALL.iter().map(|section| fleet.unread_total(*section)).sum());
    for (keys, label, path) in rail::ROOMS.map(|room| (room.keys, room.label, room.path)) {
        let navigate = use_navigate();
        use_shortcut(keys, Group::Rooms, label, move || navigate(path, NavigateOptions::default()));
    }
    let path = use_location().pathname;
    // a page begins at its top, and a focus that went with the old page starts there too
    Effect::watch(
        move || path.get(),
        |_, _, _| {
            request_animation_frame(|| {
                let Some(main) = document().get_element_by_id("main") else { return };
                main.set_scroll_top(0);
                let lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
                if let (true, Ok(main)) = (lost, main.dyn_into::<web_sys::HtmlElement>()) {
                    // an element in the document takes the focus
                    let _ = main.focus();
                }
            });
        },
        false,
    );
    view! {
        <a class="skip" href="#main">{t::shell::skip}</a>
        <div class="app">
            <rail::Rail />
            <div class="stage">
                <held::Held />
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
