//! Which account does it, where more than one could.

use leptos::prelude::*;
use openapi::IdentityId;

use super::super::room::use_room;
use crate::{components::Each, i18n::t};

/// The account that a window begins with: the one chosen in the inbox, else the first.
pub fn first() -> RwSignal<Option<IdentityId>> {
    let room = use_room();
    let account = untrack(|| room.account().or_else(|| room.identities()?.first().map(|first| first.id)));
    RwSignal::new(account)
}

/// The choice, if there is one.
#[component]
pub fn Account(account: RwSignal<Option<IdentityId>>) -> impl IntoView {
    let room = use_room();
    let all = move || room.identities().unwrap_or_default();
    let choose = move |event| {
        account.set(event_target_value(&event).parse().ok());
    };
    view! {
        <Show when=move || { all().len() > 1 }>
            <div class="field">
                <label for="account">{t::inbox::account}</label>
                <select id="account" class="input" on:change=choose>
                    <Each each=all key=|identity| identity.id let:identity>
                        <option value=identity.id.to_string() selected=move || account.get() == Some(identity.id)>{identity.label.clone()}</option>
                    </Each>
                </select>
            </div>
        </Show>
    }
}
