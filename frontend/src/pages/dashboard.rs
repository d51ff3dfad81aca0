//! How the workspace stands: figures from the server, nothing else.

mod activity;
mod needs;

use std::time::Duration;

use leptos::prelude::*;
use openapi::{chats::Unread, stats::Stats};

use crate::{
    api,
    components::{Loaded, Skeleton},
    fleet::use_fleet,
    i18n::{number, t},
    live::{News, use_live},
    load::Load,
    pages::bots::state,
    section::Section,
    session,
    title::use_title,
};

/// How soon news show in the figures: counting is not free.
const PAUSE: Duration = Duration::from_secs(3);

/// The first page.
#[component]
pub fn Dashboard() -> impl IntoView {
    use_title(|| t::shell::dashboard().to_owned());
    let stats = Load::new(api::stats::find);
    use_live(Section::Bots, move |news| match news {
        News::Opened => stats.refetch(),
        News::Event(_) => stats.refetch_within(PAUSE),
        News::Typing(_) => {}
    });
    let workspace = move || session::me().map(|me| me.workspace_name);
    view! {
        <div class="page">
            <div class="page-head">
                <div class="grow">
                    <h1>{workspace}</h1>
                    <p>{t::dashboard::period}</p>
                </div>
            </div>
            <Loaded value=stats skeleton=Skeleton::Page let:stats>
                <Figures stats />
                <div class="columns">
                    <needs::NeedsPerson stats />
                    <States stats />
                </div>
                <activity::Activity stats />
            </Loaded>
        </div>
    }
}

#[component]
fn Figures(stats: Signal<Stats>) -> impl IntoView {
    let fleet = use_fleet();
    let unread = move |of: fn(&Unread) -> i64| {
        let known = |section| fleet.unread(section).value.with(|unread| unread.as_ref().map(of));
        Section::ALL.into_iter().map(known).sum::<Option<i64>>()
    };
    let total = move || unread(|unread| unread.total).map_or_else(|| "–".into(), number);
    let chats = move || unread(|unread| unread.chats).map(t::dashboard::in_chats);
    let sum = move |of: fn(&openapi::stats::HourCount) -> i64| {
        stats.with(|stats| number(stats.hours.iter().map(of).sum()))
    };
    view! {
        <dl class="figures">
            <div class="card figure">
                <dt>{t::dashboard::unread}</dt>
                <dd>{total}</dd>
                <dd class="small">{chats}</dd>
            </div>
            <div class="card figure">
                <dt>{t::dashboard::active_chats}</dt>
                <dd>{move || stats.with(|stats| number(stats.active_chats))}</dd>
            </div>
            <div class="card figure">
                <dt>{t::dashboard::incoming}</dt>
                <dd>{move || sum(|hour| hour.incoming)}</dd>
            </div>
            <div class="card figure">
                <dt>{t::dashboard::outgoing}</dt>
                <dd>{move || sum(|hour| hour.outgoing)}</dd>
            </div>
        </dl>
    }
}

#[component]
fn States(stats: Signal<Stats>) -> impl IntoView {
    let rows = move || {
        let mut counts = stats.with(|stats| stats.bots.clone());
        counts.retain(|row| row.count > 0);
        counts.sort_by_key(|row| state::urgency(row.state));
        let row = |row: openapi::stats::StateCount| {
            view! {
                <li>
                    <i class=state::dot(row.state)></i>
                    <a class="who" href=format!("/bots?state={}", api::chats::word(row.state))>
                        <span class="cap">{state::name(row.state)}</span>
                    </a>
                    <span>{number(row.count)}</span>
                </li>
            }
        };
        counts.into_iter().map(row).collect_view()
    };
    view! {
        <section class="card">
            <header class="card-head">
                <h2>{t::dashboard::bots}</h2>
                <a href="/bots">{t::dashboard::all_bots}</a>
            </header>
            <Show
                when=move || stats.with(|stats| stats.bots.iter().any(|row| row.count > 0))
                fallback=|| view! { <crate::pages::bots::NoBots /> }
            >
                <ul class="rows">{rows}</ul>
            </Show>
        </section>
    }
}
