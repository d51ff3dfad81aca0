//! Reading the open chat: its first messages, more on either side, and again after the page was away.

use leptos::{prelude::*, task::spawn_local};
use openapi::{
    MessageId,
    chats::{Chat, ReadMark},
    messages::MessagePage,
};

use super::OpenChat;
use crate::{
    api::{self, messages::Stretch},
    components::virtual_list::Align,
    inbox::thread::{Item, Line, Thread, place},
};

/// Messages a page.
const PAGE: usize = 60;

/// What is being read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asking {
    /// Counts fresh starts, so that a late answer to an earlier one is told apart.
    turn: u32,
    first: bool,
    before: bool,
    after: bool,
}

/// Where to be once the first messages are there.
#[derive(Clone, Copy)]
enum Goal {
    End,
    Line,
    Message(MessageId),
}

impl OpenChat {
    /// Reads the chat and its messages: those the address points at, else where one stopped reading, else the newest.
    pub fn load(&self) {
        let this = *self;
        let listed = self.room.feed.chats.with_untracked(|chats| chats.get(self.id).cloned());
        let all_read = listed.as_ref().is_some_and(|row| row.unread() == Some(0));
        match listed {
            Some(row) => self.chat.set(Some(row.chat)),
            None => spawn_local(async move { this.take_chat(api::chats::find(this.id).await) }),
        }
        if let Some(message) = self.room.message.get_untracked() {
            self.load_around(message);
        } else if all_read {
            self.load_newest();
        } else {
            self.start_over(async move {
                let mark = api::chats::read_mark(this.id).await?;
                this.seen_mark(&mark).await
            });
        }
    }

    /// Reads the messages around one and shows it.
    pub fn load_around(&self, id: MessageId) {
        let chat = self.id;
        self.start_over(async move {
            let page = api::messages::list(chat, Stretch::Around(id), PAGE).await?;
            Ok((page, Line::None, Goal::Message(id)))
        });
    }

    /// Reads the newest messages and shows the last.
    pub fn load_newest(&self) {
        let chat = self.id;
        self.start_over(async move {
            let page = api::messages::list(chat, Stretch::Newest, PAGE).await?;
            Ok((page, Line::None, Goal::End))
        });
    }

    /// Reads again what is loaded, after the page may have missed something.
    pub fn reload(&self) {
        let last = self.thread.with_untracked(|thread| {
            (thread.is_loaded() && !thread.is_at_end()).then(|| thread.last().map(|last| last.id)).flatten()
        });
        if self.asking.get_value().first || !self.thread.with_untracked(Thread::is_loaded) {
            return;
        }
        let this = *self;
        self.thread.update_untracked(Thread::begin);
        let turn = self.asking.get_value().turn;
        spawn_local(async move {
            let stretch = last.map_or(Stretch::Newest, Stretch::Around);
            let answer = api::messages::list(this.id, stretch, PAGE).await;
            if let (Some(turn_now), Ok(page)) = (this.turn(), answer)
                && turn_now == turn
            {
                this.thread.update(|thread| thread.refresh(page));
            }
        });
    }

    async fn seen_mark(self, mark: &ReadMark) -> api::Result<(MessagePage, Line, Goal)> {
        let from = mark.message_id.filter(|_| mark.unread > 0);
        let stretch = from.map_or(Stretch::Newest, Stretch::Around);
        let page = api::messages::list(self.id, stretch, PAGE).await?;
        let read = from.and_then(|id| page.items.iter().find(|message| message.id == id)).map(place);
        let line = match read {
            Some(read) => Line::After(read),
            None if mark.unread > 0 && mark.message_id.is_none() => Line::Start,
            None => Line::None,
        };
        Ok((page, line, if line == Line::None { Goal::End } else { Goal::Line }))
    }

    fn take_chat(&self, answer: api::Result<Chat>) {
        match answer {
            // an event may have been faster
            Ok(chat) => self.chat.update(|now| *now = now.take().or(Some(chat))),
            Err(error) => self.error.set(Some(error)),
        }
    }

    fn start_over(&self, read: impl Future<Output = api::Result<(MessagePage, Line, Goal)>> + 'static) {
        let this = *self;
        self.error.set(None);
        self.asking.update_value(|asking| {
            *asking = Asking { turn: asking.turn + 1, first: true, ..Asking::default() }
        });
        self.thread.update_untracked(Thread::begin);
        let turn = self.asking.get_value().turn;
        spawn_local(async move {
            let answer = read.await;
            if this.turn() != Some(turn) {
                return;
            }
            this.asking.update_value(|asking| asking.first = false);
            match answer {
                Ok((page, line, goal)) => this.begin(page, line, goal),
                Err(error) => this.error.set(Some(error)),
            }
        });
    }

    fn begin(&self, page: MessagePage, line: Line, goal: Goal) {
        if line != Line::None {
            self.line.set(line);
        }
        self.start_reading(line, &page);
        self.thread.update(|thread| thread.reset(page));
        match goal {
            Goal::Line if self.rows.with_untracked(|rows| rows.items.contains(&Item::Unread)) => {
                self.list.show(Item::Unread, Align::Start);
            }
            Goal::Line | Goal::End => self.list.show_end(),
            Goal::Message(id) => {
                if let Some(item) = self.item_of(id) {
                    self.list.show(item, Align::Center);
                    self.light(id);
                }
            }
        }
    }

    /// Reads what came before the first message, if there is more and it is not being read.
    pub fn load_before(&self) {
        let Some(first) = self.thread.with_untracked(Thread::earlier) else { return };
        if self.takes_turn(|asking| &mut asking.before) {
            self.load_more(Stretch::Before(first));
        }
    }

    /// Reads what came after the last message, if there is more and it is not being read.
    pub fn load_after(&self) {
        let Some(last) = self.thread.with_untracked(Thread::later) else { return };
        if self.takes_turn(|asking| &mut asking.after) {
            self.load_more(Stretch::After(last));
        }
    }

    fn takes_turn(&self, side: impl Fn(&mut Asking) -> &mut bool) -> bool {
        let free = self.error.with_untracked(Option::is_none) && !self.asking.get_value().first;
        free && self.asking.try_update_value(|asking| !std::mem::replace(side(asking), true)).unwrap_or(false)
    }

    fn load_more(&self, stretch: Stretch) {
        let this = *self;
        let turn = self.asking.get_value().turn;
        spawn_local(async move {
            let answer = api::messages::list(this.id, stretch, PAGE).await;
            if this.turn() != Some(turn) {
                return;
            }
            let earlier = matches!(stretch, Stretch::Before(_));
            this.asking.update_value(|asking| {
                let side = if earlier { &mut asking.before } else { &mut asking.after };
                *side = false;
            });
            match answer {
                Ok(page) if earlier => this.thread.update(|thread| thread.prepend(page)),
                Ok(page) => this.thread.update(|thread| thread.append(page)),
                Err(error) => this.error.set(Some(error)),
            }
        });
    }

    /// Tries again what failed.
    pub fn retry(&self) {
        self.error.set(None);
        if !self.thread.with_untracked(Thread::is_loaded) {
            self.load();
        }
    }

    fn turn(&self) -> Option<u32> {
        self.asking.try_get_value().map(|asking| asking.turn)
    }
}
