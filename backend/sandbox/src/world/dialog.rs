//! What one person sees of a chat, and how far they have read.

use std::collections::{BTreeMap, BTreeSet};

use super::{Chat, ChatKind, ChatRef, Event, Message, MessageId, Refusal, User, UserId, World};
use crate::text::{EntityKind, Text, covered};

/// One person's settings of a chat.
#[derive(Clone, Debug, Default)]
pub struct Dialog {
    /// The last message that the person has read.
    pub read: Option<MessageId>,
    /// The person cleared the history up to this message.
    pub cleared: Option<MessageId>,
    /// Messages that the person deleted for themselves.
    pub hidden: BTreeSet<MessageId>,
    /// How far the person has read topics, by the messages that began them.
    pub topics: BTreeMap<MessageId, MessageId>,
    /// Put away in the archive.
    pub archived: bool,
    /// Marked as unread by hand.
    pub marked_unread: bool,
    /// Muted until then, Unix seconds.
    pub muted_until: i64,
    /// What the person began to write.
    pub unsent: Option<Unsent>,
}

/// What a person began to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsent {
    /// The text so far.
    pub text: Text,
    /// The message that it would answer.
    pub reply_to: Option<MessageId>,
    /// When it was last changed, Unix seconds.
    pub date: i64,
}

impl World {
    /// A person's settings of a chat, once there is something in it for them.
    pub fn dialog(&self, viewer: UserId, chat: ChatRef) -> Option<&Dialog> {
        self.users.get(&viewer)?.dialogs.get(&chat)
    }

    /// A person's settings of a chat, to be changed.
    pub fn dialog_mut(&mut self, viewer: UserId, chat: ChatRef) -> Option<&mut Dialog> {
        Some(self.users.get_mut(&viewer)?.dialogs.entry(chat).or_default())
    }

    /// The chats in a person's list, in no order: where they are, and where something is left to be seen.
    pub fn dialogs(&self, viewer: UserId) -> Vec<ChatRef> {
        let all = self.users.get(&viewer).into_iter().flat_map(|user| user.dialogs.keys());
        all.filter(|chat| self.is_listed(viewer, **chat)).copied().collect()
    }

    fn is_listed(&self, viewer: UserId, chat: ChatRef) -> bool {
        let Some(found) = self.chats.get(&chat) else { return false };
        let there = found.kind == ChatKind::Private || found.member(viewer).is_in();
        there && self.newest(viewer, chat).is_some()
    }

    /// Whether a message is still there for somebody.
    pub fn sees(&self, viewer: UserId, message: &Message) -> bool {
        let dialog = self.dialog(viewer, message.chat);
        let kept = dialog.is_none_or(|dialog| {
            dialog.cleared.is_none_or(|cleared| cleared < message.id) && !dialog.hidden.contains(&message.id)
        });
        kept && !message.deleted && message.number(viewer).is_some()
    }

    /// What somebody sees of a chat, the oldest first.
    pub fn seen(&self, viewer: UserId, chat: ChatRef) -> impl DoubleEndedIterator<Item = &Message> {
        let history = self.chats.get(&chat).map_or(&[][..], |chat| &chat.history);
        history.iter().filter_map(|id| self.message(*id)).filter(move |message| self.sees(viewer, message))
    }

    /// The newest message that somebody sees of a chat.
    pub fn newest(&self, viewer: UserId, chat: ChatRef) -> Option<&Message> {
        self.seen(viewer, chat).next_back()
    }

    /// The messages that others wrote and somebody has not read yet, the newest first.
    pub fn unread(&self, viewer: UserId, chat: ChatRef) -> impl Iterator<Item = &Message> {
        let dialog = self.dialog(viewer, chat);
        let read = dialog.and_then(|dialog| dialog.read);
        let read_in_topic = move |message: &Message| {
            let read = message.topic.and_then(|topic| dialog?.topics.get(&topic));
            read.is_some_and(|read| *read >= message.id)
        };
        self.seen(viewer, chat)
            .rev()
            .take_while(move |message| Some(message.id) > read)
            .filter(move |message| message.author != viewer && !read_in_topic(message))
    }

    /// The last message that somebody other than `viewer` has read. In channels nobody is told.
    pub fn read_by_others(&self, viewer: UserId, chat: ChatRef) -> Option<MessageId> {
        let found = self.chats.get(&chat).filter(|chat| chat.kind != ChatKind::Channel)?;
        let others = found.present().filter(|user| *user != viewer);
        others.filter_map(|user| self.dialog(user, chat)?.read).max()
    }

