//! The messages a batch touches: looked up once, changed in memory, written together.

mod past;
mod write;

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use openapi::{ChatId, media::Media};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    prelude::Json,
};

use super::{
    Delivery, Incoming, NewMedia, NewMessage, Peer, Poll, Reactions, Update,
    chats::Chats,
    content::{json, media_row, message_row},
    found::{Found, Sending},
    rows::among,
};
use crate::{
    entity::{
        media,
        message::{self, Column, Entity, Model},
        revision,
    },
    error::Result,
    messages::{polls, reactions},
    state::AppState,
};

/// A message's place in the batch.
#[derive(Clone, Copy)]
enum Slot {
    Old(usize),
    New(usize),
}

#[derive(Default)]
pub(super) struct Messages {
    known: HashMap<(ChatId, i64), Slot>,
    old: Vec<Model>,
    /// The old ones as they were when they were loaded.
    loaded: Vec<Model>,
    new: Vec<Model>,
    changed: BTreeSet<usize>,
    media: Vec<media::Model>,
    revisions: Vec<revision::ActiveModel>,
    found: Found,
    /// Those of the new that are from before: nobody is told of them.
    silent: BTreeSet<usize>,
    /// Those of the old that are news: they were stored as from before, or found by a search.
    news: BTreeSet<usize>,
}

impl Messages {
    /// Looks up every message these updates may speak of.
    pub(super) async fn load(
        tx: &impl ConnectionTrait,
        chats: &Chats,
        updates: &[(&Delivery, &Update)],
        found: Found,
    ) -> Result<Self> {
        let mut wanted: BTreeSet<(ChatId, i64)> =
            found.deleted.iter().map(|((_, id), chat)| (*chat, *id)).collect();
        for (delivery, update) in updates {
            for incoming in update.content.iter().flatten() {
                let Some((peer, ids)) = spoken_of(incoming) else { continue };
                let Some(chat) = chats.get(delivery.identity, peer) else { continue };
                wanted.extend(ids.into_iter().flatten().map(|id| (chat.id, id)));
                if let Incoming::Deleted { external_ids, .. } = incoming {
                    wanted.extend(external_ids.iter().map(|id| (chat.id, *id)));
                }
            }
        }
        let mut messages = Self { found, ..Self::default() };
        if !wanted.is_empty() {
            let wanted = among([Column::ChatId, Column::ExternalId], wanted);
            messages.old = Entity::find().filter(wanted).all(tx).await?;
        }
        messages.load_by_id(tx).await?;
        messages.loaded.clone_from(&messages.old);
        for (index, row) in messages.old.iter().enumerate() {
            if let Some(external_id) = row.external_id {
                messages.known.insert((row.chat_id, external_id), Slot::Old(index));
            }
        }
        Ok(messages)
    }

    /// Loads messages we send and do not know the ids of, and those with polls that were voted in.
    async fn load_by_id(&mut self, tx: &impl ConnectionTrait) -> Result<()> {
        let there: BTreeSet<_> = self.old.iter().map(|row| row.id).collect();
        let sends = self.found.sends.iter().map(|send| send.message);
        let polls = self.found.polls.iter().map(|(_, message)| *message);
        let ids: BTreeSet<_> = sends.chain(polls).filter(|id| !there.contains(id)).collect();
        let ids: Vec<_> = ids.into_iter().map(|id| id.0).collect();
        if !ids.is_empty() {
            self.old.extend(Entity::find().filter(Column::Id.is_in(ids)).all(tx).await?);
        }
        Ok(())
    }

    /// A message we send has this id.
    pub(super) fn sent(&mut self, delivery: &Delivery, random_id: i64, external_id: i64) {
        let is = |send: &&Sending| (send.identity, send.number) == (delivery.identity, random_id);
        let Some(message) = self.found.sends.iter().find(is).map(|send| send.message) else { return };
        if let Some(index) = self.old.iter().position(|row| row.id == message) {
            self.arrived(index, external_id);
        }
    }

    /// A message of ours that came back: what is known of its sending is for whoever sends it to say.
    fn arrived(&mut self, index: usize, external_id: i64) {
        let row = &mut self.old[index];
        if row.external_id.is_none() && !self.known.contains_key(&(row.chat_id, external_id)) {
            row.external_id = Some(external_id);
            self.known.insert((row.chat_id, external_id), Slot::Old(index));
            self.changed.insert(index);
        }
    }

