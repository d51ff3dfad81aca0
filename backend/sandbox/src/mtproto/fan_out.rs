//! Events of the world become updates of accounts.

use std::{collections::BTreeSet, sync::Arc};

use grammers_tl_types::{Serializable, enums, types};

use super::{
    accounts::{Accounts, Change, Entry, LineId},
    number::int,
    render::View,
};
use crate::world::{Chat, ChatRef, Event, Message, MessageId, Numbers, UserId, World};

/// What a call caused, for the connection it came over: it is answered with it instead of being pushed.
#[derive(Clone, Debug)]
pub struct Echo {
    /// The supergroup or channel whose `pts` counts it.
    pub channel: Option<ChatRef>,
    /// What happened.
    pub entry: Entry,
}

/// Tells every account what it may see of the events; what concerns the caller comes back.
pub fn tell_accounts(
    accounts: &mut Accounts,
    world: &World,
    events: &[Event],
    caller: Option<LineId>,
) -> Vec<Echo> {
    if accounts.is_empty() {
        return Vec::new();
    }
    let mut teller = Teller { accounts, world, caller, echoes: Vec::new() };
    for event in events {
        teller.tell(event);
    }
    teller.echoes
}

struct Teller<'a> {
    accounts: &'a mut Accounts,
    world: &'a World,
    caller: Option<LineId>,
    echoes: Vec<Echo>,
}

