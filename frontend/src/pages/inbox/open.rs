//! The open chat: what of its thread is loaded, what is read of it, and what one is about to write.

mod load;
mod read;

use chrono::Local;
use leptos::{html, prelude::*};
use openapi::{
    ChatId, MessageId,
    buttons::Pressed,
    chats::Chat,
    messages::{Delivery, DeliveryState, Message},
    users::Role,
};
use uuid::Uuid;

use super::{
    message::deeds,
    room::{Room, use_room},
};
use crate::{
    api,
    components::{
        self, Toaster, use_toasts,
        virtual_list::{Align, ListHandle},
    },
    inbox::{
        filter::Filter,
        outgoing::Stage,
        thread::{Bubble, Item, Key, Line, Place, Rows, Thread},
    },
    react::memo,
    session,
};

/// The open chat.
#[derive(Clone, Copy)]
pub struct OpenChat {
    /// Its id.
    pub id: ChatId,
    /// The chat, once it is known.
    pub chat: RwSignal<Option<Chat>>,
    /// Its messages.
    pub thread: RwSignal<Thread>,
    /// Where the unread line stands.
    pub line: RwSignal<Line>,
    /// The messages as rows.
    pub rows: Memo<Rows>,
    /// Why messages could not be read, until they are.
    pub error: RwSignal<Option<api::Error>>,
    /// The list of rows.
    pub list: ListHandle<Item>,
    /// The message that was jumped to, for a moment.
    pub lit: RwSignal<Option<MessageId>>,
    /// The message one is about to answer.
    pub reply: RwSignal<Option<Message>>,
    /// The message one is editing.
    pub editing: RwSignal<Option<Message>>,
    /// The message whose menu is open, and where.
    pub menu: RwSignal<Option<(Message, components::Place)>>,
    /// The message whose earlier versions are shown.
    pub history: RwSignal<Option<MessageId>>,
    /// The message that is about to be deleted.
    pub doomed: RwSignal<Option<Message>>,
    /// The message that is about to be forwarded.
    pub forwarding: RwSignal<Option<Message>>,
    /// What a bot said to a press, or where a button leads, while that is shown.
    pub says: RwSignal<Option<Pressed>>,
    /// The message whose poll is about to be ended.
    pub stopping: RwSignal<Option<MessageId>>,
    /// Where one writes.
    pub field: NodeRef<html::Textarea>,
    /// Pinned messages changed: time to read them again.
    pub pins: Trigger,
    /// Says what worked and what did not.
    pub toasts: Toaster,
    /// The inbox it is open in.
    pub room: Room,
    asking: StoredValue<load::Asking>,
    seen: StoredValue<Option<Place>>,
    seen_due: StoredValue<bool>,
}

/// The open chat around this part of it.
pub fn use_open() -> OpenChat {
    expect_context()
}

/// A bubble's messages and how it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Face {
    /// The message, or the messages of an album.
    pub messages: Vec<Message>,
    /// The first of its author's messages in a row.
    pub starts: bool,
    /// The last of them.
    pub ends: bool,
    /// How far it is, while the server does not have it.
    pub outgoing: Option<(Uuid, Stage)>,
}

impl Face {
    /// The message whose sending or change has most to tell: of an album, one that did not go as it should.
    pub fn telling(&self) -> &Message {
        let told = |message: &&Message| {
            let sent = |delivery: &Delivery| delivery.state == DeliveryState::Sent;
            message.change.is_some() || !message.delivery.as_ref().is_none_or(sent)
        };
        self.messages.iter().find(told).unwrap_or(&self.messages[0])
    }
}

impl OpenChat {
    /// Opens a chat for as long as the present owner lives.
    pub fn provide(id: ChatId) -> Self {
        let room = use_room();
        let thread = RwSignal::new(Thread::default());
        let line = RwSignal::new(Line::None);
        let rows = memo(move || {
            room.outbox.with(|outbox| {
                let pending = outbox.of(id).map(|outgoing| (outgoing.key, outgoing.at));
                thread.with(|thread| Rows::new(thread, line.get(), outbox.sent(), pending, &Local))
            })
        });
        let open = Self {
            id,
            chat: RwSignal::new(None),
            thread,
            line,
            rows,
            error: RwSignal::new(None),
            list: ListHandle::new(),
            lit: RwSignal::new(None),
            reply: RwSignal::new(None),
            editing: RwSignal::new(None),
            menu: RwSignal::new(None),
            history: RwSignal::new(None),
            doomed: RwSignal::new(None),
            forwarding: RwSignal::new(None),
            says: RwSignal::new(None),
            stopping: RwSignal::new(None),
            field: NodeRef::new(),
            pins: Trigger::new(),
            toasts: use_toasts(),
            room,
            asking: StoredValue::new(load::Asking::default()),
            seen: StoredValue::new(None),
            seen_due: StoredValue::new(false),
        };
        provide_context(open);
        room.open.set(Some(open));
        on_cleanup(move || {
            // the next chat may be on the page already
            if room.open.with_untracked(|now| now.is_some_and(|now| now.id == id)) {
                room.open.set(None);
            }
        });
        open.watch();
        open
    }

