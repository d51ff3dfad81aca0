//! What is read of the open chat: marked once its end was seen, and told to the server after a moment.

use std::time::Duration;

use leptos::{ev, prelude::*, task::spawn_local};
use openapi::{MessageId, chats::MarkRead, messages::MessagePage};
use web_sys::VisibilityState;

use super::OpenChat;
use crate::{
    api,
    inbox::thread::{Line, Place, Thread, place},
    react::effect,
};

/// How long the end must have been seen.
const PAUSE: Duration = Duration::from_millis(400);

impl OpenChat {
    /// Marks the chat as read whenever its end is in view of a person.
    pub(super) fn watch(&self) {
        let this = *self;
        let looking = RwSignal::new(is_looking());
        let seen = move |_: ev::Event| looking.set(is_looking());
        let listeners = [
            window_event_listener_untyped("visibilitychange", seen),
            window_event_listener_untyped("focus", seen),
            window_event_listener_untyped("blur", seen),
        ];
        on_cleanup(move || listeners.into_iter().for_each(WindowListenerHandle::remove));
        effect(move || {
            let at_end = this.list.at_end.get() && this.thread.with(Thread::is_at_end);
            let last = this.thread.with(last_incoming);
            if looking.get() && at_end && last.is_some() && last > this.seen.get_value() {
                this.mark_soon();
            }
        });
    }

    /// Where reading starts: what lies before the unread line is read, or everything.
    pub(super) fn start_reading(&self, line: Line, page: &MessagePage) {
        let last = page.items.last().map(place).filter(|_| page.after.is_none());
        self.seen.update_value(|seen| {
            *seen = match line {
                Line::None => (*seen).max(last),
                Line::Start => None,
                Line::After(read) => Some(read),
            };
        });
    }

    /// A message is about to come in: if what was there is read, and nobody looks at the end, it gets the line.
    pub(super) fn draw_line_before_news(&self) {
        let last =
            self.thread.with_untracked(|thread| thread.last().filter(|_| thread.is_at_end()).map(place));
        let all_seen = self.thread.with_untracked(last_incoming) <= self.seen.get_value();
        let in_view = is_looking() && self.list.at_end.get_untracked();
        if let Some(last) = last.filter(|_| all_seen && !in_view) {
            self.line.set(Line::After(last));
        }
    }

    fn mark_soon(&self) {
        if self.seen_due.get_value() {
            return;
        }
        self.seen_due.set_value(true);
        let this = *self;
        set_timeout(
            move || {
                let gone = this.seen_due.try_set_value(false).is_some();
                if !gone && this.list.at_end.get_untracked() && is_looking() {
                    this.mark_to_end();
                }
            },
            PAUSE,
        );
    }

    fn mark_to_end(&self) {
        let Some(last) = self.thread.with_untracked(|thread| thread.last().map(place)) else { return };
        self.seen.set_value(Some(last));
        let this = *self;
        spawn_local(async move {
            let change = MarkRead { message_id: last.1, unread: false };
            match api::chats::mark_read(this.id, &change).await {
                Ok(mark) => this.room.feed.read(&mark),
                // not worth a word: it is marked when the next message is seen, or the chat is opened again
                Err(_) => this.seen.update_value(|seen| *seen = None),
            }
        });
    }

    /// Marks a message and all after it as unread, and leaves the chat: to look at it would read it again.
    pub fn mark_unread(&self, message: MessageId) {
        let this = *self;
        spawn_local(async move {
            let change = MarkRead { message_id: message, unread: true };
            match api::chats::mark_read(this.id, &change).await {
                Ok(mark) => {
                    this.room.feed.read(&mark);
                    this.room.close_chat();
                }
                Err(error) => this.toasts.failed(&error),
            }
        });
    }
}

/// Whether a person can see the page and works with it.
fn is_looking() -> bool {
    let document = document();
    document.visibility_state() == VisibilityState::Visible && document.has_focus().unwrap_or(false)
}

fn last_incoming(thread: &Thread) -> Option<Place> {
    thread.messages().rev().find(|message| !message.outgoing).map(place)
}
