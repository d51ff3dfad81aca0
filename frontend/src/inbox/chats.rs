//! The chat list as far as it is loaded: pages and news merged, each chat once, the newest message first.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap, HashSet},
};

use chrono::{DateTime, Utc};
use openapi::{
    ChatId, IdentityId, Page,
    chats::{Chat, ReadMark, Unread},
    messages::Message,
};

use super::filter::Filter;

/// How much of a message the list shows.
const PREVIEW: usize = 120;

/// The list's order: the last message's time, and the chat where times are equal; newest first.
type Place = Reverse<(DateTime<Utc>, ChatId)>;

/// A chat and how much of it is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The chat.
    pub chat: Chat,
    /// How many of its incoming messages are read; unknown until a page says it.
    read_count: Option<i64>,
}

impl Row {
    /// How many incoming messages are not read, if that is known.
    pub fn unread(&self) -> Option<i64> {
        self.read_count.map(|read| (self.chat.incoming_count - read).max(0))
    }
}

/// The chat list under one filter.
#[derive(Debug, Clone, Default)]
pub struct Chats {
    filter: Filter,
    rows: HashMap<ChatId, Row>,
    order: BTreeMap<Place, ChatId>,
    loaded: bool,
    cursor: Option<String>,
    /// Chats that were told of since the last request began: newer than what it answers.
    touched: HashSet<ChatId>,
    /// A chat came that the folder may hold: only the server knows.
    doubtful: bool,
    /// The chat that is open: it stays in the list although it is read.
    open: Option<ChatId>,
}

impl Chats {
    /// An empty list.
    pub fn new(filter: Filter, open: Option<ChatId>) -> Self {
        Self { filter, open, ..Self::default() }
    }

    /// Which chats are listed.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Whether a page was read yet.
    pub fn is_loaded(&self) -> bool {
        self.loaded
    }

    /// Where the next page begins; none at the end.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// A chat, if it is loaded.
    pub fn get(&self, id: ChatId) -> Option<&Row> {
        self.rows.get(&id)
    }

    /// The chats in order.
    pub fn ids(&self) -> Vec<ChatId> {
        self.order.values().copied().collect()
    }

    /// The first chat.
    pub fn first(&self) -> Option<ChatId> {
        self.order.values().next().copied()
    }

    /// Whether the first page knows more: an unread figure, or whether a chat belongs to the folder. What is new is there.
    pub fn is_behind(&self) -> bool {
        self.doubtful || self.rows.values().any(|row| row.read_count.is_none())
    }

    /// A request for a page begins: what is told from now on is newer than its answer.
    pub fn begin(&mut self) {
        self.touched.clear();
        self.doubtful = false;
    }

    /// Adds the next page.
    pub fn append(&mut self, page: Page<Chat>) {
        self.loaded = true;
        self.cursor = page.next_cursor;
        for chat in page.items {
            self.take(chat);
        }
    }

    /// Brings the list in step with its first page, read again. Where they do not meet, the list starts over.
    pub fn refresh(&mut self, page: Page<Chat>) {
        let meets = page
            .items
            .iter()
            .any(|chat| self.rows.contains_key(&chat.id) && !self.touched.contains(&chat.id));
        if !self.loaded || page.next_cursor.is_none() || !meets {
            self.cursor = page.next_cursor;
            let listed: HashSet<ChatId> = page.items.iter().map(|chat| chat.id).collect();
            let gone =
                |id: &ChatId| !listed.contains(id) && !self.touched.contains(id) && self.open != Some(*id);
            let gone: Vec<ChatId> = self.rows.keys().copied().filter(gone).collect();
            for id in gone {
                self.remove(id);
            }
        }
        self.loaded = true;
        for chat in page.items {
            self.take(chat);
        }
    }

    /// A chat as a page has it.
    fn take(&mut self, chat: Chat) {
        let counted = chat.unread.map(|unread| chat.incoming_count - unread);
        match self.rows.get_mut(&chat.id).filter(|_| self.touched.contains(&chat.id)) {
            Some(row) => row.read_count = row.read_count.or(counted),
            None => self.put(Row { chat, read_count: counted }),
        }
    }

    /// A chat got a message or changed. Chats below what is loaded come when their page does.
    pub fn tell(&mut self, chat: &Chat) {
        let known = self.rows.get(&chat.id);
        let read_count = known.and_then(|row| row.read_count);
        let row = Row { chat: chat.clone(), read_count };
        let kept = self.open == Some(chat.id) && known.is_some();
        if !(self.matches(&row) || kept) {
            self.remove(chat.id);
        } else if known.is_none() && self.filter.folder.is_some() {
            self.doubtful = true;
        } else if known.is_some() || self.reaches(place(chat)) {
            self.touched.insert(chat.id);
            self.put(row);
        }
    }

