//! Changes one's own password.

use leptos::{ev, prelude::*};
use openapi::auth::ChangePassword;

use crate::{
    api,
    components::{Field, Problems, use_toasts},
    i18n::t,
};

/// The form. Every other sign-in of the person ends with it.
#[component]
pub fn Password() -> impl IntoView {
    let toasts = use_toasts();
    let (current, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let change = Action::new_local(move |change: &ChangePassword| {
        let change = change.clone();
        async move { api::auth::change_password(&change).await }
    });
    let error = Signal::derive(move || change.value().get().and_then(Result::err));
    Effect::new(move |_| {
        if let Some(Ok(())) = change.value().get() {
            current.set(String::new());
            new.set(String::new());
            toasts.done(t::settings::password_changed());
        }
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        change.dispatch(ChangePassword { current: current.get_untracked(), new: new.get_untracked() });
    };
    view! {
        <section class="card">
            <header class="card-head"><h2>{t::settings::password}</h2></header>
            <form class="card-body form" on:submit=submit>
                <Field name="current" label=t::settings::password_current error>
                    <input id="current" class="input" type="password" required autocomplete="current-password" bind:value=current />
                </Field>
                <Field
                    name="new"
                    label=t::settings::password_new
                    hint=t::settings::password_hint
                    error
                >
                    <input id="new" class="input" type="password" required minlength="10" autocomplete="new-password" bind:value=new />
                </Field>
                <Problems error fields=&["current", "new"] />
                <div class="form-foot">
                    <button type="submit" class="btn" disabled=change.pending()>{t::settings::password_change}</button>
                </div>
            </form>
        </section>
    }
}
