//! The bots and accounts of the workspace, and what is unread, as the whole page knows them: read once, then kept live.

use std::time::Duration;

use leptos::prelude::*;
use openapi::{
    AccountId, BotId, IdentityId,
    accounts::Account,
    bots::Bot,
    chats::Unread,
    events::{Event, EventData},
};

use crate::{
    api,
    inbox::chats::unread_of,
    live::{News, use_live},
    load::Load,
    section::Section,
};

/// How long reasons to count anew are gathered.
const SOON: Duration = Duration::from_millis(500);

/// Bots, accounts and unread figures.
#[derive(Clone, Copy)]
pub struct Fleet {
    /// Every bot that is not archived, by name.
    pub bots: Load<Vec<Bot>>,
    /// Every account that is not archived, by name.
    pub accounts: Load<Vec<Account>>,
    bot_unread: Load<Unread>,
    account_unread: Load<Unread>,
}

/// Reads the fleet and keeps it live for as long as the present owner lives.
pub fn provide() {
    let fleet = Fleet {
        bots: Load::new(|| async { api::bots::list().await.map(sorted) }),
        accounts: Load::new(|| async { api::accounts::list().await.map(sorted) }),
        bot_unread: Load::new(|| api::chats::unread(Section::Bots)),
        account_unread: Load::new(|| api::chats::unread(Section::Accounts)),
    };
    for section in Section::ALL {
        use_live(section, move |news| match news {
            News::Opened => fleet.read(section),
            News::Event(event) => fleet.follow(section, event),
            News::Typing(_) => {}
        });
    }
    provide_context(fleet);
}

/// The fleet.
pub fn use_fleet() -> Fleet {
    expect_context()
}

impl Fleet {
    /// A bot, if it is known and not archived. Reactive.
    pub fn bot(&self, id: BotId) -> Option<Bot> {
        self.bots.value.with(|bots| bots.as_ref()?.iter().find(|bot| bot.id == id).cloned())
    }

    /// Takes in a bot as an answer or an event tells it.
    pub fn put(&self, bot: &Bot) {
        self.bots.update(|bots| put(bots, bot));
    }

    /// An account, if it is known and not archived. Reactive.
    pub fn account(&self, id: AccountId) -> Option<Account> {
        self.accounts.value.with(|all| all.as_ref()?.iter().find(|account| account.id == id).cloned())
    }

    /// Takes in an account as an answer or an event tells it.
    pub fn put_account(&self, account: &Account) {
        self.accounts.update(|accounts| put(accounts, account));
    }

    /// What this person has not read of a section.
    pub fn unread(&self, section: Section) -> Load<Unread> {
        match section {
            Section::Bots => self.bot_unread,
            Section::Accounts => self.account_unread,
        }
    }

    /// How many messages of a section this person has not read; none while that is not known. Reactive.
    pub fn unread_total(&self, section: Section) -> i64 {
        self.unread(section).value.with(|unread| unread.as_ref().map_or(0, |unread| unread.total))
    }

    /// How many messages of a bot or an account this person has not read. Reactive.
    pub fn unread_of(&self, section: Section, id: IdentityId) -> i64 {
        self.unread(section).value.with(|unread| unread.as_ref().map_or(0, |unread| unread_of(unread, id)))
    }

    fn read(&self, section: Section) {
        match section {
            Section::Bots => self.bots.refetch(),
            Section::Accounts => self.accounts.refetch(),
        }
        self.unread(section).refetch();
    }

    fn follow(&self, section: Section, event: &Event) {
        match &event.data {
            EventData::BotUpdated(bot) => self.put(bot),
            EventData::AccountUpdated(account) => self.put_account(account),
            EventData::MessageCreated(new) if !new.message.outgoing => {
                self.unread(section).refetch_within(SOON);
            }
            EventData::ChatRead(_) => self.unread(section).refetch_within(SOON),
            _ => {}
        }
    }
}

/// A bot or an account.
trait Member: Clone {
    fn id(&self) -> IdentityId;
    fn name(&self) -> &str;
    fn is_archived(&self) -> bool;
}

impl Member for Bot {
    fn id(&self) -> IdentityId {
        self.id.into()
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn is_archived(&self) -> bool {
        self.archived_at.is_some()
    }
}

impl Member for Account {
    fn id(&self) -> IdentityId {
        self.id.into()
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn is_archived(&self) -> bool {
        self.archived_at.is_some()
    }
}

/// Puts one in its place, or takes it out if it is archived.
fn put<T: Member>(all: &mut Vec<T>, one: &T) {
    all.retain(|other| other.id() != one.id());
    if !one.is_archived() {
        all.push(one.clone());
    }
    all.sort_by_cached_key(key);
}

fn sorted<T: Member>(mut all: Vec<T>) -> Vec<T> {
    all.sort_by_cached_key(key);
    all
}

fn key<T: Member>(one: &T) -> (String, IdentityId) {
    (one.name().to_lowercase(), one.id())
}
