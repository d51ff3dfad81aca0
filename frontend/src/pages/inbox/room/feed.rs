//! The chat list: reads pages, follows the news, and hands the order to the page at most once a frame.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use openapi::{
    ChatId, Page,
    chats::{Chat, ReadMark},
    messages::Message,
};

use crate::{
    api,
    components::virtual_list::ListHandle,
    inbox::{chats::Chats, filter::Filter},
    pages::{apart::PAGES, inbox::chat::CHAT},
    section::Section,
};

/// Chats a page.
const PAGE: usize = 60;
/// How long reasons to read the first page again are gathered.
const SOON: Duration = Duration::from_millis(500);

/// The chat list.
#[derive(Clone, Copy)]
pub struct Feed {
    /// The chats that are loaded.
    pub chats: RwSignal<Chats>,
    /// Their order as the page shows it.
    pub order: RwSignal<Vec<ChatId>>,
    /// The list on the page.
    pub list: ListHandle<ChatId>,
    /// Why the last request failed, until one succeeds.
    pub error: RwSignal<Option<api::Error>>,
    section: Section,
    filter: StoredValue<Filter>,
    /// Counts filters, so that a late answer to an earlier one is told apart.
    turn: StoredValue<u32>,
    asking: StoredValue<bool>,
    again: StoredValue<bool>,
    frame_due: StoredValue<bool>,
    refresh_due: StoredValue<bool>,
}

/// What a request is for.
#[derive(Clone, Copy, PartialEq)]
enum Aim {
    Next,
    First,
}

impl Feed {
    pub fn new(section: Section) -> Self {
        Self {
            section,
            chats: RwSignal::new(Chats::default()),
            order: RwSignal::new(Vec::new()),
            list: ListHandle::new(),
            error: RwSignal::new(None),
            filter: StoredValue::new(Filter::default()),
            turn: StoredValue::new(0),
            asking: StoredValue::new(false),
            again: StoredValue::new(false),
            frame_due: StoredValue::new(false),
            refresh_due: StoredValue::new(false),
        }
    }

    /// Lists other chats.
    pub fn start(&self, filter: Filter, open: Option<ChatId>) {
        self.turn.update_value(|turn| *turn += 1);
        self.chats.set(Chats::new(filter.clone(), open));
        self.order.set(Vec::new());
        self.filter.set_value(filter);
        self.asking.set_value(false);
        self.again.set_value(false);
        self.ask(Aim::Next);
    }

    /// Reads the next page, if there is one and none is on its way.
    pub fn more(&self) {
        let more = self.chats.with_untracked(|chats| chats.is_loaded() && chats.cursor().is_some());
        if more && self.error.with_untracked(Option::is_none) {
            self.ask(Aim::Next);
        }
    }

    /// Tries again what failed.
    pub fn retry(&self) {
        self.error.set(None);
        self.ask(Aim::Next);
    }

    /// Reads the first page again. What is on its way may already be old: then once that is here.
    pub fn refresh(&self) {
        if self.asking.get_value() {
            self.again.set_value(true);
        } else if self.chats.with_untracked(Chats::is_loaded) {
            self.ask(Aim::First);
        }
    }

    /// Whether the page shows what this filter finds, and not yet what an earlier one found. Reactive.
    pub fn shows(&self, filter: &Filter) -> bool {
        let found =
            self.chats.with(|chats| (chats.is_loaded() && chats.filter() == filter).then(|| chats.first()));
        self.order.with(|order| found == Some(order.first().copied()))
    }

    fn ask(&self, aim: Aim) {
        if self.asking.get_value() {
            return;
        }
        self.asking.set_value(true);
        self.chats.update_untracked(Chats::begin);
        let (this, turn, filter) = (*self, self.turn.get_value(), self.filter.get_value());
        let cursor = self.chats.with_untracked(|chats| chats.cursor().map(str::to_owned));
        spawn_local(async move {
            let filter = api::chats::Filter {
                identity: filter.identity,
                unread: filter.unread(),
                kinds: filter.show.kinds().to_vec(),
                archived: filter.archived().filter(|_| this.section == Section::Accounts),
                folder: filter.folder,
                q: (!filter.q.is_empty()).then_some(filter.q),
            };
            let cursor = cursor.filter(|_| aim == Aim::Next);
            let answer = api::chats::list(this.section, &filter, cursor, PAGE).await;
            if this.turn.try_get_value() == Some(turn) {
                this.asking.set_value(false);
                this.take(aim, answer);
                if this.again.try_update_value(std::mem::take) == Some(true) {
                    this.refresh();
                }
            }
        });
    }

    fn take(&self, aim: Aim, answer: api::Result<Page<Chat>>) {
        match answer {
            Ok(page) => {
                self.error.set(None);
                self.change(|chats| match aim {
                    Aim::Next => chats.append(page),
                    Aim::First => chats.refresh(page),
                });
                // the chats are here: now for what the person may open next
                CHAT.prepare();
                PAGES.prepare();
            }
            Err(error) => self.error.set(Some(error)),
        }
    }

    /// A chat got a message or changed.
    pub fn tell(&self, chat: &Chat) {
        self.change(|chats| chats.tell(chat));
    }

    /// A message changed: it may be the last of its chat.
    pub fn follow(&self, message: &Message) {
        self.change(|chats| chats.follow(message));
    }

    /// The person read a chat, here or elsewhere.
    pub fn read(&self, mark: &ReadMark) {
        self.change(|chats| chats.read(mark));
    }

    /// Another chat was opened, or none.
    pub fn opened(&self, chat: Option<ChatId>) {
        self.change(|chats| chats.open(chat));
    }

    fn change(&self, change: impl FnOnce(&mut Chats)) {
        self.chats.update(change);
        self.reorder();
        if self.chats.with_untracked(Chats::is_behind) {
            self.refresh_soon();
        }
    }

    fn reorder(&self) {
        if self.frame_due.get_value() {
            return;
        }
        self.frame_due.set_value(true);
        let this = *self;
        request_animation_frame(move || {
            if this.frame_due.try_set_value(false).is_some() {
                return;
            }
            let order = this.chats.with_untracked(Chats::ids);
            if this.order.with_untracked(|shown| *shown != order) {
                this.order.set(order);
            }
        });
    }

    fn refresh_soon(&self) {
        if self.refresh_due.get_value() {
            return;
        }
        self.refresh_due.set_value(true);
        let this = *self;
        set_timeout(
            move || {
                if this.refresh_due.try_set_value(false).is_none() {
                    this.refresh();
                }
            },
            SOON,
        );
    }
}
