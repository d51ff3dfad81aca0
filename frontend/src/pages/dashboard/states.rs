//! How many bots, or accounts, are in each state.

use leptos::prelude::*;
use openapi::stats::{AccountStateCount, StateCount};

use super::room::Part;
use crate::{
    api::chats::word,
    i18n::{number, t},
    pages::{
        accounts::{NoAccounts, state::Face},
        bots::{NoBots, state},
    },
    section::Section,
};

/// A state and how many are in it.
#[derive(Debug, Clone, PartialEq)]
pub struct StateLine {
    /// The more urgent, the smaller.
    urgency: u8,
    tone: &'static str,
    name: &'static str,
    path: String,
    pub count: i64,
}

impl StateLine {
    pub fn of_bots(row: &StateCount) -> Self {
        Self {
            urgency: state::urgency(row.state),
            tone: state::tone(row.state),
            name: state::name(row.state),
            path: format!("/bots?state={}", word(row.state)),
            count: row.count,
        }
    }

    pub fn of_accounts(row: &AccountStateCount) -> Self {
        let face = Face::Stands(row.state);
        Self {
            urgency: face.urgency(),
            tone: face.tone(),
            name: face.name(),
            path: format!("/accounts?state={}", face.word()),
            count: row.count,
        }
    }
}

/// The list, the most urgent first.
#[component]
pub fn States(section: Section, part: Memo<Part>) -> impl IntoView {
    let lines = move || {
        let mut lines = part.with(|part| part.states.clone());
        lines.retain(|line| line.count > 0);
        lines.sort_by_key(|line| line.urgency);
        lines
    };
    let shown = move || {
        let lines = lines();
        if lines.is_empty() {
            return match section {
                Section::Bots => view! { <NoBots /> }.into_any(),
                Section::Accounts => view! { <NoAccounts /> }.into_any(),
            };
        }
        view! { <ul class="rows">{lines.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    let (path, all): (_, fn() -> &'static str) = match section {
        Section::Bots => ("/bots", t::dashboard::all_bots),
        Section::Accounts => ("/accounts", t::dashboard::all_accounts),
    };
    view! {
        <section class="card">
            <header class="card-head">
                <h3>{t::dashboard::states}</h3>
                <a href=path>{all}</a>
            </header>
            {shown}
        </section>
    }
}

fn row(line: StateLine) -> AnyView {
    view! {
        <li>
            <i class=format!("dot {}", line.tone)></i>
            <a class="who" href=line.path>
                <span class="cap">{line.name}</span>
            </a>
            <span>{number(line.count)}</span>
        </li>
    }
    .into_any()
}
