//! Renames a bot, changes how updates reach it, replaces its token, puts it away.

use leptos::{ev, prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use openapi::{
    FieldCode,
    bots::{Bot, UpdateBot},
};

use crate::{
    api::{self, Error, Tagged},
    components::{Confirm, Dialog, Field, Glyph, Icon, Problems, use_toasts},
    deed::Deed,
    fleet::use_fleet,
    i18n::t,
    load::Load,
    pages::bots::add::{Mode, looks_like_token},
    react::effect,
};

/// The form and the two grave buttons.
#[component]
pub fn Manage(tagged: Signal<Tagged<Bot>>, load: Load<Tagged<Bot>>) -> impl IntoView {
    let toasts = use_toasts();
    let bot = Signal::derive(move || tagged.with(|tagged| tagged.value.clone()));
    let name = RwSignal::new(bot.with_untracked(|bot| bot.name.clone()));
    let mode = RwSignal::new(bot.with_untracked(|bot| bot.mode));
    let (replacing, archiving) = (RwSignal::new(false), RwSignal::new(false));
    // what the server has now is what the form starts from, unless someone is changing it here
    Effect::watch(
        move || bot.with(|bot| (bot.name.clone(), bot.mode)),
        move |now, before, _| {
            if before.is_none_or(|before| before.0 == name.get_untracked()) {
                name.set(now.0.clone());
            }
            mode.set(now.1);
        },
        false,
    );
    let save = Deed::new();
    // what was refused may have been decided on an old copy
    effect(move || {
        if save.error.with(Option::is_some) {
            load.refetch();
        }
    });
    let changed = move || bot.with(|bot| bot.name != name.get().trim() || bot.mode != mode.get());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let (id, etag) = tagged.with_untracked(|tagged| (tagged.value.id, tagged.etag.clone()));
        let change = UpdateBot { name: name.get_untracked().trim().to_owned(), mode: mode.get_untracked() };
        save.run(async move { api::bots::update(id, &change, etag.as_deref()).await }, move |fresh| {
            load.set(fresh);
            toasts.done(t::settings::saved());
        });
    };
    view! {
        <section class="card">
            <header class="card-head"><h2>{t::bots::manage}</h2></header>
            <form class="card-body form" on:submit=submit>
                <Field name="name" label=t::bots::name error=save.error>
                    <input id="name" class="input" required maxlength="100" bind:value=name />
                </Field>
                <Mode mode />
                <Problems error=save.error fields=&["name"] />
                <div class="form-foot">
                    <button type="submit" class="btn" disabled=move || save.pending.get() || !changed()>{t::common::save}</button>
                </div>
                <hr />
                <div class="form-foot">
                    <button type="button" class="btn" on:click=move |_| replacing.set(true)>
                        <Icon glyph=Glyph::Key small=true />
                        {t::bots::replace_token}
                    </button>
                    <button type="button" class="btn danger" on:click=move |_| archiving.set(true)>
                        <Icon glyph=Glyph::Archive small=true />
                        {t::bots::archive}
                    </button>
                    <a class="btn quiet" href=move || format!("/settings/audit?target={}", bot.with(|bot| bot.id))>{t::bots::its_audit}</a>
                </div>
            </form>
        </section>
        <ReplaceToken open=replacing bot load />
        <Archive open=archiving bot />
    }
}

#[component]
fn Archive(open: RwSignal<bool>, bot: Signal<Bot>) -> impl IntoView {
    let (toasts, fleet, navigate) = (use_toasts(), use_fleet(), use_navigate());
    let archive = move |()| {
        let (id, navigate) = (bot.with_untracked(|bot| bot.id), navigate.clone());
        spawn_local(async move {
            match api::bots::archive(id).await {
                Ok(fresh) => {
                    fleet.put(&fresh);
                    toasts.done(t::bots::archived_done(&fresh.name));
                    navigate("/bots", NavigateOptions::default());
                }
                Err(error) => toasts.failed(&error),
            }
        });
    };
    view! {
        <Confirm
            open
            title=move || t::bots::archive_title(&bot.with(|bot| bot.name.clone()))
            text=t::bots::archive_text
            action=t::bots::archive
            danger=true
            on_yes=archive
        />
    }
}

/// Asks for a new token of the same bot.
#[component]
pub fn ReplaceToken(open: RwSignal<bool>, bot: Signal<Bot>, load: Load<Tagged<Bot>>) -> impl IntoView {
    view! {
        <Dialog open title=t::bots::replace_token>
            <TokenForm open bot load />
        </Dialog>
    }
}

#[component]
fn TokenForm(open: RwSignal<bool>, bot: Signal<Bot>, load: Load<Tagged<Bot>>) -> impl IntoView {
    let toasts = use_toasts();
    let token = RwSignal::new(String::new());
    let replace = Deed::new();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let (id, token) = (bot.with_untracked(|bot| bot.id), token.get_untracked().trim().to_owned());
        let answer = async move {
            if !looks_like_token(&token) {
                return Err(Error::of_field("token", FieldCode::Malformed));
            }
            api::bots::replace_token(id, &openapi::bots::ReplaceToken { token }).await
        };
        replace.run(answer, move |fresh| {
            load.update(|tagged| tagged.value = fresh);
            open.set(false);
            toasts.done(t::bots::token_replaced());
        });
    };
    view! {
        <form class="form" on:submit=submit autocomplete="off">
            <p class="dim">{t::bots::replace_token_text}</p>
            <Field name="token" label=t::bots::token error=replace.error>
                <input id="token" class="input mono" required autofocus autocomplete="off" autocapitalize="none" spellcheck="false" bind:value=token />
            </Field>
            <Problems error=replace.error fields=&["token"] />
            <div class="form-foot end">
                <button type="button" class="btn" on:click=move |_| open.set(false)>{t::common::cancel}</button>
                <button type="submit" class="btn primary" disabled=replace.pending>
                    {move || if replace.pending.get() { t::bots::asking_telegram() } else { t::bots::replace_token() }}
                </button>
            </div>
        </form>
    }
}
