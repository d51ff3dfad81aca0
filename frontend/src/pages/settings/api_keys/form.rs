//! Makes an API key and shows its secret, this once.

use chrono::{TimeDelta, Utc};
use leptos::{ev, prelude::*};
use openapi::api_keys::{ApiKey, CreateApiKey, Scope};

use super::{scope_name, scope_text};
use crate::{
    api,
    components::{Field, Problems, Secret},
    deed::Deed,
    i18n::t,
    load::Load,
};

/// Lifetimes to choose from, in days; 0 is for ever.
const LIFETIMES: [i64; 4] = [30, 90, 365, 0];

/// The scopes to choose from.
const SCOPES: [Scope; 5] =
    [Scope::Read, Scope::MessagesWrite, Scope::BotsWrite, Scope::AccountsWrite, Scope::Admin];

/// The form, and after it the secret.
#[component]
pub fn Create(open: RwSignal<bool>, keys: Load<Vec<ApiKey>>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let scopes = RwSignal::new(vec![Scope::Read]);
    let days = RwSignal::new(LIFETIMES[1]);
    let secret = RwSignal::new(None::<String>);
    let create = Deed::new();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let expires_at = Some(days.get_untracked())
            .filter(|days| *days > 0)
            .map(|days| Utc::now() + TimeDelta::days(days));
        let name = name.get_untracked().trim().to_owned();
        let new = CreateApiKey { name, scopes: scopes.get_untracked(), expires_at };
        create.run(async move { api::api_keys::create(&new, create.key()).await }, move |created| {
            keys.refetch();
            secret.set(Some(created.secret));
        });
    };
    let form = move || {
        view! {
            <form class="form" on:submit=submit>
                <Field name="name" label=t::api_keys::name error=create.error>
                    <input id="name" class="input" required autofocus maxlength="100" bind:value=name />
                </Field>
                <Scopes scopes />
                <Lifetime days />
                <Problems error=create.error fields=&["name"] />
                <div class="form-foot end">
                    <button type="button" class="btn" on:click=move |_| open.set(false)>{t::common::cancel}</button>
                    <button
                        type="submit"
                        class="btn primary"
                        disabled=move || create.pending.get() || scopes.with(Vec::is_empty)
                    >
                        {t::api_keys::create}
                    </button>
                </div>
            </form>
        }
    };
    move || match secret.get() {
        Some(secret) => {
            view! { <Secret secret label=t::api_keys::secret warning=t::api_keys::once open /> }.into_any()
        }
        None => form().into_any(),
    }
}

#[component]
fn Scopes(scopes: RwSignal<Vec<Scope>>) -> impl IntoView {
    let choice = move |scope: Scope| {
        let chosen = move || scopes.with(|scopes| scopes.contains(&scope));
        let toggle = move |_| {
            scopes.update(|scopes| {
                if scopes.contains(&scope) {
                    scopes.retain(|other| *other != scope);
                } else {
                    scopes.push(scope);
                }
            });
        };
        view! {
            <label class="check">
                <input type="checkbox" prop:checked=chosen on:change=toggle />
                <span>
                    {move || scope_name(scope)} <small>{move || scope_text(scope)}</small>
                </span>
            </label>
        }
    };
    view! {
        <fieldset class="field stack tight">
            <legend>{t::api_keys::scopes}</legend>
            {SCOPES.map(choice).collect_view()}
        </fieldset>
    }
}

#[component]
fn Lifetime(days: RwSignal<i64>) -> impl IntoView {
    let choice = move |value: i64| {
        view! {
            <button type="button" aria-pressed=move || (days.get() == value).to_string() on:click=move |_| days.set(value)>
                {move || if value == 0 { t::api_keys::no_end().to_owned() } else { t::api_keys::expires_days(value) }}
            </button>
        }
    };
    view! {
        <fieldset class="field">
            <legend>{t::api_keys::lifetime}</legend>
            <div class="segments">{LIFETIMES.map(choice).collect_view()}</div>
        </fieldset>
    }
}
