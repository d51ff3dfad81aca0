//! Renames an account, changes its device and proxy, signs it out, puts it away.

use leptos::{ev, prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use openapi::{
    accounts::{Account, UpdateAccount},
    users::Role,
};

use super::{
    export::Export,
    phone::Phone,
    steer::{Deed, use_steering},
};
use crate::{
    api::{self, Tagged},
    components::{Confirm, Dialog, Field, Glyph, Icon, Problems, use_toasts},
    deed,
    fleet::use_fleet,
    i18n::t,
    load::Load,
    pages::accounts::connection::{DeviceFields, DeviceInputs, ProxyField},
    react::{effect, memo},
    session,
};

/// The form and the grave buttons.
#[component]
pub fn Manage(tagged: Signal<Tagged<Account>>, load: Load<Tagged<Account>>) -> impl IntoView {
    view! {
        <section class="card">
            <header class="card-head"><h2>{t::bots::manage}</h2></header>
            <div class="card-body form">
                <Settings tagged load />
                <hr />
                <Deeds tagged load />
            </div>
        </section>
    }
}

#[component]
fn Settings(tagged: Signal<Tagged<Account>>, load: Load<Tagged<Account>>) -> impl IntoView {
    let toasts = use_toasts();
    let account = memo(move || tagged.with(|tagged| tagged.value.clone()));
    let name = RwSignal::new(account.with_untracked(|account| account.name.clone()));
    let device = DeviceFields::new(Some(account.with_untracked(|account| account.device.clone())));
    // what the server has now is what the form starts from, unless someone is changing it here
    Effect::watch(
        move || account.with(|account| (account.name.clone(), account.device.clone())),
        move |now, before, _| {
            if before.is_none_or(|before| before.0 == name.get_untracked()) {
                name.set(now.0.clone());
            }
            if before.is_none_or(|before| before.1 == untrack(|| device.get())) {
                device.set(&now.1);
            }
        },
        false,
    );
    let save = deed::Deed::new();
    // what was refused may have been decided on an old copy
    effect(move || {
        if save.error.with(Option::is_some) {
            load.refetch();
        }
    });
    let changed =
        move || account.with(|account| account.name != name.get().trim() || account.device != device.get());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let (id, etag) = tagged.with_untracked(|tagged| (tagged.value.id, tagged.etag.clone()));
        let name = name.get_untracked().trim().to_owned();
        let change =
            UpdateAccount { name, device: untrack(|| device.get()), read_receipts: None, history_days: None };
        save.run(async move { api::accounts::update(id, &change, etag.as_deref()).await }, move |fresh| {
            load.set(fresh);
            toasts.done(t::settings::saved());
        });
    };
    view! {
        <form class="form" on:submit=submit>
            <Field name="name" label=t::bots::name error=save.error>
                <input id="name" class="input" required maxlength="100" autocomplete="off" bind:value=name />
            </Field>
            <DeviceInputs device error=save.error />
            <Problems error=save.error fields=&["name", "device.model", "device.system", "device.app_version", "device.language"] />
            <div class="form-foot">
                <button type="submit" class="btn" disabled=move || save.pending.get() || !changed()>{t::common::save}</button>
            </div>
        </form>
    }
}

/// What is done by a press: proxy, export, sign-out, archive.
#[component]
fn Deeds(tagged: Signal<Tagged<Account>>, load: Load<Tagged<Account>>) -> impl IntoView {
    let account = memo(move || tagged.with(|tagged| tagged.value.clone()));
    let signed_in = memo(move || account.with(|account| account.signed_in && !account.signing_out));
    let (proxy, leaving, archiving) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let steering = use_steering(account, load);
    let name = move || account.with(|account| account.name.clone());
    view! {
        <div class="form-foot">
            <Phone account load />
            <button type="button" class="btn" on:click=move |_| proxy.set(true)>
                <Icon glyph=Glyph::Link small=true />
                {t::accounts::proxy}
            </button>
            <Show when=move || signed_in.get() && session::may(Role::Owner)>
                <Export account />
            </Show>
            <Show when=move || signed_in.get()>
                <button type="button" class="btn danger" disabled=steering.busy on:click=move |_| leaving.set(true)>
                    <Icon glyph=Glyph::Leave small=true />
                    {t::accounts::log_out}
                </button>
            </Show>
            <button type="button" class="btn danger" on:click=move |_| archiving.set(true)>
                <Icon glyph=Glyph::Archive small=true />
                {t::bots::archive}
            </button>
            <a class="btn quiet" href=move || format!("/settings/audit?target={}", account.with(|account| account.id))>{t::bots::its_audit}</a>
        </div>
        <Dialog open=proxy title=t::accounts::proxy>
            <ProxyForm open=proxy account load />
        </Dialog>
        <Confirm
            open=leaving
            title=move || t::accounts::log_out_title(&name())
            text=t::accounts::log_out_text
            action=t::accounts::log_out
            danger=true
            on_yes=move |()| steering.run.run(Deed::LogOut)
        />
        <Archive open=archiving account />
    }
}

#[component]
fn Archive(open: RwSignal<bool>, account: Memo<Account>) -> impl IntoView {
    let (toasts, fleet, navigate) = (use_toasts(), use_fleet(), use_navigate());
    let archive = move |()| {
        let (id, navigate) = (account.with_untracked(|account| account.id), navigate.clone());
        spawn_local(async move {
            match api::accounts::archive(id).await {
                Ok(fresh) => {
                    fleet.put_account(&fresh);
                    toasts.done(t::bots::archived_done(&fresh.name));
                    navigate("/accounts", NavigateOptions::default());
                }
                Err(error) => toasts.failed(&error),
            }
        });
    };
    view! {
        <Confirm
            open
            title=move || t::bots::archive_title(&account.with(|account| account.name.clone()))
            text=t::accounts::archive_text
            action=t::bots::archive
            danger=true
            on_yes=archive
        />
    }
}

#[component]
fn ProxyForm(open: RwSignal<bool>, account: Memo<Account>, load: Load<Tagged<Account>>) -> impl IntoView {
    let toasts = use_toasts();
    let url = RwSignal::new(String::new());
    let present = account.with_untracked(|account| account.proxy.clone());
    let save = deed::Deed::new();
    let set = move |url: Option<String>| {
        let id = account.with_untracked(|account| account.id);
        save.run(api::accounts::set_proxy(id, url), move |fresh| {
            load.update(|tagged| tagged.value = fresh);
            open.set(false);
            toasts.done(t::settings::saved());
        });
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        set(Some(url.get_untracked().trim().to_owned()));
    };
    let (has_one, text) = (present.is_some(), StoredValue::new(present));
    let now = move || {
        text.get_value()
            .map_or_else(|| t::accounts::proxy_none().to_owned(), |host| t::accounts::proxy_now(&host))
    };
    view! {
        <form class="form" on:submit=submit autocomplete="off">
            <p class="dim">{now}</p>
            <ProxyField name="url" proxy=url error=save.error />
            <Problems error=save.error fields=&["url"] />
            <div class="form-foot end">
                <Show when=move || has_one>
                    <button
                        type="button"
                        class="btn danger"
                        disabled=save.pending
                        on:click=move |_| set(None)
                    >
                        {t::accounts::proxy_remove}
                    </button>
                </Show>
                <button type="button" class="btn" on:click=move |_| open.set(false)>{t::common::cancel}</button>
                <button type="submit" class="btn primary" disabled=move || save.pending.get() || url.with(|url| url.trim().is_empty())>
                    {t::common::save}
                </button>
            </div>
        </form>
    }
}