    /// The message of ours that this is, where the answer to its sending was lost.
    fn lost_send(&self, chat: ChatId, new: &NewMessage) -> Option<usize> {
        let ours = |row: &Model| {
            row.chat_id == chat
                && row.external_id.is_none()
                && row.text.trim() == new.text.trim()
                && row.forward.is_some() == new.forward.is_some()
                && self.found.sends.iter().any(|send| send.message == row.id)
        };
        self.old.iter().position(ours).filter(|_| new.outgoing)
    }

    /// Marks messages as deleted; what they said is kept.
    pub(super) fn delete(
        &mut self,
        chats: &mut Chats,
        delivery: &Delivery,
        peer: Option<&Peer>,
        ids: &[i64],
        now: DateTime<Utc>,
    ) {
        for id in ids {
            let chat = match peer {
                Some(peer) => chats.get(delivery.identity, peer).map(|chat| chat.id),
                None => self.found.deleted.get(&(delivery.identity, *id)).copied(),
            };
            if let Some(row) = chat.and_then(|chat| self.find(chat, *id)) {
                if !row.outgoing && row.deleted_at.is_none() {
                    chats.lose_incoming(row.chat_id, *id);
                }
                row.deleted_at = row.deleted_at.or(Some(now));
                row.pinned = false;
            }
        }
    }

    /// Adds a new message, unless it is stored already; `listed` where the account's list of chats has counted it.
    pub(super) fn add(
        &mut self,
        state: &AppState,
        chats: &mut Chats,
        delivery: &Delivery,
        new: &NewMessage,
        listed: bool,
    ) {
        let Some(chat) = chats.get(delivery.identity, &new.chat) else { return };
        if let Some(id) = new.external_id {
            if let Some(slot) = self.known.get(&(chat.id, id)) {
                return self.announce(chats, *slot, new, listed);
            }
            if let Some(index) = self.lost_send(chat.id, new) {
                return self.arrived(index, id);
            }
        }
        let replied = new.reply_to.as_ref().and_then(|reply| {
            let row = match self.known.get(&(chat.id, reply.external_id))? {
                Slot::Old(index) => self.old.get(*index)?,
                Slot::New(index) => self.new.get(*index)?,
            };
            message::quote(row.clone().into())
        });
        let media = new.media.as_ref().map(|media| media_row(state, delivery, media));
        let mut row = message_row(delivery, chat, new, media.as_ref(), replied);
        let chat_id = chat.id;
        if !new.outgoing {
            row.incoming_no = if listed { chats.number(chat_id) } else { chats.next_incoming(chat_id, new) };
        }
        if let Some(external_id) = new.external_id {
            self.known.insert((chat_id, external_id), Slot::New(self.new.len()));
        }
        self.media.extend(media);
        self.new.push(row);
    }

    /// How many of the new messages of a chat came in after one of it.
    pub(super) fn incoming_after(&self, chat: ChatId, id: i64) -> i64 {
        let after = self.new.iter().enumerate().filter(|(index, row)| {
            row.chat_id == chat
                && row.external_id > Some(id)
                && !row.outgoing
                && row.deleted_at.is_none()
                && !self.silent.contains(index)
        });
        after.map(|_| 1).sum()
    }

    /// Gives a message new content and keeps what it had; an edit of a message we never saw adds it.
    pub(super) fn edit(
        &mut self,
        state: &AppState,
        chats: &mut Chats,
        delivery: &Delivery,
        new: &NewMessage,
    ) {
        let Some(chat) = chats.get(delivery.identity, &new.chat) else { return };
        let chat_id = chat.id;
        let Some(slot) = new.external_id.and_then(|id| self.known.get(&(chat_id, id)).copied()) else {
            return self.add(state, chats, delivery, new, false);
        };
        let fresh = message_row(delivery, chat, new, None, None);
        let row = match slot {
            Slot::Old(index) => &mut self.old[index],
            Slot::New(index) => &mut self.new[index],
        };
        // told beside every edit, also beside one that is not marked as such
        if let Some(new) = &new.reactions {
            row.reactions = reactions::replaced(row.reactions.as_ref(), new);
            if let Slot::Old(index) = slot {
                self.changed.insert(index);
            }
        }
        // Telegram sends edits late and again; an older one must not undo a newer one
        if row.edited_at.is_some_and(|at| new.edited_at.is_none_or(|edited| edited < at)) {
            return;
        }
        let same_file = match (&new.media, &row.media) {
            (Some(new), Some(old)) => same_file(new, old),
            (None, None) => true,
            _ => false,
        };
        let media = if same_file { None } else { new.media.as_ref().map(|m| media_row(state, delivery, m)) };
        if row.text != fresh.text || row.entities != fresh.entities || !same_file {
            self.revisions.push(revision::ActiveModel {
                id: NotSet,
                message_id: Set(row.id),
                text: Set(std::mem::replace(&mut row.text, fresh.text)),
                entities: Set(std::mem::replace(&mut row.entities, fresh.entities)),
                media: Set(row.media.clone()),
                replaced_at: Set(new.edited_at.unwrap_or_else(|| state.clock.now())),
            });
            row.revisions += 1;
            row.edited_at = new.edited_at;
        }
        if !same_file {
            row.media = media.as_ref().and_then(|media| json(&media.info));
            row.kind = fresh.kind;
        }
        if let Some(new) = &new.poll {
            row.poll = polls::shown(row.poll.as_ref(), new);
            row.poll_id = fresh.poll_id;
        }
        row.buttons = fresh.buttons;
        if let Slot::Old(index) = slot {
            self.changed.insert(index);
        }
        self.media.extend(media);
    }

