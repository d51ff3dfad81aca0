//! A thread as rows to draw: days, the unread line, messages, albums as one.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use openapi::{
    MessageId,
    messages::{Message, MessageKind},
};
use uuid::Uuid;

use super::{Place, Thread, place};

/// What stays the same about a message while it is sent: one that this page sent keeps the key it was sent with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// A message as the server knows it.
    Stored(MessageId),
    /// A message of this page.
    Sent(Uuid),
}

/// A row of a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Item {
    /// A day begins.
    Day(NaiveDate),
    /// What follows is not read.
    Unread,
    /// A message, or the messages of an album.
    Message(Key),
}

/// How a message, or an album, stands among its neighbours.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bubble {
    /// The messages; more than one for an album, none for one that the server does not have yet.
    pub messages: Vec<MessageId>,
    /// The first of its author's messages in a row.
    pub starts: bool,
    /// The last of them.
    pub ends: bool,
}

/// Where the unread line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Line {
    /// Nowhere: everything was read.
    #[default]
    None,
    /// At the beginning of the chat: nothing was ever read.
    Start,
    /// Before the first incoming message after this place.
    After(Place),
}

/// The rows of a thread.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rows {
    /// The rows in order.
    pub items: Vec<Item>,
    /// More about those that are messages.
    pub bubbles: HashMap<Key, Bubble>,
    /// Incoming messages below the unread line.
    pub new: usize,
}

/// Who a bubble is of: neighbours of the same are drawn as one group.
type Group = (bool, Option<i64>, Option<String>);

#[derive(Default)]
struct Builder {
    rows: Rows,
    day: Option<NaiveDate>,
    below_line: bool,
    /// The last bubble, its group and album.
    last: Option<(Key, Option<Group>, Option<String>)>,
}

impl Rows {
    /// Lays out a thread. `sent` has the keys of messages that this page sent; `pending` those that the server does
    /// not have yet. Days are those of `zone`.
    pub fn new<Z: TimeZone>(
        thread: &Thread,
        line: Line,
        sent: &HashMap<MessageId, Uuid>,
        pending: impl Iterator<Item = (Uuid, DateTime<Utc>)>,
        zone: &Z,
    ) -> Self {
        let mut builder = Builder::default();
        let mut line = match line {
            Line::Start if thread.before.is_some() => Line::None,
            line => line,
        };
        for message in thread.messages() {
            builder.day(message.sent_at.with_timezone(zone).date_naive());
            let below = match line {
                Line::None => false,
                Line::Start => true,
                Line::After(read) => place(message) > read,
            };
            if below && !message.outgoing {
                builder.line();
                line = Line::None;
            }
            let key = sent.get(&message.id).map_or(Key::Stored(message.id), |key| Key::Sent(*key));
            builder.message(key, message);
        }
        for (key, at) in pending {
            builder.day(at.with_timezone(zone).date_naive());
            let bubble = Bubble { starts: true, ends: true, messages: Vec::new() };
            builder.bubble(Key::Sent(key), Some((true, None, None)), None, bubble);
        }
        builder.rows
    }
}

impl Builder {
    fn day(&mut self, day: NaiveDate) {
        if self.day != Some(day) {
            self.day = Some(day);
            self.rows.items.push(Item::Day(day));
            self.last = None;
        }
    }

    fn line(&mut self) {
        self.rows.items.push(Item::Unread);
        self.below_line = true;
        self.last = None;
    }

    fn message(&mut self, key: Key, message: &Message) {
        if !message.outgoing && self.below_line {
            self.rows.new += 1;
        }
        let author = message.author.as_ref().map(|author| author.telegram_id);
        let by = message.delivery.as_ref().and_then(|delivery| delivery.by.clone());
        let spoken = !matches!(message.kind, MessageKind::Service | MessageKind::Callback);
        let group = spoken.then_some((message.outgoing, author, by));
        if let Some((first, last, album)) = &self.last
            && *album == message.album_id
            && album.is_some()
            && *last == group
            && let Some(bubble) = self.rows.bubbles.get_mut(first)
        {
            bubble.messages.push(message.id);
            return;
        }
        let bubble = Bubble { messages: vec![message.id], starts: true, ends: true };
        self.bubble(key, group, message.album_id.clone(), bubble);
    }

    fn bubble(&mut self, key: Key, group: Option<Group>, album: Option<String>, mut bubble: Bubble) {
        if let Some((before, last, _)) = &self.last
            && last.is_some()
            && same_speaker(last.as_ref(), group.as_ref())
            && let Some(before) = self.rows.bubbles.get_mut(before)
        {
            before.ends = false;
            bubble.starts = false;
        }
        self.rows.items.push(Item::Message(key));
        self.rows.bubbles.insert(key, bubble);
        self.last = Some((key, group, album));
    }
}

