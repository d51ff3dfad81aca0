//! Changes one's own password.

use leptos::{ev, prelude::*};
use openapi::auth::ChangePassword;

use crate::{
    api,
    components::{Field, Problems, use_toasts},
    deed::Deed,
    i18n::t,
};

/// The form. Every other sign-in of the person ends with it.
#[component]
pub fn Password() -> impl IntoView {
    let toasts = use_toasts();
    let (current, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let change = Deed::new();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let passwords = ChangePassword { current: current.get_untracked(), new: new.get_untracked() };
        change.run(async move { api::auth::change_password(&passwords).await }, move |()| {
            current.set(String::new());
            new.set(String::new());
            toasts.done(t::settings::password_changed());
        });
    };
    view! {
        <section class="card">
            <header class="card-head"><h2>{t::settings::password}</h2></header>
            <form class="card-body form" on:submit=submit>
                <Field name="current" label=t::settings::password_current error=change.error>
                    <input id="current" class="input" type="password" required autocomplete="current-password" bind:value=current />
                </Field>
                <Field
                    name="new"
                    label=t::settings::password_new
                    hint=t::settings::password_hint
                    error=change.error
                >
                    <input id="new" class="input" type="password" required minlength="10" autocomplete="new-password" bind:value=new />
                </Field>
                <Problems error=change.error fields=&["current", "new"] />
                <div class="form-foot">
                    <button type="submit" class="btn" disabled=change.pending>{t::settings::password_change}</button>
                </div>
            </form>
        </section>
    }
}
