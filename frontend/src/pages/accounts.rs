//! Accounts: every one of them, how it stands, and what can be done with it.

pub mod add;
mod connection;
pub mod detail;
mod import;
pub mod list;
pub mod login;
#[cfg(test)]
mod samples;
pub mod state;

use leptos::prelude::*;
use openapi::users::Role;

use crate::{
    components::{Drawing, Empty},
    i18n::t,
    session,
};

/// No account yet, and what to do about it.
#[component]
pub fn NoAccounts() -> impl IntoView {
    let text =
        || if session::may(Role::Admin) { t::accounts::none_admin() } else { t::accounts::none_other() };
    view! {
        <Empty drawing=Drawing::Accounts title=t::accounts::none text>
            <Show when=|| session::may(Role::Admin)>
                <a class="btn primary" href="/accounts/new">{t::palette::add_account}</a>
            </Show>
        </Empty>
    }
}
