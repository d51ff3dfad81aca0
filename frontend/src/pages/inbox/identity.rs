//! Whose chats they are: a bot or an account, as the inbox shows either.

use chrono::{DateTime, Utc};
use leptos::prelude::With;
use openapi::{
    IdentityId,
    accounts::Account,
    bots::{Bot, ObservedState},
};

use crate::{
    fleet::Fleet,
    pages::{accounts::state::Face, bots::state},
    section::Section,
};

/// A bot or an account.
#[derive(Debug, Clone, PartialEq)]
pub struct Identity {
    /// Which one.
    pub id: IdentityId,
    /// Our name for it.
    pub name: String,
    /// What it goes by in the inbox: a bot's username, an account's name.
    pub label: String,
    /// The address of its page.
    pub path: String,
    /// Its state in words.
    pub state: &'static str,
    /// How well it is: a colour of `style/parts.css`.
    pub tone: &'static str,
    /// Why it is not well.
    pub reason: Option<String>,
    /// When it tries again by itself.
    pub retry_at: Option<DateTime<Utc>>,
    /// Whether what is sent goes out now.
    pub runs: bool,
}

impl Identity {
    /// Whether there is something to tell of it.
    pub fn is_ill(&self) -> bool {
        self.tone != "ok"
    }
}

impl From<&Bot> for Identity {
    fn from(bot: &Bot) -> Self {
        Self {
            id: bot.id.into(),
            name: bot.name.clone(),
            label: format!("@{}", bot.username),
            path: format!("/bots/{}", bot.id),
            state: state::name(bot.observed.state),
            tone: state::tone(bot.observed.state),
            reason: bot.observed.reason.clone(),
            retry_at: bot.observed.retry_at,
            runs: bot.observed.state == ObservedState::Running,
        }
    }
}

impl From<&Account> for Identity {
    fn from(account: &Account) -> Self {
        let face = Face::of(account);
        Self {
            id: account.id.into(),
            name: account.name.clone(),
            label: account.name.clone(),
            path: format!("/accounts/{}", account.id),
            state: face.name(),
            tone: face.tone(),
            reason: account.standing.reason.clone(),
            retry_at: account.standing.retry_at,
            runs: account.running,
        }
    }
}

/// Those of a section that are not archived, by name; nothing while they are not known. Reactive.
pub fn all(fleet: Fleet, section: Section) -> Option<Vec<Identity>> {
    match section {
        Section::Bots => fleet.bots.value.with(|all| Some(all.as_ref()?.iter().map(Into::into).collect())),
        Section::Accounts => {
            fleet.accounts.value.with(|all| Some(all.as_ref()?.iter().map(Into::into).collect()))
        }
    }
}

/// One of a section, if it is known and not archived. Reactive.
pub fn find(fleet: Fleet, section: Section, id: IdentityId) -> Option<Identity> {
    match section {
        Section::Bots => fleet.bot(id.into()).as_ref().map(Into::into),
        Section::Accounts => fleet.account(id.into()).as_ref().map(Into::into),
    }
}
