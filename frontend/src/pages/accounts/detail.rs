//! One account: how it stands, why, what to do, and what happened to it.

mod export;
mod habits;
mod limits;
mod manage;
mod phone;
mod profile;
mod sessions;
mod steer;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use openapi::{AccountId, accounts::Account, events::EventData, users::Role};

use super::{super::events::Events, list::known_as, state::Face};
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

/// The page of the account whose id is in the address.
#[component]
pub fn Detail() -> impl IntoView {
    let params = use_params_map();
    let id = memo(move || params.with(|params| params.get("account")?.parse::<AccountId>().ok()));
    let account = Load::new(move || {
        let id = id.get();
        async move {
            match id {
                Some(id) => api::accounts::find(id).await,
                None => Err(Error::not_found()),
            }
        }
    });
    use_title(move || {
        account
            .value
            .with(|tagged| tagged.as_ref().map(|tagged| tagged.value.name.clone()).unwrap_or_default())
    });
    use_live(Section::Accounts, move |news| match news {
        News::Opened => account.refetch(),
        News::Event(event) => {
            if let EventData::AccountUpdated(fresh) = &event.data {
                follow(account, fresh);
            }
        }
        News::Typing(_) => {}
    });
    view! {
        <div class="page">
            <Loaded value=account skeleton=Skeleton::Page let:tagged>
                <Whole load=account tagged />
            </Loaded>
        </div>
    }
}

/// Takes in news of the account; a change by someone also changes its version, which only an answer tells.
fn follow(load: Load<Tagged<Account>>, fresh: &Account) {
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
fn Whole(load: Load<Tagged<Account>>, tagged: Signal<Tagged<Account>>) -> impl IntoView {
    let account = memo(move || tagged.with(|tagged| tagged.value.clone()));
    let name = Signal::derive(move || account.with(|account| account.name.clone()));
    let archived = memo(move || account.with(|account| account.archived_at));
    let runs_things = move || archived.get().is_none() && session::may(Role::Admin);
    let is_signed_in = memo(move || account.with(|account| account.signed_in));
    view! {
        <div class="page-head">
            <a class="btn quiet square" href="/accounts" aria-label=t::accounts::title>
                <Icon glyph=Glyph::Back />
            </a>
            <div class="member-head">
                <Avatar name />
                <div>
                    <h1 class="cut">{name}</h1>
                    <p class="cut dim">{move || account.with(known_as)}</p>
                </div>
            </div>
            <Show when=move || runs_things() && is_signed_in.get()>
                <steer::Steer account load />
            </Show>
        </div>
        {move || match archived.get() {
            Some(at) => view! { <div class="note">{t::accounts::archived_since(&moment(at, Style::Date))}</div> }.into_any(),
            None => view! { <Standing account load /> }.into_any(),
        }}
        <div class="columns">
            <div class="stack">
                <AtTelegram account />
                <Show when=runs_things>
                    <Show when=move || is_signed_in.get()>
                        <profile::Profile account />
                        <sessions::Sessions account />
                    </Show>
                    <habits::Habits tagged load />
                    <manage::Manage tagged load />
                </Show>
            </div>
            <div class="stack">
                <limits::Limits account />
                <Events section=Section::Accounts id=Signal::derive(move || account.with(|account| account.id.into())) />
            </div>
        </div>
    }
}

/// The state in words, and what to press.
#[component]
fn Standing(account: Memo<Account>, load: Load<Tagged<Account>>) -> impl IntoView {
    let face = memo(move || account.with(Face::of));
    let standing = memo(move || account.with(|account| account.standing.clone()));
    let reason = move || standing.with(|standing| standing.reason.clone());
    let retry_at = move || standing.with(|standing| standing.retry_at);
    let glyph = move || match face.get() {
        face if face.tone() == "ok" => Glyph::Check,
        Face::Stopped => Glyph::Stop,
        _ => Glyph::Alert,
    };
    let next_try = |until| view! { <span class="dim">{t::bots::next_try}" "<Countdown until=Signal::stored(until) /></span> };
    view! {
        <section class=move || format!("note {}", face.get().tone()) aria-label=t::bots::how_it_stands>
            {move || view! { <Icon glyph=glyph() /> }}
            <div class="note-body">
                <b>
                    {move || face.get().name()} " · "
                    <Ago at=Signal::derive(move || standing.with(|standing| standing.since)) />
                </b>
                <span>{move || face.get().meaning()}</span>
                {move || reason().map(|reason| view! { <span class="dim">{t::bots::reason(&reason)}</span> })}
                {move || retry_at().map(next_try)}
                <Show when=|| session::may(Role::Admin)>
                    <steer::Remedy account load />
                </Show>
            </div>
        </section>
    }
}

/// The account as Telegram has it, and how it connects.
#[component]
fn AtTelegram(account: Memo<Account>) -> impl IntoView {
    let text = move |of: fn(&Account) -> Option<String>| {
        move || account.with(of).unwrap_or_else(|| t::accounts::not_known().to_owned())
    };
    let device = move || account.with(|account| account.device.clone());
    let last = move || match account.with(|account| account.last_update_at) {
        Some(at) => view! { <Ago at=Signal::stored(at) /> }.into_any(),
        None => t::bots::no_update().into_any(),
    };
    view! {
        <section class="card">
            <header class="card-head">
                <h2>{t::accounts::profile}</h2>
                <a href=move || format!("/accounts/chats?account_id={}", account.with(|account| account.id))>{t::bots::its_chats}</a>
            </header>
            <dl class="facts card-body">
                <dt>{t::accounts::profile_name}</dt>
                <dd>{text(|account| account.profile_name.clone())}</dd>
                <dt>{t::accounts::username}</dt>
                <dd>{text(|account| account.username.as_ref().map(|name| format!("@{name}")))}</dd>
                <dt>{t::accounts::phone}</dt>
                <dd>{text(|account| account.phone.clone())}</dd>
                <dt>{t::bots::telegram_id}</dt>
                <dd>{text(|account| account.telegram_id.map(|id| id.to_string()))}</dd>
                <dt>{t::bots::last_update}</dt>
                <dd>{last}</dd>
                <dt>{t::accounts::device}</dt>
                <dd>
                    {move || {
                        let device = device();
                        format!("{}, {} · {} · {}", device.model, device.system, device.app_version, device.language)
                    }}
                </dd>
                <dt>{t::accounts::proxy}</dt>
                <dd>{move || account.with(|account| account.proxy.clone()).unwrap_or_else(|| t::accounts::no_proxy().to_owned())}</dd>
                <dt>{t::accounts::api_id}</dt>
                <dd>{move || account.with(|account| account.api_id.map_or_else(|| t::accounts::api_of_server().to_owned(), |id| id.to_string()))}</dd>
                <dt>{t::bots::added_at}</dt>
                <dd>{move || moment(account.with(|account| account.created_at), Style::Date)}</dd>
            </dl>
        </section>
    }
}
