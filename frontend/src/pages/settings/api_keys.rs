//! API keys: what each may do, whether it works, and how to end it.

mod form;

use chrono::Utc;
use leptos::{prelude::*, task::spawn_local};
use openapi::api_keys::{ApiKey, Scope};

use crate::{
    api,
    components::{Ago, Confirm, Dialog, Drawing, Each, Empty, Glyph, Icon, Loaded, use_toasts},
    i18n::{
        format::{Style, moment},
        t,
    },
    load::Load,
    react::effect,
};

/// The list, and the form above it.
#[component]
pub fn ApiKeys() -> impl IntoView {
    let keys = Load::new(api::api_keys::list);
    let creating = RwSignal::new(false);
    let revoking = RwSignal::new(None::<ApiKey>);
    let make = move || {
        view! {
            <button type="button" class="btn primary" on:click=move |_| creating.set(true)>
                <Icon glyph=Glyph::Plus small=true />
                {t::api_keys::create}
            </button>
        }
    };
    view! {
        <div class="page">
            <div class="page-head">
                <h1 class="grow">{t::settings::api_keys}</h1>
                {make()}
            </div>
            <section class="card">
                <Loaded value=keys let:keys>
                    <Show
                        when=move || keys.with(|keys| !keys.is_empty())
                        fallback=|| view! { <Empty drawing=Drawing::Keys title=t::api_keys::none text=t::api_keys::none_text /> }
                    >
                        <Rows keys revoking />
                    </Show>
                </Loaded>
            </section>
        </div>
        <Dialog open=creating title=t::api_keys::create>
            <form::Create open=creating keys />
        </Dialog>
        <Revoke key=revoking keys />
    }
}

#[component]
fn Rows(keys: Signal<Vec<ApiKey>>, revoking: RwSignal<Option<ApiKey>>) -> impl IntoView {
    let row = move |key: ApiKey| {
        let ended = key.revoked_at.is_some() || key.expires_at.is_some_and(|at| at < Utc::now());
        let scopes = key.scopes.clone();
        let scopes = move || scopes.iter().map(|scope| scope_name(*scope)).collect::<Vec<_>>().join(", ");
        let (name, prefix) = (key.name.clone(), key.prefix.clone());
        let (created, expires) = (key.created_at, key.expires_at);
        let ends = move || expires.map_or_else(|| t::api_keys::never().into(), |at| moment(at, Style::Date));
        let used = match key.last_used_at {
            Some(at) => view! { <Ago at=Signal::stored(at) /> }.into_any(),
            None => view! { {t::users::never} }.into_any(),
        };
        let state = standing(&key);
        let key = StoredValue::new(key);
        view! {
            <li>
                <div class="who wrap">
                    <span>{name}" "<code>{prefix}"…"</code></span>
                    <span>{scopes}</span>
                    <span>
                        {t::api_keys::used}" "{used}" · "{t::api_keys::created}" "{move || moment(created, Style::Date)}" · "
                        {t::api_keys::expires}" "{ends}
                    </span>
                </div>
                {state}
                <Show when=move || !ended>
                    <button type="button" class="btn danger" on:click=move |_| revoking.set(Some(key.get_value()))>
                        {t::api_keys::revoke}
                    </button>
                </Show>
            </li>
        }
    };
    view! {
        <ul class="rows">
            <Each each=move || keys.get() key=|key| (key.id, key.revoked_at, key.last_used_at) children=row />
        </ul>
    }
}

fn standing(key: &ApiKey) -> impl IntoView + use<> {
    let (class, label): (_, fn() -> &'static str) = if key.revoked_at.is_some() {
        ("tag bad", t::api_keys::revoked)
    } else if key.expires_at.is_some_and(|at| at < Utc::now()) {
        ("tag warn", t::api_keys::expired)
    } else {
        ("tag ok", t::api_keys::working)
    };
    view! { <span class=class>{label}</span> }
}

#[component]
fn Revoke(key: RwSignal<Option<ApiKey>>, keys: Load<Vec<ApiKey>>) -> impl IntoView {
    let toasts = use_toasts();
    let open = RwSignal::new(false);
    effect(move || {
        if key.with(Option::is_some) {
            open.set(true);
        }
    });
    let revoke = move |()| {
        let Some(key) = key.get_untracked() else { return };
        spawn_local(async move {
            match api::api_keys::revoke(key.id).await {
                Ok(()) => {
                    keys.refetch();
                    toasts.done(t::api_keys::revoked_done(&key.name));
                }
                Err(error) => toasts.failed(&error),
            }
        });
    };
    let name = move || key.with(|key| key.as_ref().map(|key| key.name.clone()).unwrap_or_default());
    view! {
        <Confirm
            open
            title=move || t::api_keys::revoke_title(&name())
            text=t::api_keys::revoke_text
            action=t::api_keys::revoke
            danger=true
            on_yes=revoke
        />
    }
}

/// A scope in words.
fn scope_name(scope: Scope) -> &'static str {
    match scope {
        Scope::Read => t::api_keys::scope_read(),
        Scope::MessagesWrite => t::api_keys::scope_messages(),
        Scope::BotsWrite => t::api_keys::scope_bots(),
        Scope::AccountsWrite => t::api_keys::scope_accounts(),
        Scope::Admin => t::api_keys::scope_admin(),
    }
}

/// What a scope allows, in words.
fn scope_text(scope: Scope) -> &'static str {
    match scope {
        Scope::Read => t::api_keys::scope_read_text(),
        Scope::MessagesWrite => t::api_keys::scope_messages_text(),
        Scope::BotsWrite => t::api_keys::scope_bots_text(),
        Scope::AccountsWrite => t::api_keys::scope_accounts_text(),
        Scope::Admin => t::api_keys::scope_admin_text(),
    }
}
