//! Adds an account by a session that another program made. Whoever has a session has the account: for owners only.

use leptos::{ev, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use openapi::accounts::ImportAccount;

use super::connection::{Connection, ConnectionFields, FIELDS};
use crate::{
    api,
    components::{Dialog, Field, Glyph, Icon, Problems, use_toasts},
    deed::Deed,
    fleet::use_fleet,
    i18n::t,
};

/// The button and its form.
#[component]
pub fn Import() -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <button type="button" class="btn" on:click=move |_| open.set(true)>
            <Icon glyph=Glyph::Download small=true />
            {t::accounts::import}
        </button>
        <Dialog open title=t::accounts::import_title>
            <Form open />
        </Dialog>
    }
}

#[component]
fn Form(open: RwSignal<bool>) -> impl IntoView {
    let (fleet, toasts, navigate) = (use_fleet(), use_toasts(), use_navigate());
    let session = RwSignal::new(String::new());
    let name = RwSignal::new(String::new());
    let connection = Connection::new();
    let import = Deed::new();
    let error = import.error;
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let name = Some(name.get_untracked().trim().to_owned()).filter(|name| !name.is_empty());
        let new = ImportAccount {
            session: session.get_untracked().trim().to_owned(),
            name,
            api: connection.api(),
            proxy: connection.proxy(),
            device: connection.device.given(),
        };
        let navigate = navigate.clone();
        import.run(async move { api::accounts::import(&new, import.key()).await }, move |account| {
            fleet.put_account(&account);
            toasts.done(t::accounts::imported(&account.name));
            open.set(false);
            navigate(&format!("/accounts/{}", account.id), NavigateOptions::default());
        });
    };
    view! {
        <form class="form" on:submit=submit autocomplete="off">
            <p class="note warn">
                <Icon glyph=Glyph::Alert />
                <span class="note-body">{t::accounts::import_warning}</span>
            </p>
            <Field name="session" label=t::accounts::session hint=t::accounts::session_hint error>
                <textarea id="session" class="input mono" rows="4" required autofocus autocomplete="off" autocapitalize="none" spellcheck="false" bind:value=session></textarea>
            </Field>
            <Field name="name" label=t::accounts::name hint=t::accounts::name_hint error>
                <input id="name" class="input" maxlength="100" autocomplete="off" bind:value=name />
            </Field>
            <ConnectionFields connection error />
            <Problems error fields=&FIELDS />
            <div class="form-foot end">
                <button type="button" class="btn" on:click=move |_| open.set(false)>{t::common::cancel}</button>
                <button type="submit" class="btn primary" disabled=import.pending>
                    {move || if import.pending.get() { t::bots::asking_telegram() } else { t::accounts::import() }}
                </button>
            </div>
        </form>
    }
}