    /// Its address, to send to a colleague: the chat among all of its section.
    pub fn address(&self) -> String {
        self.room.address(&Filter::default(), Some(self.id))
    }

    /// A row's messages and how it stands.
    pub fn face(&self, key: Key) -> Option<Face> {
        let bubble = self.rows.with(|rows| rows.bubbles.get(&key).cloned())?;
        let outgoing = match key {
            Key::Sent(key) => self.room.outbox.with(|outbox| outbox.get(key).cloned()),
            Key::Stored(_) => None,
        };
        let messages = match &outgoing {
            Some(outgoing) => outgoing.faces(),
            None => self
                .thread
                .with(|thread| bubble.messages.iter().filter_map(|id| thread.get(*id).cloned()).collect()),
        };
        let outgoing = outgoing.map(|outgoing| (outgoing.key, outgoing.stage));
        (!messages.is_empty()).then_some(Face {
            messages,
            starts: bubble.starts,
            ends: bubble.ends,
            outgoing,
        })
    }

    /// The chat changed.
    pub fn tell_chat(&self, chat: &Chat) {
        if chat.id == self.id {
            self.chat.set(Some(chat.clone()));
        }
    }

    /// A message came in or went out.
    pub fn tell_new(&self, message: &Message) {
        if message.chat_id == self.id && !message.outgoing {
            self.draw_line_before_news();
        }
        self.tell(message);
    }

    /// A message came, went out or changed.
    pub fn tell(&self, message: &Message) {
        if message.chat_id != self.id {
            return;
        }
        let was_pinned = self.thread.with_untracked(|thread| thread.get(message.id).map(|old| old.pinned));
        if was_pinned.unwrap_or(false) != message.pinned {
            self.pins.notify();
        }
        self.thread.update(|thread| thread.tell(message));
    }

    /// Begins to edit our last message.
    pub fn edit_last(&self) {
        let last = self.thread.with_untracked(|thread| thread.last_own().cloned());
        if let Some(last) = last.filter(|_| untrack(|| session::may(Role::Operator))) {
            deeds::edit(*self, &last);
        }
    }

    /// Opens the menu of a message beside the row that has the focus.
    pub fn show_menu(&self, key: Key) {
        let message = untrack(|| self.face(key)).and_then(|face| face.messages.into_iter().next());
        if let (Some(message), Some(row)) =
            (message.filter(|message| message.id.0 > 0), document().active_element())
        {
            self.menu.set(Some((message, components::Place::at(&row))));
        }
    }

    /// Puts the focus on the last message.
    pub fn focus_last(&self) {
        let last = self.rows.with_untracked(|rows| rows.items.last().copied());
        self.list.active.set(last);
        self.list.focus();
    }

    /// Puts the cursor where one writes.
    pub fn focus_composer(&self) {
        if let Some(field) = self.field.get_untracked() {
            // a field in the document takes the focus
            let _ = field.focus();
        }
    }

    /// Shows a message: where it is, or its surroundings if it is not loaded.
    pub fn jump(&self, id: MessageId) {
        match self.item_of(id) {
            Some(item) => {
                self.list.show(item, Align::Center);
                self.light(id);
            }
            None => self.load_around(id),
        }
    }

    /// Goes to the newest message.
    pub fn jump_to_end(&self) {
        if self.thread.with_untracked(Thread::is_at_end) { self.list.show_end() } else { self.load_newest() }
    }

    /// Gives up an answer or edit that was begun. Tells whether there was one.
    pub fn give_up(&self) -> bool {
        let begun =
            self.editing.with_untracked(Option::is_some) || self.reply.with_untracked(Option::is_some);
        if begun {
            self.editing.set(None);
            self.reply.set(None);
        }
        begun
    }

    fn item_of(&self, id: MessageId) -> Option<Item> {
        self.rows.with_untracked(|rows| {
            let holds = |(_, bubble): &(&Key, &Bubble)| bubble.messages.contains(&id);
            rows.bubbles.iter().find(holds).map(|(key, _)| Item::Message(*key))
        })
    }

    fn light(&self, id: MessageId) {
        self.lit.set(Some(id));
        let lit = self.lit;
        set_timeout(
            move || {
                lit.maybe_update(|now| {
                    let same = *now == Some(id);
                    if same {
                        *now = None;
                    }
                    same
                });
            },
            std::time::Duration::from_millis(1_800),
        );
    }
}
