//! The fleet as a list: what is wrong comes first.

use leptos::prelude::*;
use openapi::{
    BotId, IdentityId,
    bots::{Bot, DesiredState},
    users::Role,
};

use super::{NoBots, state};
use crate::{
    api,
    components::{
        Ago, Avatar, Countdown, Drawing, Empty, Entry, Glyph, Icon, Loaded, Roster, Shelves, shows_archived,
    },
    fleet::use_fleet,
    i18n::{number, t},
    load::Load,
    react::memo,
    section::Section,
    session,
    title::use_title,
};

/// The list. The address holds what it shows.
#[component]
pub fn List() -> impl IntoView {
    use_title(|| t::bots::title().to_owned());
    let shows_archived = shows_archived();
    view! {
        <div class="page fill">
            <div class="page-head">
                <h1 class="grow">{t::bots::title}</h1>
                <Shelves />
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
    let entries = Signal::derive(move || bots.with(|bots| bots.iter().map(entry).collect::<Vec<_>>()));
    let row = Callback::new(move |id: IdentityId| view! { <Row id=id.into() bots /> }.into_any());
    view! { <Roster entries row label=t::bots::title find=t::bots::find not_found=t::bots::not_found_text /> }
}

fn entry(bot: &Bot) -> Entry {
    Entry {
        order: state::order(bot),
        id: bot.id.into(),
        text: format!("{} @{}", bot.name, bot.username).to_lowercase(),
        state: api::chats::word(bot.observed.state),
    }
}

#[component]
fn Row(id: BotId, bots: Signal<Vec<Bot>>) -> impl IntoView {
    let fleet = use_fleet();
    let bot = memo(move || bots.with(|bots| bots.iter().find(|bot| bot.id == id).cloned()));
    let count = move || Some(fleet.unread_of(Section::Bots, id.into())).filter(|count| *count > 0);
    move || {
        let bot = bot.get()?;
        let observed = bot.observed.clone();
        let stopping =
            bot.desired == DesiredState::Stopped && observed.state != openapi::bots::ObservedState::Stopped;
        Some(view! {
            <div class="member">
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
