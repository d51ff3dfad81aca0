//! Adds a bot by its token.

use chrono::{TimeDelta, Utc};
use leptos::{ev, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use openapi::{
    Code, FieldCode,
    bots::{Bot, CreateBot, UpdateMode},
};

use super::state;
use crate::{
    api::{self, Error},
    components::{Field, Problems, use_toasts},
    deed::Deed,
    fleet::use_fleet,
    i18n::t,
    load::Load,
    title::use_title,
};

/// The form. Nothing is stored unless Telegram accepts the token.
#[component]
pub fn Add() -> impl IntoView {
    use_title(|| t::palette::add_bot().to_owned());
    let (toasts, fleet, navigate) = (use_toasts(), use_fleet(), use_navigate());
    let token = RwSignal::new(String::new());
    let name = RwSignal::new(String::new());
    let mode = RwSignal::new(UpdateMode::Polling);
    let start = RwSignal::new(true);
    let add = Deed::new();
    let error = add.error;
    // a token begins with the bot's id, so the bot that is here already can be named and reached
    let present = move || {
        let refused = error.with(|error| error.as_ref().and_then(Error::code)) == Some(Code::AlreadyExists);
        let id = token.with(|token| token.trim().split(':').next().and_then(|id| id.parse::<i64>().ok()));
        let same = |bots: &Vec<Bot>| bots.iter().find(|bot| Some(bot.telegram_id) == id).cloned();
        fleet.bots.value.with(|bots| bots.as_ref().and_then(same)).filter(|_| refused)
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let name = Some(name.get_untracked().trim().to_owned()).filter(|name| !name.is_empty());
        let token = token.get_untracked().trim().to_owned();
        let new = CreateBot { token, name, mode: Some(mode.get_untracked()), start: start.get_untracked() };
        let answer = async move {
            if !looks_like_token(&new.token) {
                return Err(Error::of_field("token", FieldCode::Malformed));
            }
            api::bots::create(&new, add.key()).await
        };
        let navigate = navigate.clone();
        add.run(answer, move |bot| {
            fleet.put(&bot);
            toasts.done(if was_here(&bot) {
                t::bots::restored(&bot.name)
            } else {
                t::bots::added(&bot.name)
            });
            navigate(&format!("/bots/{}", bot.id), NavigateOptions::default());
        });
    };
    view! {
        <div class="page narrow">
            <div class="page-head"><h1>{t::palette::add_bot}</h1></div>
            <div class="card">
                <form class="form card-body" on:submit=submit autocomplete="off">
                    <ol class="steps">
                        <li>
                            <span>{t::bots::step_open}" "<a href="https://t.me/BotFather" target="_blank" rel="noreferrer">"@BotFather"</a></span>
                        </li>
                        <li><span>{t::bots::step_make}</span></li>
                        <li><span>{t::bots::step_paste}</span></li>
                    </ol>
                    <Field name="token" label=t::bots::token hint=t::bots::token_hint error>
                        <input id="token" class="input mono" required autofocus autocomplete="off" autocapitalize="none" spellcheck="false" placeholder="123456789:AA…" bind:value=token />
                    </Field>
                    <Field name="name" label=t::bots::name hint=t::bots::name_hint error>
                        <input id="name" class="input" maxlength="100" bind:value=name />
                    </Field>
                    <Mode mode />
                    <label class="check">
                        <input type="checkbox" bind:checked=start />
                        <span>{t::bots::start_at_once}</span>
                    </label>
                    {move || match present() {
                        Some(bot) => view! {
                            <p class="note warn">
                                <span>{t::bots::already_here}" "<a href=format!("/bots/{}", bot.id)>{bot.name}</a></span>
                            </p>
                        }
                            .into_any(),
                        None => view! { <Problems error fields=&["token", "name"] /> }.into_any(),
                    }}
                    <div class="form-foot">
                        <button type="submit" class="btn primary" disabled=add.pending>
                            {move || if add.pending.get() { t::bots::asking_telegram() } else { t::palette::add_bot() }}
                        </button>
                        <a class="btn quiet" href="/bots">{t::common::cancel}</a>
                    </div>
                </form>
            </div>
        </div>
    }
}

/// Chooses how updates reach us; webhooks only where the server has a public address.
#[component]
pub fn Mode(mode: RwSignal<UpdateMode>) -> impl IntoView {
    let runtime = Load::new(api::runtime::find);
    let webhooks =
        move || runtime.value.with(|runtime| runtime.as_ref().is_some_and(|runtime| runtime.webhooks));
    let choice = move |value: UpdateMode, hint: fn() -> &'static str| {
        view! {
            <label class="check">
                <input
                    type="radio"
                    name="mode"
                    prop:checked=move || mode.get() == value
                    disabled=move || value == UpdateMode::Webhook && !webhooks()
                    on:change=move |_| mode.set(value)
                />
                <span>
                    {move || state::mode(value)} <small>{hint}</small>
                </span>
            </label>
        }
    };
    view! {
        <fieldset class="field stack tight">
            <legend>{t::bots::mode}</legend>
            {choice(UpdateMode::Polling, t::bots::polling_hint)}
            {choice(UpdateMode::Webhook, t::bots::webhook_hint)}
            <Show when=move || runtime.value.with(Option::is_some) && !webhooks()>
                <span class="hint">{t::bots::webhook_off}</span>
            </Show>
        </fieldset>
    }
}

/// Whether a text can be a token at all: digits, a colon, and some thirty letters, digits, `-` and `_`.
pub fn looks_like_token(text: &str) -> bool {
    let is_secret = |secret: &str| {
        secret.len() >= 20 && secret.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
    };
    text.split_once(':').is_some_and(|(id, secret)| id.parse::<u64>().is_ok() && is_secret(secret))
}

/// Whether the bot was here before: then it came back from the archive.
fn was_here(bot: &Bot) -> bool {
    Utc::now() - bot.created_at > TimeDelta::minutes(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_told_from_other_pastes() {
        assert!(looks_like_token("123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"));
        assert!(looks_like_token("1:AAHdqTcvCH1vGWJxfSeo_SAs0K5-LDsaw"));
        for text in [
            "",
            "123456789",
            "@my_bot",
            "123456789:",
            "abc:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
            "1:with some words in it all",
        ] {
            assert!(!looks_like_token(text), "{text}");
        }
    }
}
