//! Settings: one's own, and for admins the workspace's.

pub mod api_keys;
pub mod appearance;
pub mod audit;
pub mod profile;
pub mod users;
pub mod workspace;

use leptos::prelude::*;
use leptos_router::{components::Outlet, hooks::use_location};
use openapi::users::Role;

use crate::{
    components::{Glyph, Icon},
    i18n::t,
    react::effect,
    session,
    title::use_title,
};

/// One page of the settings.
pub struct Place {
    pub path: &'static str,
    pub label: fn() -> &'static str,
    pub glyph: Glyph,
    /// Who sees it.
    pub role: Role,
}

impl Place {
    const fn new(path: &'static str, label: fn() -> &'static str, glyph: Glyph, role: Role) -> Self {
        Self { path, label, glyph, role }
    }
}

/// Every page of the settings.
pub const PLACES: [Place; 6] = [
    Place::new("/settings/profile", t::settings::profile, Glyph::Person, Role::Viewer),
    Place::new("/settings/appearance", t::settings::appearance, Glyph::Sun, Role::Viewer),
    Place::new("/settings/workspace", t::settings::workspace, Glyph::Workspace, Role::Viewer),
    Place::new("/settings/users", t::settings::users, Glyph::People, Role::Admin),
    Place::new("/settings/api-keys", t::settings::api_keys, Glyph::Key, Role::Admin),
    Place::new("/settings/audit", t::settings::audit, Glyph::Log, Role::Admin),
];

/// The settings with their own list of pages.
#[component]
pub fn Settings() -> impl IntoView {
    let path = use_location().pathname;
    // on a phone the list is a strip wider than the screen
    effect(move || {
        path.track();
        request_animation_frame(|| {
            if let Ok(Some(row)) = document().query_selector(".side [aria-current]") {
                row.scroll_into_view_with_bool(false);
            }
        });
    });
    use_title(move || path.with(|path| name_at(path)).to_owned());
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

fn name_at(path: &str) -> &'static str {
    PLACES.iter().find(|place| place.path == path).map_or_else(t::shell::settings, |place| (place.label)())
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

/// What a role may do, in words.
pub fn role_text(role: Role) -> &'static str {
    match role {
        Role::Viewer => t::settings::role_viewer_text(),
        Role::Operator => t::settings::role_operator_text(),
        Role::Admin => t::settings::role_admin_text(),
        Role::Owner => t::settings::role_owner_text(),
    }
}
