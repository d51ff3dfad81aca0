//! The figures of the bots, or of the accounts.

use leptos::prelude::*;
use openapi::{
    IdentityId,
    chats::Unread,
    stats::{HourCount, Stats},
};

use super::{
    activity::{ByHour, ByIdentity},
    states::{StateLine, States},
};
use crate::{
    fleet::use_fleet,
    i18n::{number, t},
    react::memo,
    section::Section,
};

/// What the figures say of one section.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub active_chats: i64,
    pub hours: Vec<HourCount>,
    pub states: Vec<StateLine>,
    /// Each with what came in and what went out.
    pub identities: Vec<(IdentityId, i64, i64)>,
}

impl Part {
    fn of(section: Section, stats: &Stats) -> Self {
        match section {
            Section::Bots => Self {
                active_chats: stats.active_chats,
                hours: stats.hours.clone(),
                states: stats.bots.iter().map(StateLine::of_bots).collect(),
                identities: stats
                    .by_bot
                    .iter()
                    .map(|row| (row.bot_id.into(), row.incoming, row.outgoing))
                    .collect(),
            },
            Section::Accounts => Self {
                active_chats: stats.active_account_chats,
                hours: stats.account_hours.clone(),
                states: stats.accounts.iter().map(StateLine::of_accounts).collect(),
                identities: stats
                    .by_account
                    .iter()
                    .map(|row| (row.account_id.into(), row.incoming, row.outgoing))
                    .collect(),
            },
        }
    }
}

/// The section under its heading. Without a bot or an account there is nothing to count.
#[component]
pub fn Room(section: Section, stats: Signal<Stats>) -> impl IntoView {
    let part = memo(move || stats.with(|stats| Part::of(section, stats)));
    let any = memo(move || part.with(|part| part.states.iter().any(|line| line.count > 0)));
    let name = move || match section {
        Section::Bots => t::dashboard::bots(),
        Section::Accounts => t::dashboard::accounts(),
    };
    view! {
        <section class="stack" aria-label=name>
            <h2>{name}</h2>
            <Show when=move || any.get()>
                <Figures section part />
            </Show>
            <div class="columns">
                <States section part />
                <Show when=move || part.with(|part| !part.identities.is_empty())>
                    <ByIdentity section part />
                </Show>
            </div>
            <Show when=move || any.get()>
                <ByHour part />
            </Show>
        </section>
    }
}

#[component]
fn Figures(section: Section, part: Memo<Part>) -> impl IntoView {
    let fleet = use_fleet();
    let unread =
        move |of: fn(&Unread) -> i64| fleet.unread(section).value.with(|unread| unread.as_ref().map(of));
    let total = move || unread(|unread| unread.total).map_or_else(|| "–".into(), number);
    let chats = move || unread(|unread| unread.chats).map(t::dashboard::in_chats);
    let sum = move |of: fn(&HourCount) -> i64| part.with(|part| number(part.hours.iter().map(of).sum()));
    view! {
        <dl class="figures">
            <div class="card figure">
                <dt>{t::dashboard::unread}</dt>
                <dd>{total}</dd>
                <dd class="small">{chats}</dd>
            </div>
            <div class="card figure">
                <dt>{t::dashboard::active_chats}</dt>
                <dd>{move || part.with(|part| number(part.active_chats))}</dd>
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
