//! One bot: how it stands, why, what to do, and what happened to it.

mod health;
mod manage;
mod steer;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use openapi::{
    BotId,
    bots::{Bot, DesiredState, ObservedState},
    events::EventData,
    users::Role,
};

use super::{super::events::Events, state};
use crate::{
    api::{self, Error, Tagged},
    components::{Ago, Avatar, Countdown, Glyph, Icon, Loaded, Skeleton},
    i18n::{
        format::{Style, moment},
        t,
    },
    live::{News, use_live},
    load::Load,
    react::memo,
    section::Section,
    session,
    title::use_title,
};

/// The page of the bot whose id is in the address.
#[component]
pub fn Detail() -> impl IntoView {
    let params = use_params_map();
    let id = memo(move || params.with(|params| params.get("bot")?.parse::<BotId>().ok()));
    let bot = Load::new(move || {
        let id = id.get();
        async move {
            match id {
                Some(id) => api::bots::find(id).await,
                None => Err(Error::not_found()),
            }
        }
    });
    use_title(move || {
        bot.value.with(|bot| bot.as_ref().map(|bot| bot.value.name.clone()).unwrap_or_default())
    });
    use_live(Section::Bots, move |news| match news {
        News::Opened => bot.refetch(),
        News::Event(event) => {
            if let EventData::BotUpdated(fresh) = &event.data {
                follow(bot, fresh);
            }
        }
        News::Typing(_) => {}
    });
    view! {
        <div class="page">
            <Loaded value=bot skeleton=Skeleton::Page let:tagged>
                <Whole load=bot tagged />
            </Loaded>
        </div>
    }
}

/// Takes in news of the bot; an edit by someone else also changes its version, which only an answer tells.
fn follow(load: Load<Tagged<Bot>>, fresh: &Bot) {
    let known = load
        .value
        .with_untracked(|tagged| tagged.as_ref().map(|tagged| (tagged.value.id, tagged.value.updated_at)));
    let Some((id, updated_at)) = known else { return };
    if id == fresh.id {
        load.update(|tagged| tagged.value = fresh.clone());
        if updated_at != fresh.updated_at {
            load.refetch();
        }
    }
}

#[component]
fn Whole(load: Load<Tagged<Bot>>, tagged: Signal<Tagged<Bot>>) -> impl IntoView {
    let bot = Signal::derive(move || tagged.with(|tagged| tagged.value.clone()));
    let id = memo(move || bot.with(|bot| bot.id));
    let archived = memo(move || bot.with(|bot| bot.archived_at));
    view! {
        <div class="page-head">
            <a class="btn quiet square" href="/bots" aria-label=t::bots::title>
                <Icon glyph=Glyph::Back />
            </a>
            <div class="member-head">
                <Avatar name=Signal::derive(move || bot.with(|bot| bot.name.clone())) />
                <div>
                    <h1 class="cut">{move || bot.with(|bot| bot.name.clone())}</h1>
                    <p class="cut">
                        <a href=move || bot.with(|bot| format!("https://t.me/{}", bot.username)) target="_blank" rel="noreferrer">
                            {move || bot.with(|bot| format!("@{}", bot.username))}
                        </a>
                    </p>
                </div>
            </div>
            <Show when=move || archived.get().is_none() && session::may(Role::Admin)>
                <steer::Steer bot load />
            </Show>
        </div>
        {move || match archived.get() {
            Some(at) => view! { <div class="note">{t::bots::archived_since(&moment(at, Style::Date))}</div> }.into_any(),
            None => view! { <Standing bot load /> }.into_any(),
        }}
        <div class="columns">
            <div class="stack">
                <About bot />
                <Show when=move || archived.get().is_none()>
                    <health::Health bot=id />
                </Show>
                <Show when=move || archived.get().is_none() && session::may(Role::Admin)>
                    <manage::Manage tagged load />
                </Show>
            </div>
            <Events section=Section::Bots id=Signal::derive(move || id.get().into()) />
        </div>
    }
}

/// The state in words, and what to press.
#[component]
fn Standing(bot: Signal<Bot>, load: Load<Tagged<Bot>>) -> impl IntoView {
    let observed = memo(move || bot.with(|bot| bot.observed.clone()));
    let stopping = move || {
        let running = observed.with(|observed| observed.state != ObservedState::Stopped);
        running && bot.with(|bot| bot.desired == DesiredState::Stopped)
    };
    let reason = move || observed.with(|observed| observed.reason.clone());
    let class = move || observed.with(|observed| format!("note {}", state::tone(observed.state)));
    let glyph = move || match observed.with(|observed| state::tone(observed.state)) {
        "ok" => Glyph::Check,
        "" => Glyph::Stop,
        _ => Glyph::Alert,
    };
    view! {
        <section class=class aria-label=t::bots::how_it_stands>
            {move || view! { <Icon glyph=glyph() /> }}
            <div class="note-body">
                <b>
                    {move || if stopping() { t::states::stopping() } else { observed.with(|observed| state::name(observed.state)) }}
                    " · " <Ago at=Signal::derive(move || observed.with(|observed| observed.since)) />
                </b>
                <span>{move || observed.with(|observed| state::meaning(observed.state))}</span>
                {move || reason().map(|reason| view! { <span class="dim">{t::bots::reason(&reason)}</span> })}
                {move || {
                    observed.with(|observed| observed.retry_at).map(|until| {
                        view! { <span class="dim">{t::bots::next_try}" "<Countdown until=Signal::stored(until) /></span> }
                    })
                }}
                <Show when=|| session::may(Role::Admin)>
                    <steer::Remedy bot load />
                </Show>
            </div>
        </section>
    }
}

#[component]
fn About(bot: Signal<Bot>) -> impl IntoView {
    let yes_no = |value: bool| if value { t::common::yes() } else { t::common::no() };
    view! {
        <section class="card">
            <header class="card-head">
                <h2>{t::bots::about}</h2>
                <a href=move || format!("/bots/chats?bot_id={}", bot.with(|bot| bot.id))>{t::bots::its_chats}</a>
            </header>
            <dl class="facts card-body">
                <dt>{t::bots::telegram_id}</dt>
                <dd>{move || bot.with(|bot| bot.telegram_id.to_string())}</dd>
                <dt>{t::bots::mode}</dt>
                <dd>{move || bot.with(|bot| state::mode(bot.mode))}</dd>
                <dt>{t::bots::last_update}</dt>
                <dd>
                    {move || match bot.with(|bot| bot.last_update_at) {
                        Some(at) => view! { <Ago at=Signal::stored(at) /> }.into_any(),
                        None => t::bots::no_update().into_any(),
                    }}
                </dd>
                <dt>{t::bots::joins_groups}</dt>
                <dd>{move || bot.with(|bot| yes_no(bot.can_join_groups))}</dd>
                <dt>{t::bots::reads_groups}</dt>
                <dd>{move || bot.with(|bot| yes_no(bot.can_read_all_group_messages))}</dd>
                <dt>{t::bots::added_at}</dt>
                <dd>{move || bot.with(|bot| moment(bot.created_at, Style::Date))}</dd>
            </dl>
        </section>
    }
}