    /// A message changed. Where it is the last of its chat, the list shows it.
    pub fn follow(&mut self, message: &Message) {
        let Some(row) = self.rows.get_mut(&message.chat_id) else { return };
        let Some(last) = row.chat.last_message.as_mut().filter(|last| last.id == message.id) else { return };
        last.telegram_id = message.telegram_id;
        last.kind = message.kind;
        last.text = message.text.chars().take(PREVIEW).collect();
        last.media = message.media.as_ref().map(|media| media.kind);
        last.delivery = message.delivery.as_ref().map(|delivery| delivery.state);
        last.deleted = message.deleted_at.is_some();
        self.touched.insert(message.chat_id);
    }

    /// The person read a chat, here or elsewhere.
    pub fn read(&mut self, mark: &ReadMark) {
        let Some(row) = self.rows.get_mut(&mark.chat_id) else { return };
        row.read_count = Some(mark.read_count);
        self.touched.insert(mark.chat_id);
        self.drop_if_read(mark.chat_id);
    }

    /// Another chat was opened, or none. The one before leaves a list of unread chats if it is read.
    pub fn open(&mut self, chat: Option<ChatId>) {
        let before = std::mem::replace(&mut self.open, chat);
        if let Some(before) = before {
            self.drop_if_read(before);
        }
    }

    fn drop_if_read(&mut self, id: ChatId) {
        if self.open != Some(id) && self.rows.get(&id).is_some_and(|row| !self.matches(row)) {
            self.remove(id);
        }
    }

    fn matches(&self, row: &Row) -> bool {
        self.filter.shows(&row.chat) && !(self.filter.unread() && row.unread() == Some(0))
    }

    /// Whether a place lies within what is loaded.
    fn reaches(&self, place: Place) -> bool {
        self.cursor.is_none() || self.order.last_key_value().is_none_or(|(last, _)| place < *last)
    }

    fn put(&mut self, row: Row) {
        let id = row.chat.id;
        let place = place(&row.chat);
        if let Some(old) = self.rows.insert(id, row) {
            self.order.remove(&self::place(&old.chat));
        }
        self.order.insert(place, id);
    }

    fn remove(&mut self, id: ChatId) {
        if let Some(row) = self.rows.remove(&id) {
            self.order.remove(&place(&row.chat));
        }
    }
}

fn place(chat: &Chat) -> Place {
    Reverse((chat.last_message_at, chat.id))
}

