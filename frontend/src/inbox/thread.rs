//! The messages of one chat as far as they are loaded: pages and news merged, each message once, in order.

mod rows;
#[cfg(test)]
pub mod samples;

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use openapi::{
    MessageId,
    messages::{DeliveryState, Message, MessagePage},
};

pub use rows::{Bubble, Item, Key, Line, Rows};

/// Where a message stands in its chat.
pub type Place = (DateTime<Utc>, MessageId);

/// Where a message stands in its chat.
pub fn place(message: &Message) -> Place {
    (message.sent_at, message.id)
}

/// One unbroken stretch of a chat's messages.
#[derive(Debug, Clone, Default)]
pub struct Thread {
    messages: BTreeMap<Place, Message>,
    places: HashMap<MessageId, Place>,
    loaded: bool,
    before: Option<MessageId>,
    after: Option<MessageId>,
    complete: bool,
    /// The latest that was told of messages outside the stretch: they are not missed when the stretch reaches them.
    beyond: HashMap<MessageId, Message>,
    /// Messages of the stretch that were told of since the last request began: newer than what it answers.
    touched: HashSet<MessageId>,
}

impl Thread {
    /// Whether anything was read yet.
    pub fn is_loaded(&self) -> bool {
        self.loaded
    }

    /// From where earlier messages can be read.
    pub fn earlier(&self) -> Option<MessageId> {
        self.before
    }

    /// From where later messages can be read; none at the end of the chat.
    pub fn later(&self) -> Option<MessageId> {
        self.after
    }

    /// Whether the stretch reaches the end of the chat.
    pub fn is_at_end(&self) -> bool {
        self.loaded && self.after.is_none()
    }

    /// Whether the stretch is known to reach the beginning of the chat itself.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// The messages, oldest first.
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.values()
    }

    /// A message, if it is loaded.
    pub fn get(&self, id: MessageId) -> Option<&Message> {
        self.messages.get(self.places.get(&id)?)
    }

    /// The last message, if any is loaded.
    pub fn last(&self) -> Option<&Message> {
        self.messages.values().next_back()
    }

    /// Our last message that can be edited.
    pub fn last_own(&self) -> Option<&Message> {
        self.messages.values().rev().find(|message| is_editable(message))
    }

    /// A request for a page begins: what is told from now on is newer than its answer.
    pub fn begin(&mut self) {
        self.touched.clear();
    }

    /// Starts over from a page: the newest messages, or those around one.
    pub fn reset(&mut self, page: MessagePage) {
        let kept: HashMap<MessageId, Message> =
            self.touched.iter().filter_map(|id| Some((*id, self.get(*id)?.clone()))).collect();
        self.beyond.extend(kept);
        self.messages.clear();
        self.places.clear();
        self.loaded = true;
        self.before = page.before;
        self.after = page.after;
        self.complete = page.complete;
        self.take(page.items);
    }

    /// Takes a page at the end of the stretch, read again. Where they do not meet, the stretch starts over.
    pub fn refresh(&mut self, page: MessagePage) {
        if page.items.iter().any(|message| self.places.contains_key(&message.id)) {
            self.after = page.after;
            self.take(page.items);
        } else {
            self.reset(page);
        }
    }

    /// More is stored before the first message than there was: it can be read from there.
    pub fn grew_before(&mut self) {
        self.before = self.messages.values().next().map(|first| first.id);
    }

    /// Adds the page before the first message.
    pub fn prepend(&mut self, page: MessagePage) {
        self.before = page.before;
        self.complete = page.complete;
        self.take(page.items);
    }

    /// Adds the page after the last message.
    pub fn append(&mut self, page: MessagePage) {
        self.after = page.after;
        self.take(page.items);
    }

    /// A message came, went out or changed.
    pub fn tell(&mut self, message: &Message) {
        let held = self.places.contains_key(&message.id);
        if held || (self.is_at_end() && self.reaches(place(message))) {
            self.touched.insert(message.id);
            self.put(message.clone());
        } else {
            self.beyond.insert(message.id, message.clone());
        }
    }

    fn take(&mut self, items: Vec<Message>) {
        for message in items {
            if self.places.contains_key(&message.id) && self.touched.contains(&message.id) {
                continue;
            }
            let newest = self.beyond.remove(&message.id).unwrap_or(message);
            self.put(newest);
        }
        if self.is_at_end() {
            let reached: Vec<MessageId> = self
                .beyond
                .iter()
                .filter(|(_, message)| self.reaches(place(message)))
                .map(|(id, _)| *id)
                .collect();
            for message in reached.into_iter().filter_map(|id| self.beyond.remove(&id)).collect::<Vec<_>>() {
                self.put(message);
            }
        }
    }

    /// Whether a place lies within the stretch, which is open at the end of the chat.
    fn reaches(&self, place: Place) -> bool {
        self.before.is_none() || self.messages.first_key_value().is_none_or(|(first, _)| *first < place)
    }

    fn put(&mut self, message: Message) {
        let place = place(&message);
        // Telegram's date replaces that of the intent once it has the message
        if let Some(old) = self.places.insert(message.id, place) {
            self.messages.remove(&old);
        }
        self.messages.insert(place, message);
    }
}

/// Whether an operator can edit a message: a text or caption of ours that Telegram has, or that was not sent yet.
pub fn is_editable(message: &Message) -> bool {
    use openapi::messages::MessageKind::{Media, Text};
    message.outgoing
        && message.forward.is_none()
        && matches!(message.kind, Text | Media)
        && can_change(message)
}

