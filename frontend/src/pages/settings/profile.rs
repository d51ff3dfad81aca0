//! One's own name, password and sign-ins.

mod password;
mod sessions;

use leptos::{ev, prelude::*, task::spawn_local};
use openapi::auth::UpdateMe;

use crate::{
    api,
    components::{Field, Glyph, Icon, Problems, use_toasts},
    deed::Deed,
    i18n::t,
    pages::settings::role_name,
    session,
};

/// The person's own page.
#[component]
pub fn Profile() -> impl IntoView {
    let toasts = use_toasts();
    let sign_out = move |_| {
        spawn_local(async move {
            if let Err(error) = session::sign_out().await {
                toasts.failed(&error);
            }
        });
    };
    let about = move || {
        session::me().map(|me| format!("{} · {} · {}", me.login, me.workspace_name, role_name(me.role)))
    };
    view! {
        <div class="page narrow">
            <div class="page-head">
                <div class="grow">
                    <h1>{t::settings::profile}</h1>
                    <p>{about}</p>
                </div>
                <button type="button" class="btn" on:click=sign_out>
                    <Icon glyph=Glyph::Leave small=true />
                    {t::palette::sign_out}
                </button>
            </div>
            <Name />
            <password::Password />
            <sessions::Sessions />
        </div>
    }
}

#[component]
fn Name() -> impl IntoView {
    let toasts = use_toasts();
    let name = RwSignal::new(session::me().map(|me| me.name).unwrap_or_default());
    let save = Deed::new();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let name = name.get_untracked().trim().to_owned();
        save.run(async move { api::auth::update_me(&UpdateMe { name }).await }, move |me| {
            session::renewed(me);
            toasts.done(t::settings::saved());
        });
    };
    view! {
        <section class="card">
            <form class="card-body form" on:submit=submit>
                <Field
                    name="name"
                    label=t::settings::your_name
                    hint=t::settings::your_name_hint
                    error=save.error
                >
                    <input id="name" class="input" required maxlength="100" autocomplete="name" bind:value=name />
                </Field>
                <Problems error=save.error fields=&["name"] />
                <div class="form-foot">
                    <button type="submit" class="btn" disabled=save.pending>{t::common::save}</button>
                </div>
            </form>
        </section>
    }
}
