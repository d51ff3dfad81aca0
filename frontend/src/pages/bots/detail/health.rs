//! Asks Telegram how a bot stands, now.

use leptos::prelude::*;
use openapi::{BotId, bots::BotCheck, users::Role};

use crate::{
    api,
    components::{Ago, ErrorPanel, Glyph, Icon},
    deed::Deed,
    i18n::{number, t},
    session,
};

/// The test and what it found.
#[component]
pub fn Health(bot: Memo<BotId>) -> impl IntoView {
    let test = Deed::new();
    let check = RwSignal::new(None::<BotCheck>);
    let ask = move |_| {
        let id = bot.get_untracked();
        test.run(async move { api::bots::test(id).await }, move |found| check.set(Some(found)));
    };
    let found = move || match (test.error.get(), check.get()) {
        (Some(error), _) => view! { <ErrorPanel error /> }.into_any(),
        (None, Some(check)) => view! { <Found check /> }.into_any(),
        (None, None) => view! { <p class="dim">{t::bots::health_text}</p> }.into_any(),
    };
    view! {
        <section class="card">
            <header class="card-head">
                <h2>{t::bots::health}</h2>
                <Show when=|| session::may(Role::Operator)>
                    <button
                        type="button"
                        class="btn"
                        disabled=test.pending
                        on:click=ask
                    >
                        <Icon glyph=Glyph::Pulse small=true />
                        {move || if test.pending.get() { t::bots::asking_telegram() } else { t::bots::test() }}
                    </button>
                </Show>
            </header>
            <div class="card-body" aria-live="polite">{found}</div>
        </section>
    }
}

/// What was found, in the page's own words: `problems` says the same in the server's.
#[component]
fn Found(check: BotCheck) -> impl IntoView {
    let line = |good: bool, text: String| {
        view! {
            <li class:bad=!good>
                <Icon glyph=if good { Glyph::Check } else { Glyph::Alert } small=true />
                <span>{text}</span>
            </li>
        }
    };
    let latency = i64::try_from(check.latency_ms).unwrap_or(i64::MAX);
    let webhook = match &check.webhook_host {
        None => (true, t::bots::no_webhook().to_owned()),
        Some(host) if check.webhook_is_ours => (true, t::bots::webhook_ours(host)),
        Some(host) => (false, t::bots::webhook_foreign(host)),
    };
    let token = if check.token_valid {
        t::bots::token_valid(&number(latency))
    } else {
        t::bots::token_refused().to_owned()
    };
    let waiting =
        check.pending_updates.filter(|count| *count > 0).map(|count| line(true, t::bots::pending(count)));
    let failed = check.last_webhook_error.as_ref().map(|text| line(false, t::bots::webhook_error(text)));
    view! {
        <ul class="checks">
            {line(check.token_valid, token)} {line(webhook.0, webhook.1)} {waiting} {failed}
        </ul>
        <p class="small faint">{t::bots::asked}" "<Ago at=Signal::stored(check.checked_at) /></p>
    }
}