/// Unread messages of one identity.
pub fn unread_of(unread: &Unread, identity: IdentityId) -> i64 {
    unread.identities.iter().find(|row| row.identity_id == identity).map_or(0, |row| row.total)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use openapi::chats::{ChatAccess, ChatKind, Dialog};
    use uuid::Uuid;

    use super::{super::filter::Show, *};

    fn id(number: u128) -> ChatId {
        ChatId(Uuid::from_u128(number))
    }

    /// Chat number `n`, its last message at minute `minute`.
    fn chat(number: u128, minute: i64, incoming: i64, unread: Option<i64>) -> Chat {
        Chat {
            id: id(number),
            identity_id: IdentityId(Uuid::nil()),
            telegram_id: 7,
            kind: ChatKind::Private,
            title: format!("Chat {number}"),
            username: None,
            access: ChatAccess::Open,
            last_message: None,
            last_message_at: DateTime::UNIX_EPOCH + TimeDelta::minutes(minute),
            incoming_count: incoming,
            unread,
            wait_until: None,
            dialog: None,
            keyboard: None,
            created_at: DateTime::UNIX_EPOCH,
        }
    }

    fn page(items: Vec<Chat>, more: bool) -> Page<Chat> {
        Page { items, next_cursor: more.then(|| "next".into()) }
    }

    fn order(chats: &Chats) -> Vec<u128> {
        chats.ids().iter().map(|id| id.0.as_u128()).collect()
    }

    fn mark(number: u128, read_count: i64, unread: i64) -> ReadMark {
        ReadMark { chat_id: id(number), message_id: None, read_count, unread }
    }

    fn loaded(filter: Filter) -> Chats {
        let mut chats = Chats::new(filter, None);
        chats.append(page(vec![chat(1, 30, 5, Some(2)), chat(2, 20, 9, Some(1))], true));
        chats
    }

    fn only(show: Show) -> Filter {
        Filter { show, ..Filter::default() }
    }

    #[test]
    fn a_message_moves_its_chat_up_and_counts() {
        let mut chats = loaded(Filter::default());
        chats.tell(&chat(2, 40, 12, None));
        assert_eq!(order(&chats), [2, 1]);
        assert_eq!(chats.get(id(2)).unwrap().unread(), Some(4));
    }

    #[test]
    fn pages_follow_and_what_lies_below_waits_for_its_page() {
        let mut chats = loaded(Filter::default());
        chats.tell(&chat(4, 5, 1, None));
        assert_eq!(order(&chats), [1, 2]);
        chats.begin();
        chats.append(page(vec![chat(3, 10, 0, Some(0)), chat(4, 5, 1, Some(1))], false));
        assert_eq!((order(&chats), chats.cursor()), (vec![1, 2, 3, 4], None));
        chats.tell(&chat(5, 1, 1, None));
        assert_eq!(order(&chats), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn an_unknown_chat_gets_its_figure_from_the_first_page() {
        let mut chats = loaded(Filter::default());
        chats.tell(&chat(9, 50, 4, None));
        assert!(chats.is_behind());
        chats.begin();
        chats.tell(&chat(9, 51, 5, None));
        chats.refresh(page(
            vec![chat(9, 50, 4, Some(3)), chat(1, 30, 5, Some(2)), chat(2, 20, 9, Some(1))],
            true,
        ));
        // one was read of four; a fifth came while the page was on its way
        assert_eq!(chats.get(id(9)).unwrap().unread(), Some(4));
        assert!(!chats.is_behind());
        assert_eq!(order(&chats), [9, 1, 2]);
    }

    #[test]
    fn a_page_asked_for_before_does_not_undo_reading() {
        let mut chats = loaded(Filter::default());
        chats.begin();
        chats.read(&mark(1, 5, 0));
        chats.refresh(page(vec![chat(1, 30, 5, Some(2)), chat(2, 20, 9, Some(1))], true));
        assert_eq!(chats.get(id(1)).unwrap().unread(), Some(0));
        chats.begin();
        chats.refresh(page(vec![chat(1, 30, 5, Some(2)), chat(2, 20, 9, Some(1))], true));
        assert_eq!(chats.get(id(1)).unwrap().unread(), Some(2));
    }

    #[test]
    fn a_first_page_that_does_not_meet_the_list_starts_it_over() {
        let mut chats = loaded(Filter::default());
        chats.begin();
        chats.refresh(page(vec![chat(7, 90, 1, Some(1)), chat(8, 80, 1, Some(1))], true));
        assert_eq!(order(&chats), [7, 8]);
    }

    #[test]
    fn a_read_chat_leaves_the_unread_list_when_it_is_closed() {
        let mut chats = loaded(only(Show::Unread));
        chats.open(Some(id(1)));
        chats.read(&mark(1, 5, 0));
        chats.read(&mark(2, 9, 0));
        assert_eq!(order(&chats), [1]);
        chats.tell(&chat(1, 60, 5, None));
        assert_eq!(order(&chats), [1]);
        chats.open(None);
        assert_eq!(order(&chats), []);
        chats.tell(&chat(2, 70, 10, None));
        assert_eq!(order(&chats), [2]);
    }

    #[test]
    fn the_server_says_what_a_folder_holds() {
        let mut chats = loaded(Filter { folder: Some(3), ..Filter::default() });
        chats.tell(&chat(1, 90, 6, None));
        assert_eq!((order(&chats), chats.is_behind()), (vec![1, 2], false));
        chats.tell(&chat(9, 91, 1, None));
        assert_eq!((order(&chats), chats.is_behind()), (vec![1, 2], true));
        chats.begin();
        assert!(!chats.is_behind());
    }

    #[test]
    fn what_is_archived_leaves_the_list_and_is_found_all_the_same() {
        let archived = |number| {
            let dialog = Dialog { archived: true, ..Dialog::default() };
            Chat { dialog: Some(dialog), ..chat(number, 90, 6, None) }
        };
        let mut chats = loaded(Filter::default());
        chats.tell(&archived(1));
        assert_eq!(order(&chats), [2]);
        let mut found = loaded(Filter { q: "chat".into(), ..Filter::default() });
        found.tell(&archived(1));
        assert_eq!(order(&found), [1, 2]);
        let mut archive = loaded(only(Show::Archive));
        archive.tell(&archived(3));
        assert_eq!(archive.first(), Some(id(3)));
    }

    #[test]
    fn chats_that_the_filter_hides_stay_out() {
        let mut chats = loaded(only(Show::Groups));
        chats.tell(&chat(3, 90, 1, None));
        assert_eq!(order(&chats), [1, 2]);
        let mut renamed = loaded(Filter { q: "chat 1".into(), ..Filter::default() });
        let mut other = chat(1, 95, 6, None);
        other.title = "Else".into();
        renamed.tell(&other);
        assert_eq!(order(&renamed), [2]);
    }
}
