//! The bots of the workspace, and what is unread, as the whole page knows them: read once, then kept live.

use std::time::Duration;

use leptos::prelude::*;
use openapi::{
    BotId,
    bots::Bot,
    chats::Unread,
    events::{Event, EventData},
};

use crate::{
    api,
    live::{News, use_live},
    load::Load,
};

/// How long reasons to count anew are gathered.
const SOON: Duration = Duration::from_millis(500);

/// Bots and unread figures.
#[derive(Clone, Copy)]
pub struct Fleet {
    /// Every bot that is not archived, by name.
    pub bots: Load<Vec<Bot>>,
    /// What this person has not read.
    pub unread: Load<Unread>,
}

/// Reads the fleet and keeps it live for as long as the present owner lives.
pub fn provide() {
    let fleet = Fleet {
        bots: Load::new(|| async { api::bots::list().await.map(sorted) }),
        unread: Load::new(api::chats::unread),
    };
    use_live(move |news| match news {
        News::Opened => {
            fleet.bots.refetch();
            fleet.unread.refetch();
        }
        News::Event(event) => fleet.follow(event),
    });
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

    fn follow(&self, event: &Event) {
        match &event.data {
            EventData::BotUpdated(bot) => self.put(bot),
            EventData::MessageCreated(new) if !new.message.outgoing => self.unread.refetch_within(SOON),
            EventData::ChatRead(_) => self.unread.refetch_within(SOON),
            _ => {}
        }
    }
}

/// Puts a bot in its place, or takes it out if it is archived.
fn put(bots: &mut Vec<Bot>, bot: &Bot) {
    bots.retain(|other| other.id != bot.id);
    if bot.archived_at.is_none() {
        bots.push(bot.clone());
    }
    bots.sort_by_cached_key(key);
}

fn sorted(mut bots: Vec<Bot>) -> Vec<Bot> {
    bots.sort_by_cached_key(key);
    bots
}

fn key(bot: &Bot) -> (String, BotId) {
    (bot.name.to_lowercase(), bot.id)
}