    /// Somebody reads a chat up to a message. Nothing happens if they had read it before.
    pub fn read(&mut self, by: UserId, chat: ChatRef, message: MessageId) -> Result<(), Refusal> {
        self.chats.get(&chat).ok_or(Refusal::ChatNotFound)?;
        let dialog = self.dialog_mut(by, chat).ok_or(Refusal::UserNotFound)?;
        dialog.marked_unread = false;
        if dialog.read < Some(message) {
            dialog.read = Some(message);
            self.events.push(Event::Read { chat, by, message });
        }
        Ok(())
    }

    /// Somebody deletes messages for themselves alone.
    pub fn hide(&mut self, by: UserId, messages: Vec<MessageId>) {
        for id in &messages {
            let Some(chat) = self.message(*id).map(|message| message.chat) else { continue };
            if let Some(dialog) = self.dialog_mut(by, chat) {
                dialog.hidden.insert(*id);
            }
        }
        self.events.push(Event::Hidden { by, messages });
    }

    /// The message of a private chat or basic group that somebody calls by a number.
    pub fn numbered(&self, viewer: UserId, number: i64) -> Option<&Message> {
        let id = self.users.get(&viewer)?.numbers.get(number)?;
        self.message(id).filter(|message| self.sees(viewer, message))
    }

    /// The number by which somebody knows a message of a chat, or the one before it that they have.
    pub fn numbered_before(&self, viewer: UserId, chat: ChatRef, message: MessageId) -> Option<i64> {
        let history = &self.chats.get(&chat)?.history;
        let known = &history[..history.partition_point(|id| *id <= message)];
        known.iter().rev().find_map(|id| self.message(*id)?.number(viewer))
    }

    /// Whether a message names somebody or answers them.
    pub fn mentions(&self, user: UserId, message: &Message) -> bool {
        let answered = message.reply_to.and_then(|id| self.message(id));
        if answered.is_some_and(|answered| answered.author == user) {
            return true;
        }
        let name = self.user(user).and_then(|user| user.username.as_deref());
        let Some(text) = message.content.text() else { return false };
        text.entities.iter().any(|entity| match entity.kind {
            EntityKind::TextMention { user: named } => named.id == user,
            EntityKind::Mention => {
                let part = covered(&text.text, entity).and_then(|part| part.strip_prefix('@'));
                part.zip(name).is_some_and(|(part, name)| part.eq_ignore_ascii_case(name))
            }
            _ => false,
        })
    }

    /// What files have to be asked for with.
    pub fn file_reference(&self) -> [u8; 4] {
        self.file_reference.to_be_bytes()
    }

    /// Makes clients ask anew for the messages of the files that they want.
    pub fn expire_file_references(&mut self) {
        self.file_reference += 1;
    }

    /// Puts chats into somebody's archive or takes them out.
    pub fn archive(&mut self, by: UserId, chats: Vec<(ChatRef, bool)>) {
        for (chat, archived) in &chats {
            if let Some(dialog) = self.dialog_mut(by, *chat) {
                dialog.archived = *archived;
            }
        }
        self.events.push(Event::Archived { by, chats });
    }

    /// What a chat is called by somebody.
    pub fn title(&self, viewer: UserId, chat: ChatRef) -> String {
        match chat {
            ChatRef::Private(pair) => self.user(pair.other(viewer)).map(User::full_name).unwrap_or_default(),
            _ => self.chat(chat).map(|chat| chat.title.clone()).unwrap_or_default(),
        }
    }

    /// Puts a chat in the list of a newcomer, for whom everything in it counts as read.
    pub(super) fn open_dialog(&mut self, user: UserId, chat: ChatRef) {
        let newest = self.chats.get(&chat).and_then(|chat| chat.history.last()).copied();
        if let Some(dialog) = self.dialog_mut(user, chat) {
            dialog.read = dialog.read.max(newest);
        }
    }

    /// Puts a chat in the lists of everybody who is in it.
    pub(super) fn list(&mut self, chat: ChatRef) {
        let present: Vec<_> = self.chats.get(&chat).into_iter().flat_map(Chat::present).collect();
        for user in present {
            self.users.get_mut(&user).map(|user: &mut User| user.dialogs.entry(chat).or_default());
        }
    }
}
