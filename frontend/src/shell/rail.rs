//! The rooms: a narrow rail, on a phone a bar at the bottom.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{
    components::{Glyph, Icon},
    fleet::use_fleet,
    i18n::{number, t},
    react::memo,
    section::Section,
};

/// A room of the house.
pub struct Room {
    pub path: &'static str,
    pub label: fn() -> &'static str,
    pub glyph: Glyph,
    pub keys: &'static str,
}

/// Every room, in the order of the rail; settings stand at its foot. Bots and accounts open at their chats.
pub const ROOMS: [Room; 5] = [
    Room { path: "/", label: t::shell::dashboard, glyph: Glyph::Chart, keys: "g d" },
    Room { path: "/bots/chats", label: t::shell::bots, glyph: Glyph::Bot, keys: "g b" },
    Room { path: "/accounts/chats", label: t::shell::accounts, glyph: Glyph::Person, keys: "g a" },
    Room { path: "/communities", label: t::shell::communities, glyph: Glyph::Channel, keys: "g c" },
    Room { path: "/settings", label: t::shell::settings, glyph: Glyph::Settings, keys: "g s" },
];

/// The rail.
#[component]
pub fn Rail() -> impl IntoView {
    let path = use_location().pathname;
    let fleet = use_fleet();
    let [of_bots, of_accounts] = Section::ALL.map(|section| memo(move || fleet.unread_total(section)));
    let [dashboard, bots, accounts, communities, settings] = ROOMS;
    view! {
        <nav class="rail" aria-label=t::shell::rooms>
            <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
                <use href="/icon.svg#mark"></use>
            </svg>
            <Place room=dashboard path />
            <Place room=bots path count=of_bots />
            <Place room=accounts path count=of_accounts />
            <Place room=communities path />
            <span class="push"></span>
            <Place room=settings path />
        </nav>
    }
}

#[component]
fn Place(
    room: Room,
    path: Memo<String>,
    #[prop(optional, into)] count: Option<Signal<i64>>,
) -> impl IntoView {
    let Room { path: href, label, glyph, keys } = room;
    let here = move || path.with(|path| is_within(path, href.trim_end_matches("/chats")).then_some("page"));
    let badge = move || count.map(|count| count.get()).filter(|count| *count > 0);
    view! {
        <a class="place" href=href aria-current=here title=move || format!("{} ({keys})", label())>
            <Icon glyph />
            <span class="label">{label}</span>
            {move || {
                badge().map(|count| {
                    view! {
                        <span class="count" aria-hidden="true">{if count > 99 { "99+".to_owned() } else { number(count) }}</span>
                        <span class="hidden-text">{t::shell::unread(count)}</span>
                    }
                })
            }}
        </a>
    }
}

fn is_within(path: &str, room: &str) -> bool {
    path == room || (room != "/" && path.strip_prefix(room).is_some_and(|rest| rest.starts_with('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_in_a_room_on_all_its_pages() {
        assert!(is_within("/bots/3", "/bots") && is_within("/bots", "/bots") && is_within("/", "/"));
        assert!(!is_within("/bots", "/") && !is_within("/botsy", "/bots"));
    }
}
