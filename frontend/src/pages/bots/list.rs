//! The fleet as a list: what is wrong comes first.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{query_signal, query_signal_with_options},
};
use openapi::{
    BotId,
    bots::{Bot, DesiredState},
    users::Role,
};

use super::{NoBots, state};
use crate::{
    api,
    components::{
        Ago, Avatar, Countdown, Drawing, Empty, Glyph, Icon, Loaded, VirtualList, virtual_list::ListHandle,
    },
    fleet::use_fleet,
    i18n::{number, t},
    keys::{Group, use_shortcut},
    load::Load,
    react::memo,
    session,
    title::use_title,
};

/// The list. The address holds what it shows.
#[component]
pub fn List() -> impl IntoView {
    use_title(|| t::bots::title().to_owned());
    let (archived, set_archived) = query_signal::<bool>("archived");
    let shows_archived = memo(move || archived.get().unwrap_or(false));
    let side = move |label: fn() -> &'static str, value: bool| {
        let pressed = move || (shows_archived.get() == value).to_string();
        view! {
            <button type="button" aria-pressed=pressed on:click=move |_| set_archived.set(value.then_some(true))>
                {label}
            </button>
        }
    };
    view! {
        <div class="page fill">
            <div class="page-head">
                <h1 class="grow">{t::bots::title}</h1>
                <div class="segments">{side(t::bots::present, false)} {side(t::bots::archived, true)}</div>
                <Show when=|| session::may(Role::Admin)>
                    <a class="btn primary" href="/bots/add">
                        <Icon glyph=Glyph::Plus small=true />
                        {t::palette::add_bot}
                    </a>
                </Show>
            </div>
            {move || {
                if shows_archived.get() {
                    view! { <Archived /> }.into_any()
                } else {
                    view! { <Present /> }.into_any()
                }
            }}
        </div>
    }
}

#[component]
fn Present() -> impl IntoView {
    let fleet = use_fleet();
    view! {
        <Loaded value=fleet.bots let:bots>
            <Show when=move || bots.with(|bots| !bots.is_empty()) fallback=NoBots>
                <Rows bots />
            </Show>
        </Loaded>
    }
}

#[component]
fn Archived() -> impl IntoView {
    let bots = Load::new(api::bots::archived);
    let nothing = || view! { <Empty drawing=Drawing::Bots title=t::bots::none_archived text=t::bots::none_archived_text /> };
    view! {
        <Loaded value=bots let:bots>
            <Show when=move || bots.with(|bots| !bots.is_empty()) fallback=nothing>
                <Rows bots />
            </Show>
        </Loaded>
    }
}

#[component]
fn Rows(bots: Signal<Vec<Bot>>) -> impl IntoView {
    // typing is no step in the history
    let typing = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
    let (q, set_q) = query_signal_with_options::<String>("q", typing);
    let (wanted, set_wanted) = query_signal::<String>("state");
    let input = NodeRef::<leptos::html::Input>::new();
    use_shortcut("/", Group::Here, t::bots::find, move || {
        if let Some(input) = input.get_untracked() {
            // an input in the document takes the focus
            let _ = input.focus();
        }
    });
    let keys = memo(move || {
        let (text, wanted) = (q.get().unwrap_or_default().to_lowercase(), wanted.get());
        let mut found = bots.with(|bots| {
            let fits = |bot: &&Bot| {
                let line = format!("{} @{}", bot.name, bot.username).to_lowercase();
                line.contains(&text)
                    && wanted.as_ref().is_none_or(|wanted| *wanted == api::chats::word(bot.observed.state))
            };
            bots.iter().filter(fits).map(|bot| (state::order(bot), bot.id)).collect::<Vec<_>>()
        });
        found.sort();
        found.into_iter().map(|(_, id)| id).collect::<Vec<BotId>>()
    });
    let handle = ListHandle::new();
    let row = move |id: BotId| view! { <Row id bots /> };
    view! {
        <div class="row wrap">
            <label class="find grow">
                <Icon glyph=Glyph::Search small=true />
                <input
                    node_ref=input
                    type="search"
                    placeholder=t::bots::find
                    aria-label=t::bots::find
                    prop:value=move || q.get().unwrap_or_default()
                    on:input:target=move |event| set_q.set(Some(event.target().value()).filter(|text| !text.is_empty()))
                />
                <kbd>"/"</kbd>
            </label>
            {move || {
                wanted
                    .get()
                    .map(|_| {
                        view! {
                            <button type="button" class="btn" on:click=move |_| set_wanted.set(None)>
                                {t::bots::every_state}
                            </button>
                        }
                    })
            }}
        </div>
        <Show
            when=move || keys.with(|keys| !keys.is_empty())
            fallback=|| view! { <Empty drawing=Drawing::Search title=t::palette::nothing text=t::bots::not_found_text /> }
        >
            <div class="card list-card">
                <VirtualList keys row label=t::bots::title estimate=56.0 handle />
            </div>
        </Show>
    }
}

#[component]
fn Row(id: BotId, bots: Signal<Vec<Bot>>) -> impl IntoView {
    let unread = use_fleet().unread.value;
    let bot = memo(move || bots.with(|bots| bots.iter().find(|bot| bot.id == id).cloned()));
    let count = move || {
        unread.with(|unread| {
            let row = unread.as_ref()?.identities.iter().find(|row| row.identity_id == id.into())?;
            (row.total > 0).then_some(row.total)
        })
    };
    move || {
        let bot = bot.get()?;
        let observed = bot.observed.clone();
        let stopping =
            bot.desired == DesiredState::Stopped && observed.state != openapi::bots::ObservedState::Stopped;
        Some(view! {
            <div class="bot-row">
                <Avatar name=Signal::stored(bot.name.clone()) small=true />
                <a class="who" href=format!("/bots/{id}")>
                    <b class="cut">{bot.name}</b>
                    <span class="cut">"@"{bot.username}</span>
                </a>
                <span class="standing">
                    <span class=state::tag(observed.state)>
                        {move || if stopping { t::states::stopping() } else { state::name(observed.state) }}
                    </span>
                    {observed.retry_at.map(|until| view! { <span class="small dim"><Countdown until=Signal::stored(until) /></span> })}
                    <span class="small dim cut">{observed.reason}</span>
                </span>
                <span class="last small dim">
                    {bot
                        .last_update_at
                        .map_or_else(
                            || view! { <span>{t::bots::no_update}</span> }.into_any(),
                            |at| view! { <Ago at=Signal::stored(at) /> }.into_any(),
                        )}
                </span>
                <span class="unread">
                    {move || count().map(|count| view! { <span class="badge">{number(count)}</span> })}
                </span>
            </div>
        })
    }
}
