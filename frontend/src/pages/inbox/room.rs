//! What the parts of the inbox share: which chats are listed and which is open, as the address says, and what is on
//! its way to the server.

mod drafts;
mod feed;
mod post;
mod typing;

use std::{collections::HashMap, rc::Rc};

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map, use_query_map},
    location::Url,
};
use openapi::{
    ChatId, IdentityId, MediaId, MessageId,
    chats::Chat,
    events::{Event, EventData, Typing},
    messages::Message,
    runtime::Runtime,
    users::Role,
};

use super::{
    announce::Announcer,
    identity::{self, Identity},
    open::OpenChat,
};
use crate::{
    api,
    components::Place,
    fleet::{Fleet, use_fleet},
    i18n::t,
    inbox::{drafts::Drafts, filter::Filter, outgoing::Outbox},
    live::{News, use_live},
    load::Load,
    react::{effect, memo},
    section::Section,
    session,
};

pub use drafts::save_draft;
pub use feed::Feed;
pub use typing::Tell;

type Go = Rc<dyn Fn(&str, NavigateOptions)>;

/// What the parts of the inbox share.
#[derive(Clone, Copy)]
pub struct Room {
    /// Whose chats they are: those of bots or of accounts.
    pub section: Section,
    /// Which chats are listed.
    pub filter: Memo<Filter>,
    /// The chat that is open.
    pub chat: Memo<Option<ChatId>>,
    /// The message of it that the address points at.
    pub message: Memo<Option<MessageId>>,
    /// The chat list.
    pub feed: Feed,
    /// Messages on their way to the server.
    pub outbox: RwSignal<Outbox>,
    /// What was typed and not sent.
    pub drafts: RwSignal<Drafts>,
    /// The open chat, once it is on the page.
    pub open: RwSignal<Option<OpenChat>>,
    /// Whether the details of the open chat are shown.
    pub details: RwSignal<bool>,
    /// The chat whose menu is open, and where.
    pub menu: RwSignal<Option<(Chat, Place)>>,
    /// The server and its limits.
    pub runtime: Load<Runtime>,
    /// Tells screen readers what is new.
    pub announcer: Announcer,
    /// Every bot and account, and what is unread.
    pub fleet: Fleet,
    typing: RwSignal<Vec<Typing>>,
    files: StoredValue<HashMap<MediaId, web_sys::File>, LocalStorage>,
    go: StoredValue<Go, LocalStorage>,
}

/// The inbox around this part of it.
pub fn use_room() -> Room {
    expect_context()
}

impl Room {
    /// Opens the inbox for as long as the present owner lives.
    pub fn provide(section: Section) -> Self {
        let (query, params) = (use_query_map(), use_params_map());
        let filter = memo(move || query.with(|query| Filter::from_query(section, |name| query.get(name))));
        let chat = memo(move || params.with(|params| params.get("chat")?.parse().ok()));
        let message = memo(move || query.with(|query| query.get("message")?.parse().ok()));
        let room = Self {
            section,
            filter,
            chat,
            message,
            feed: Feed::new(section),
            outbox: RwSignal::new(Outbox::default()),
            drafts: RwSignal::new(Drafts::default()),
            open: RwSignal::new(None),
            details: RwSignal::new(false),
            menu: RwSignal::new(None),
            runtime: Load::new(api::runtime::find),
            announcer: Announcer::new(),
            fleet: use_fleet(),
            typing: RwSignal::new(Vec::new()),
            files: StoredValue::new_local(HashMap::new()),
            go: StoredValue::new_local(Rc::new(use_navigate())),
        };
        provide_context(room);
        effect(move || room.feed.start(filter.get(), chat.get_untracked()));
        effect(move || room.feed.opened(chat.get()));
        drafts::load(room);
        post::resume(room);
        use_live(section, move |news| match news {
            News::Opened => {
                room.feed.refresh();
                room.with_open(|open| open.reload());
            }
            News::Event(event) => room.follow(event),
            News::Typing(typing) => room.hear(typing),
        });
        room
    }

    /// Those whose chats they are; nothing while they are not known. Reactive.
    pub fn identities(&self) -> Option<Vec<Identity>> {
        identity::all(self.fleet, self.section)
    }

    /// One of them, if it is known and not archived. Reactive.
    pub fn identity(&self, id: IdentityId) -> Option<Identity> {
        identity::find(self.fleet, self.section, id)
    }