    /// Changes a message's reactions by these amounts.
    pub(super) fn react(
        &mut self,
        chats: &Chats,
        delivery: &Delivery,
        peer: &Peer,
        id: i64,
        removed: &[String],
        added: &[String],
    ) {
        let Some(chat) = chats.get(delivery.identity, peer) else { return };
        let Some(row) = self.find(chat.id, id) else { return };
        row.reactions = reactions::changed(row.reactions.as_ref(), removed, added);
    }

    /// Gives a message these reactions.
    pub(super) fn set_reactions(
        &mut self,
        chats: &Chats,
        delivery: &Delivery,
        peer: &Peer,
        id: i64,
        new: &Reactions,
    ) {
        let Some(chat) = chats.get(delivery.identity, peer) else { return };
        if let Some(row) = self.find(chat.id, id) {
            row.reactions = reactions::replaced(row.reactions.as_ref(), new);
        }
    }

    /// Gives every message that shows a poll what became of it.
    pub(super) fn vote(&mut self, delivery: &Delivery, new: &Poll) {
        let shows = |row: &Model| {
            row.identity_id == delivery.identity && row.poll_id.as_deref() == Some(new.id.as_str())
        };
        for (index, row) in self.old.iter_mut().enumerate().filter(|(_, row)| shows(row)) {
            row.poll = polls::shown(row.poll.as_ref(), new);
            self.changed.insert(index);
        }
        for row in self.new.iter_mut().filter(|row| shows(row)) {
            row.poll = polls::shown(row.poll.as_ref(), new);
        }
    }

    /// Marks a message as pinned, or not.
    pub(super) fn pin(&mut self, chats: &Chats, delivery: &Delivery, peer: &Peer, id: i64, pinned: bool) {
        let Some(chat) = chats.get(delivery.identity, peer) else { return };
        if let Some(row) = self.find(chat.id, id) {
            row.pinned = pinned;
        }
    }

    fn find(&mut self, chat: ChatId, external_id: i64) -> Option<&mut Model> {
        match *self.known.get(&(chat, external_id))? {
            Slot::Old(index) => {
                self.changed.insert(index);
                self.old.get_mut(index)
            }
            Slot::New(index) => self.new.get_mut(index),
        }
    }
}

/// The chat an update is about, and the messages of it that it may speak of.
fn spoken_of(incoming: &Incoming) -> Option<(&Peer, [Option<i64>; 2])> {
    match incoming {
        Incoming::Message(new)
        | Incoming::Missed(new)
        | Incoming::Edited(new)
        | Incoming::History(new)
        | Incoming::Found(new) => {
            Some((&new.chat, [new.external_id, new.reply_to.as_ref().map(|reply| reply.external_id)]))
        }
        Incoming::Reacted { chat, external_id, .. }
        | Incoming::Reactions { chat, external_id, .. }
        | Incoming::Pinned { chat, external_id }
        | Incoming::Unpinned { chat, external_id } => Some((chat, [Some(*external_id), None])),
        Incoming::Migrated { chat, .. }
        | Incoming::Dialog { chat, .. }
        | Incoming::DialogChanged { chat, .. }
        | Incoming::Met { chat } => Some((chat, [None, None])),
        Incoming::Deleted { chat, .. } => chat.as_ref().map(|chat| (chat, [None, None])),
        Incoming::Sent { .. } | Incoming::NonePinned { .. } | Incoming::Poll(_) => None,
    }
}

/// Whether an edit shows the file the message has: a file's id changes from update to update, its size and name do not.
fn same_file(new: &NewMedia, old: &Json) -> bool {
    let Ok(old) = serde_json::from_value::<Media>(old.clone()) else { return false };
    (new.kind, new.size, &new.name, new.width, new.height)
        == (old.kind, old.size, &old.name, old.width, old.height)
}