/// Whether two bubbles belong together. One that is still on its way does not say yet who of us sent it.
fn same_speaker(one: Option<&Group>, other: Option<&Group>) -> bool {
    match (one, other) {
        (Some((true, _, by)), Some((true, _, other))) => by == other || other.is_none(),
        (one, other) => one == other,
    }
}

#[cfg(test)]
mod tests {
    use chrono::FixedOffset;
    use openapi::messages::DeliveryState;

    use super::{
        super::samples::{at, incoming, outgoing, page},
        *,
    };

    fn lay_out(thread: &Thread, line: Line) -> Rows {
        Rows::new(thread, line, &HashMap::new(), std::iter::empty(), &Utc)
    }

    fn stored(id: i64) -> Item {
        Item::Message(Key::Stored(MessageId(id)))
    }

    fn thread(messages: impl IntoIterator<Item = Message>) -> Thread {
        let mut thread = Thread::default();
        thread.reset(page(0..0, false, false));
        messages.into_iter().for_each(|message| thread.tell(&message));
        thread
    }

    #[test]
    fn days_are_those_of_the_reader() {
        let thread = thread([incoming(1_430), incoming(1_445)]);
        let first = at(1_430).date_naive();
        let second = first.succ_opt().unwrap();
        let rows = lay_out(&thread, Line::None);
        assert_eq!(rows.items, [Item::Day(first), stored(1_430), Item::Day(second), stored(1_445)]);
        let east = FixedOffset::east_opt(3_600).unwrap();
        let rows = Rows::new(&thread, Line::None, &HashMap::new(), std::iter::empty(), &east);
        assert_eq!(rows.items, [Item::Day(second), stored(1_430), stored(1_445)]);
    }

    #[test]
    fn the_unread_line_stands_before_the_first_unread_incoming_message() {
        let messages = [incoming(1), outgoing(2, DeliveryState::Sent), incoming(3), incoming(4)];
        let thread = thread(messages);
        let day = Item::Day(at(1).date_naive());
        let rows = lay_out(&thread, Line::After((at(1), MessageId(1))));
        assert_eq!(rows.items, [day, stored(1), stored(2), Item::Unread, stored(3), stored(4)]);
        assert_eq!(rows.new, 2);
        let rows = lay_out(&thread, Line::After((at(4), MessageId(4))));
        assert!(!rows.items.contains(&Item::Unread));
        assert_eq!(lay_out(&thread, Line::Start).items[1], Item::Unread);
    }

    #[test]
    fn without_the_beginning_there_is_no_line_at_the_beginning() {
        let mut thread = Thread::default();
        thread.reset(page(3..5, true, false));
        assert!(!lay_out(&thread, Line::Start).items.contains(&Item::Unread));
    }

    #[test]
    fn messages_of_one_author_are_one_group() {
        let mut service = incoming(3);
        service.kind = MessageKind::Service;
        let rows = lay_out(&thread([incoming(1), incoming(2), service, incoming(4)]), Line::None);
        let ends = |id: i64| {
            let bubble = &rows.bubbles[&Key::Stored(MessageId(id))];
            (bubble.starts, bubble.ends)
        };
        assert_eq!(
            [ends(1), ends(2), ends(3), ends(4)],
            [(true, false), (false, true), (true, true), (true, true)]
        );
    }

    #[test]
    fn an_album_is_one_bubble() {
        let part = |id: i64, album: &str| Message { album_id: Some(album.into()), ..incoming(id) };
        let rows = lay_out(&thread([part(1, "a"), part(2, "a"), part(3, "b"), incoming(4)]), Line::None);
        assert_eq!(rows.items[1..], [stored(1), stored(3), stored(4)]);
        assert_eq!(rows.bubbles[&Key::Stored(MessageId(1))].messages, [MessageId(1), MessageId(2)]);
    }

    #[test]
    fn a_message_keeps_its_row_while_it_is_sent() {
        let key = Uuid::from_u128(9);
        let mut thread = thread([incoming(1)]);
        let none = HashMap::new();
        let before = Rows::new(&thread, Line::None, &none, [(key, at(2))].into_iter(), &Utc);
        thread.tell(&outgoing(2, DeliveryState::Queued));
        let sent = HashMap::from([(MessageId(2), key)]);
        let after = Rows::new(&thread, Line::None, &sent, std::iter::empty(), &Utc);
        assert_eq!(before.items, after.items);
        assert_eq!(after.items.last(), Some(&Item::Message(Key::Sent(key))));
        assert_eq!(after.bubbles[&Key::Sent(key)].messages, [MessageId(2)]);
    }
}