    /// The account that searches and joins at Telegram: the one chosen, or the only one. Reactive.
    pub fn account(&self) -> Option<IdentityId> {
        let chosen = self.filter.with(|filter| filter.identity);
        chosen.or_else(|| match self.identities()?.as_slice() {
            [only] => Some(only.id),
            _ => None,
        })
    }

    /// Whether the person may change what Telegram shows an account, such as its list of chats. Reactive.
    pub fn steers_telegram(&self) -> bool {
        self.section == Section::Accounts && session::may(Role::Operator)
    }

    /// The address of a chat, or of none, under a filter.
    pub fn address(&self, filter: &Filter, chat: Option<ChatId>) -> String {
        let pairs = filter.to_query(self.section);
        let query: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{name}={}", Url::escape(value))).collect();
        let chat = chat.map(|chat| format!("/{chat}")).unwrap_or_default();
        let path = format!("/{}/chats{chat}", self.section.word());
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    }

    /// The address of a message in its chat, under a filter.
    pub fn message_address(&self, filter: &Filter, chat: ChatId, message: MessageId) -> String {
        let address = self.address(filter, Some(chat));
        let joint = if address.contains('?') { '&' } else { '?' };
        format!("{address}{joint}message={message}")
    }

    /// Opens a chat.
    pub fn show_chat(&self, chat: ChatId) {
        self.navigate(&self.address(&self.filter.get_untracked(), Some(chat)), false);
    }

    /// Leaves the open chat.
    pub fn close_chat(&self) {
        self.navigate(&self.address(&self.filter.get_untracked(), None), false);
    }

    /// Takes back the last thing that was opened: details, an answer or edit begun, the chat.
    pub fn step_back(&self) {
        let undone = self.open.get_untracked().is_some_and(|open| open.give_up());
        if undone {
        } else if self.details.get_untracked() {
            self.details.set(false);
        } else if self.chat.get_untracked().is_some() {
            self.close_chat();
            self.feed.list.focus();
        }
    }

    /// Lists other chats. Steps of typing a search are not steps back.
    pub fn list(&self, filter: &Filter) {
        self.navigate(&self.address(filter, self.chat.get_untracked()), true);
    }

    fn navigate(&self, address: &str, replace: bool) {
        let options = NavigateOptions { replace, scroll: false, ..NavigateOptions::default() };
        self.go.with_value(|go| go(address, options));
    }

    /// The name of the place: the open chat, else the room. Reactive.
    pub fn title(&self) -> String {
        let open = self
            .open
            .get()
            .and_then(|open| open.chat.with(|chat| chat.as_ref().map(|chat| chat.title.clone())));
        let own = match self.section {
            Section::Bots => t::inbox::title(),
            Section::Accounts => t::inbox::title_accounts(),
        };
        open.unwrap_or_else(|| own.to_owned())
    }

    /// Does something with the open chat, if there is one on the page.
    pub fn with_open(&self, act: impl FnOnce(OpenChat)) {
        if let Some(open) = self.open.try_get_untracked().flatten() {
            act(open);
        }
    }

    /// Takes in a message as an answer or an event tells it.
    pub fn tell(&self, message: &Message) {
        self.feed.follow(message);
        self.with_open(|open| open.tell(message));
    }

    /// Takes in a chat as an answer or an event tells it.
    pub fn tell_chat(&self, chat: &Chat) {
        self.feed.tell(chat);
        self.with_open(|open| open.tell_chat(chat));
    }

    fn follow(&self, event: &Event) {
        match &event.data {
            EventData::MessageCreated(new) => {
                let mine = new.message.delivery.as_ref().and_then(|delivery| delivery.user_id);
                if mine.is_some() && mine == session::me().and_then(|me| me.user_id) {
                    self.outbox.update(|outbox| outbox.recognise(&new.message));
                }
                self.tell_chat(&new.chat);
                self.with_open(|open| open.tell_new(&new.message));
                self.heard_out(&new.message);
                self.announcer.announce(&new.message, &new.chat, self.chat.get_untracked());
            }
            EventData::MessageUpdated(message) => self.tell(message),
            EventData::ChatUpdated(chat) => self.tell_chat(chat),
            EventData::ChatRead(read) => self.feed.read(&read.mark),
            EventData::BotUpdated(_) | EventData::AccountUpdated(_) | EventData::RuntimeUpdated(_) => {}
        }
    }
}