impl Teller<'_> {
    fn tell(&mut self, event: &Event) {
        match event {
            Event::Posted(id) => self.about(*id, 1, Change::Posted),
            Event::Edited { message, .. } => self.about(*message, 1, Change::Edited),
            Event::Reacted { message, .. } => self.reacted(*message),
            Event::Deleted { messages, .. } => self.deleted(messages),
            Event::Hidden { by, messages } => self.hidden(*by, messages),
            Event::Pinned { messages, pinned } => self.pinned(messages, *pinned),
            Event::Read { chat, by, message } => self.read(*chat, *by, *message),
            Event::Voted(id) => self.voted(*id),
            Event::Archived { by, chats } => {
                let moved = chats.iter().map(|(chat, archived)| (*chat, i32::from(*archived))).collect();
                self.counted(*by, 1, Change::Folder(moved));
            }
            Event::Doing { chat, by, what } => {
                for person in self.people(*chat).into_iter().filter(|person| person != by) {
                    self.fleeting(person, Change::Doing(*chat, *by, *what));
                }
            }
            Event::ChatChanged(chat) => {
                for person in self.people(*chat) {
                    self.uncounted(person, Change::Chat(*chat));
                }
            }
            Event::Membership { chat, user, .. } => self.uncounted(*user, Change::Chat(*chat)),
            Event::JoinRequested { .. } | Event::Pressed { .. } => {}
        }
    }

    /// Everybody in a chat.
    fn people(&self, chat: ChatRef) -> Vec<UserId> {
        self.world.chat(chat).into_iter().flat_map(Chat::present).collect()
    }

    /// The same change for everybody who has the message and did not delete it for themselves.
    fn about(&mut self, id: MessageId, count: i32, change: fn(MessageId) -> Change) {
        let Some(message) = self.world.message(id) else { return };
        match &message.numbers {
            Numbers::Shared(_) => self.channel(message.chat, count, change(id)),
            Numbers::PerOwner(owners) => {
                for (owner, _) in owners.iter().filter(|(owner, _)| self.world.sees(*owner, message)) {
                    self.counted(*owner, count, change(id));
                }
            }
        }
    }

    /// In private chats and basic groups reactions are not counted by `pts`; in channels they are edits.
    fn reacted(&mut self, id: MessageId) {
        let Some(message) = self.world.message(id) else { return };
        match &message.numbers {
            Numbers::Shared(_) => self.channel(message.chat, 1, Change::Edited(id)),
            Numbers::PerOwner(owners) => {
                for (owner, _) in owners {
                    self.uncounted(*owner, Change::Reacted(id));
                }
            }
        }
    }

    /// Votes are not counted by `pts` anywhere.
    fn voted(&mut self, id: MessageId) {
        let Some(message) = self.world.message(id) else { return };
        for person in self.people(message.chat) {
            self.uncounted(person, Change::Voted(id));
        }
    }

    fn deleted(&mut self, messages: &[MessageId]) {
        self.by_viewer(messages, Change::Deleted);
    }

    fn pinned(&mut self, messages: &[MessageId], pinned: bool) {
        self.by_viewer(messages, |chat, numbers| Change::Pinned(chat, numbers, pinned));
    }

    /// A change of messages of one chat, with the numbers that each viewer knows them by.
    fn by_viewer(&mut self, messages: &[MessageId], change: impl Fn(ChatRef, Vec<i32>) -> Change) {
        let all: Vec<&Message> = messages.iter().filter_map(|id| self.world.message(*id)).collect();
        let Some(first) = all.first() else { return };
        let chat = first.chat;
        if let ChatRef::Channel(_) = chat {
            let numbers: Vec<_> =
                all.iter().filter_map(|message| message.number(UserId(0))).map(int).collect();
            self.channel(chat, int(numbers.len()), change(chat, numbers));
            return;
        }
        for person in self.people(chat) {
            let numbers: Vec<_> = all.iter().filter_map(|message| message.number(person)).map(int).collect();
            if !numbers.is_empty() {
                self.counted(person, int(numbers.len()), change(chat, numbers));
            }
        }
    }

    fn hidden(&mut self, by: UserId, messages: &[MessageId]) {
        let all: Vec<&Message> = messages.iter().filter_map(|id| self.world.message(*id)).collect();
        let Some(chat) = all.first().map(|message| message.chat) else { return };
        let numbers: Vec<_> = all.iter().filter_map(|message| message.number(by)).map(int).collect();
        self.counted(by, int(numbers.len()), Change::Deleted(chat, numbers));
    }

    /// The reader's other devices learn it, and whoever wrote what was read.
    fn read(&mut self, chat: ChatRef, by: UserId, id: MessageId) {
        let Some(message) = self.world.message(id) else { return };
        let Some(number) = message.number(by).map(int) else { return };
        let authors = self.authors_before(chat, by, id);
        if let ChatRef::Channel(_) = chat {
            let pts = self.accounts.channel_pts(chat);
            self.uncounted(by, Change::ReadInbox(chat, number, pts));
            for author in authors {
                self.uncounted(author, Change::ReadOutbox(chat, number));
            }
            return;
        }
        self.counted(by, 1, Change::ReadInbox(chat, number, None));
        for author in authors {
            let number = self.world.numbered_before(author, chat, id);
            if let Some(number) = number.map(int) {
                self.counted(author, 1, Change::ReadOutbox(chat, number));
            }
        }
    }

    /// Accounts other than the reader that wrote something up to a message, where authors are told.
    fn authors_before(&self, chat: ChatRef, by: UserId, id: MessageId) -> Vec<UserId> {
        let Some(found) = self.world.chat(chat) else { return Vec::new() };
        if found.kind == crate::world::ChatKind::Channel {
            return Vec::new();
        }
        let known = &found.history[..found.history.partition_point(|message| *message <= id)];
        let recent = known.iter().rev().take(100).filter_map(|id| self.world.message(*id));
        let authors: BTreeSet<_> =
            recent.map(|message| message.author).filter(|author| *author != by).collect();
        authors.into_iter().filter(|author| self.accounts.account(*author).is_some()).collect()
    }

    /// A change that moves the `pts` of one account.
    fn counted(&mut self, person: UserId, count: i32, change: Change) {
        let now = self.world.now();
        if let Some(account) = self.accounts.account_mut(person) {
            let entry = account.log.add(now, count, change);
            self.send(person, None, entry);
        }
    }

    /// A change of one account that moves nothing.
    fn uncounted(&mut self, person: UserId, change: Change) {
        self.counted(person, 0, change);
    }

    /// A change of one account that is forgotten at once.
    fn fleeting(&mut self, person: UserId, change: Change) {
        let Some(account) = self.accounts.account(person) else { return };
        let entry = Entry { pts: account.log.pts, count: 0, date: self.world.now(), change };
        self.send(person, None, entry);
    }

    /// A change that moves the `pts` of a supergroup or channel.
    fn channel(&mut self, chat: ChatRef, count: i32, change: Change) {
        let entry = self.accounts.channel(chat).add(self.world.now(), count, change);
        for person in self.people(chat) {
            if self.accounts.account(person).is_some() {
                self.send(person, Some(chat), entry.clone());
            }
        }
    }

    fn send(&mut self, person: UserId, channel: Option<ChatRef>, entry: Entry) {
        let caller = self.caller.filter(|line| self.accounts.is_line_of(person, *line));
        if self.accounts.listens(person, caller) {
            let mut view = View::brief(self.world, person);
            if let Some(update) = view.update(&entry, channel) {
                self.accounts.push(person, caller, &pushed(view, update));
            }
        }
        if caller.is_some() {
            self.echoes.push(Echo { channel, entry });
        }
    }
}

/// An update as it is pushed.
pub fn pushed(view: View, update: enums::Update) -> Arc<[u8]> {
    let date = int(view.world.now());
    let (users, chats) = view.people();
    let updates = types::Updates { updates: vec![update], users, chats, date, seq: 0 };
    enums::Updates::from(updates).to_bytes().into()
}
