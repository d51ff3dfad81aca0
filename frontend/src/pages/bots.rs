//! The fleet: every bot, how it stands, and what can be done with it.

pub mod add;
pub mod detail;
pub mod list;
pub mod state;

use leptos::prelude::*;
use openapi::users::Role;

use crate::{
    components::{Drawing, Empty},
    i18n::t,
    session,
};

/// A fleet without bots, and what to do about it.
#[component]
pub fn NoBots() -> impl IntoView {
    let text = || if session::may(Role::Admin) { t::bots::none_admin() } else { t::bots::none_other() };
    view! {
        <Empty drawing=Drawing::Bots title=t::bots::none text>
            <Show when=|| session::may(Role::Admin)>
                <a class="btn primary" href="/bots/add">{t::palette::add_bot}</a>
            </Show>
        </Empty>
    }
}
