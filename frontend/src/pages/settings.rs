//! Settings: one's own, and for admins the workspace's.

pub mod appearance;
pub mod profile;

use leptos::prelude::*;
use leptos_router::{components::Outlet, hooks::use_location};
use openapi::users::Role;

use crate::{
    components::{Glyph, Icon},
    i18n::t,
    session,
};

/// One page of the settings.
pub struct Place {
    pub path: &'static str,
    pub label: fn() -> &'static str,
    pub glyph: Glyph,
    /// Who sees it.
    pub role: Role,
}

/// Every page of the settings.
pub const PLACES: [Place; 2] = [
    Place {
        path: "/settings/profile",
        label: t::settings::profile,
        glyph: Glyph::Person,
        role: Role::Viewer,
    },
    Place {
        path: "/settings/appearance",
        label: t::settings::appearance,
        glyph: Glyph::Sun,
        role: Role::Viewer,
    },
];

/// The settings with their own list of pages.
#[component]
pub fn Settings() -> impl IntoView {
    let path = use_location().pathname;
    let row = move |place: Place| {
        let here = move || path.with(|path| path == place.path).then_some("page");
        view! {
            <a class="side-row" href=place.path aria-current=here>
                <Icon glyph=place.glyph small=true />
                <span>{place.label}</span>
            </a>
        }
    };
    view! {
        <div class="with-side">
            <nav class="side" aria-label=t::shell::settings>
                {move || PLACES.into_iter().filter(|place| session::may(place.role)).map(row).collect_view()}
            </nav>
            <Outlet />
        </div>
    }
}

/// A role in words.
pub fn role_name(role: Role) -> &'static str {
    match role {
        Role::Viewer => t::settings::role_viewer(),
        Role::Operator => t::settings::role_operator(),
        Role::Admin => t::settings::role_admin(),
        Role::Owner => t::settings::role_owner(),
    }
}