/// Whether a message can be deleted: Telegram has it, or it was not sent yet.
pub fn can_change(message: &Message) -> bool {
    let waits = message
        .delivery
        .as_ref()
        .is_some_and(|delivery| matches!(delivery.state, DeliveryState::Queued | DeliveryState::Failed));
    message.deleted_at.is_none() && (waits || message.telegram_id.is_some())
}

/// Whether a message is a poll of ours that runs, and can be ended where it is.
pub fn can_close_poll(message: &Message) -> bool {
    let runs = message.poll.as_ref().is_some_and(|poll| !poll.closed);
    runs && message.outgoing && message.forward.is_none() && is_standing(message)
}

/// Whether Telegram has the message and it was not deleted: it can be answered and pinned.
pub fn is_standing(message: &Message) -> bool {
    message.telegram_id.is_some() && message.deleted_at.is_none()
}

#[cfg(test)]
mod tests {
    use super::{samples::*, *};

    fn ids(thread: &Thread) -> Vec<i64> {
        thread.messages().map(|message| message.id.0).collect()
    }

    #[test]
    fn pages_on_both_sides_and_news_make_one_thread() {
        let mut thread = Thread::default();
        assert!(!thread.is_loaded() && !thread.is_at_end());
        thread.reset(page(5..8, true, true));
        thread.prepend(page(2..5, true, true));
        assert_eq!(thread.earlier(), Some(MessageId(2)));
        thread.append(page(8..10, true, false));
        assert!(thread.is_at_end());
        thread.tell(&incoming(10));
        thread.tell(&incoming(10));
        assert_eq!(ids(&thread), (2..11).collect::<Vec<_>>());
    }

    #[test]
    fn news_beyond_the_stretch_wait_until_it_reaches_them() {
        let mut thread = Thread::default();
        thread.tell(&incoming(9));
        thread.reset(page(3..6, true, true));
        thread.tell(&incoming(10));
        assert_eq!(ids(&thread), [3, 4, 5]);
        // read before 10 came
        thread.append(page(6..10, true, false));
        assert_eq!(ids(&thread), [3, 4, 5, 6, 7, 8, 9, 10]);
    }

    #[test]
    fn news_before_the_first_page_are_not_lost() {
        let mut thread = Thread::default();
        thread.begin();
        thread.tell(&incoming(4));
        thread.reset(page(1..4, false, false));
        assert_eq!(ids(&thread), [1, 2, 3, 4]);
    }

    #[test]
    fn news_are_newer_than_a_page_asked_for_before() {
        let mut thread = Thread::default();
        thread.tell(&edited(2, "new"));
        thread.reset(page(1..4, true, false));
        assert_eq!(thread.get(MessageId(2)).unwrap().text, "new");
        thread.begin();
        thread.tell(&edited(3, "newer"));
        thread.reset(page(1..4, true, false));
        assert_eq!(thread.get(MessageId(3)).unwrap().text, "newer");
        // asked for after: the page knows best
        thread.begin();
        thread.reset(page(1..4, true, false));
        assert_eq!(thread.get(MessageId(3)).unwrap().text, "3");
    }

    #[test]
    fn a_page_read_again_mends_what_was_missed() {
        let mut thread = Thread::default();
        thread.reset(page(1..5, false, false));
        thread.begin();
        thread.refresh(page(4..8, true, false));
        assert_eq!((ids(&thread), thread.earlier()), ((1..8).collect(), None));
        thread.begin();
        thread.refresh(page(50..52, true, false));
        assert_eq!((ids(&thread), thread.earlier()), (vec![50, 51], Some(MessageId(50))));
    }

    #[test]
    fn what_was_fetched_since_is_read_from_the_first_message_on() {
        let mut thread = Thread::default();
        thread.reset(page(3..5, false, false));
        thread.grew_before();
        assert_eq!(thread.earlier(), Some(MessageId(3)));
        thread.prepend(MessagePage { complete: true, ..page(1..3, false, true) });
        assert_eq!((ids(&thread), thread.earlier()), ((1..5).collect(), None));
        assert!(thread.is_complete());
    }

    #[test]
    fn an_old_message_that_changes_leaves_no_gap() {
        let mut thread = Thread::default();
        thread.reset(page(5..8, true, false));
        thread.tell(&edited(1, "old"));
        assert_eq!(ids(&thread), [5, 6, 7]);
        thread.prepend(page(1..5, false, true));
        assert_eq!(thread.get(MessageId(1)).unwrap().text, "old");
    }

    #[test]
    fn a_message_moves_when_telegram_gives_its_date() {
        let mut thread = Thread::default();
        thread.reset(page(1..3, false, false));
        thread.tell(&outgoing(3, DeliveryState::Queued));
        thread.tell(&incoming(4));
        let mut sent = outgoing(3, DeliveryState::Sent);
        sent.sent_at = at(9);
        thread.tell(&sent);
        assert_eq!(ids(&thread), [1, 2, 4, 3]);
        assert_eq!(thread.last_own().map(|message| message.id), Some(MessageId(3)));
    }

    #[test]
    fn what_may_be_on_its_way_cannot_be_edited() {
        let unsent = |state| Message { telegram_id: None, ..outgoing(1, state) };
        assert!(
            !is_editable(&unsent(DeliveryState::Unknown)) && !is_editable(&unsent(DeliveryState::Sending))
        );
        assert!(is_editable(&unsent(DeliveryState::Queued)) && is_editable(&unsent(DeliveryState::Failed)));
        assert!(!is_editable(&incoming(1)));
        let mut deleted = outgoing(1, DeliveryState::Sent);
        assert!(is_editable(&deleted));
        deleted.deleted_at = Some(at(2));
        assert!(!is_editable(&deleted));
    }
}
