//! The chats a batch touches: loaded and locked once, changed in memory, written once.

mod listed;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use openapi::{
    ChatId, IdentityId, WorkspaceId,
    chats::{ChatAccess, ChatKind},
    events::EventData,
    messages::Message,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};

use super::{
    Delivery, Incoming, Peer, Update,
    content::json,
    rows::{among, write_changed},
};
use crate::{
    chats::store::migrate_peer,
    entity::{
        chat::{ActiveModel, Column, Entity, Model, PeerKind},
        message::preview,
    },
    error::Result,
    events::NewEvent,
    state::AppState,
};

/// What names a chat of an identity.
pub(super) type Key = (IdentityId, PeerKind, i64);

#[derive(Default)]
pub(super) struct Chats {
    rows: BTreeMap<ChatId, Model>,
    /// As they were when they were loaded.
    loaded: BTreeMap<ChatId, Model>,
    names: HashMap<Key, ChatId>,
    /// Chats that look different than before: title, kind, access.
    changed: BTreeSet<ChatId>,
    moved: HashMap<Key, Key>,
}

impl Chats {
    /// Loads the chats of these updates, and `others`, making those that are new, and locks them until the commit.
    pub(super) async fn load(
        tx: &impl ConnectionTrait,
        state: &AppState,
        now: DateTime<Utc>,
        updates: &[(&Delivery, &Update)],
        others: BTreeSet<ChatId>,
    ) -> Result<Self> {
        let mut chats = Self { moved: migrate(tx, updates).await?, ..Self::default() };
        let mut wanted: BTreeMap<Key, (&Delivery, &Peer)> = BTreeMap::new();
        let (mut written, mut told): (BTreeSet<Key>, BTreeSet<Key>) = Default::default();
        for (delivery, peer, incoming) in peers(updates) {
            let key = chats.key(delivery.identity, peer);
            let seen = wanted.entry(key).or_insert((delivery, peer));
            if !peer.title.is_empty() {
                *seen = (delivery, peer);
            }
            match incoming {
                Incoming::Message(_)
                | Incoming::Missed(_)
                | Incoming::Edited(_)
                | Incoming::History(_)
                | Incoming::Found(_) => drop(written.insert(key)),
                // may be of chats that are in no list
                Incoming::DialogChanged { .. } | Incoming::Met { .. } => continue,
                _ => {}
            }
            told.insert(key);
        }
        chats.load_known(tx, wanted.keys()).await?;
        chats.load_others(tx, others).await?;
        // what is written is kept even where nothing is known of its chat but the number
        wanted.retain(|key, (_, peer)| {
            let described = told.contains(key) && !peer.title.is_empty();
            !chats.names.contains_key(key) && (written.contains(key) || described)
        });
        chats.make(tx, state, now, &wanted).await?;
        for (delivery, peer, _) in peers(updates) {
            chats.look(delivery.identity, peer);
        }
        Ok(chats)
    }

    /// Loads those that are there, in the order of their ids, so that two nodes never wait for each other.
    async fn load_known(
        &mut self,
        tx: &impl ConnectionTrait,
        keys: impl Iterator<Item = &Key>,
    ) -> Result<()> {
        let keys: Vec<Key> = keys.copied().collect();
        if keys.is_empty() {
            return Ok(());
        }
        let known = Entity::find()
            .filter(among([Column::IdentityId, Column::PeerKind, Column::PeerId], keys))
            .order_by_asc(Column::Id)
            .lock_exclusive()
            .all(tx)
            .await?;
        self.keep(known);
        Ok(())
    }

    /// Loads those that no update names.
    async fn load_others(&mut self, tx: &impl ConnectionTrait, others: BTreeSet<ChatId>) -> Result<()> {
        let others: Vec<_> =
            others.into_iter().filter(|id| !self.rows.contains_key(id)).map(|id| id.0).collect();
        if others.is_empty() {
            return Ok(());
        }
        let query = Entity::find().filter(Column::Id.is_in(others)).order_by_asc(Column::Id);
        self.keep(query.lock_exclusive().all(tx).await?);
        Ok(())
    }

    /// Makes new ones.
    async fn make(
        &mut self,
        tx: &impl ConnectionTrait,
        state: &AppState,
        now: DateTime<Utc>,
        wanted: &BTreeMap<Key, (&Delivery, &Peer)>,
    ) -> Result<()> {
        if wanted.is_empty() {
            return Ok(());
        }
        let rows = wanted.iter().map(|((identity, peer_kind, peer_id), (delivery, peer))| ActiveModel {
            id: Set(ChatId(state.clock.uuid())),
            workspace_id: Set(delivery.workspace),
            identity_id: Set(*identity),
            identity_kind: Set(delivery.kind),
            peer_kind: Set(*peer_kind),
            peer_id: Set(*peer_id),
            kind: Set(chat_kind(*peer_kind, peer.chat_kind)),
            title: Set(title(peer)),
            username: Set(peer.username.clone()),
            search: Set(search(peer)),
            access: Set(peer.standing.map_or(ChatAccess::Open, |standing| standing.access)),
            role: Set(peer.standing.and_then(|standing| standing.role)),
            preview: Set(None),
            last_message_at: Set(now),
            incoming_count: Set(0),
            wait_until: Set(None),
            dialog: Set(None),
            archived: Set(false),
            pinned: Set(false),
            muted_until: Set(None),
            has_unread: Set(false),
            is_bot: Set(peer.person.is_some_and(|person| person.is_bot)),
            is_contact: Set(peer.person.is_some_and(|person| person.is_contact)),
            read_wanted: Set(None),
            keyboard: Set(None),
            created_at: Set(now),
        });
        // the idle update returns and locks rows that another node has just made
        let stored = Entity::insert_many(rows)
            .on_conflict(
                OnConflict::columns([Column::IdentityId, Column::PeerKind, Column::PeerId])
                    .update_column(Column::PeerId)
                    .to_owned(),
            )
            .exec_with_returning(tx)
            .await?;
        self.keep(stored);
        Ok(())
    }

    fn keep(&mut self, rows: Vec<Model>) {
        for row in rows {
            self.names.insert((row.identity_id, row.peer_kind, row.peer_id), row.id);
            self.loaded.insert(row.id, row.clone());
            self.rows.insert(row.id, row);
        }
    }

    /// The chat of a peer; none where an update tells of one we never saw without saying what it is.
    pub(super) fn get(&self, identity: IdentityId, peer: &Peer) -> Option<&Model> {
        self.names.get(&self.key(identity, peer)).and_then(|id| self.rows.get(id))
    }

    /// Gives an incoming message its number in the chat.
    pub(super) fn number(&mut self, chat: ChatId) -> Option<i64> {
        let row = self.rows.get_mut(&chat)?;
        row.incoming_count += 1;
        Some(row.incoming_count)
    }

    /// Shows a message as the chat's last one, unless a later one is there, and returns the chat with it.
    pub(super) fn show(&mut self, message: &Message) -> Option<&Model> {
        let row = self.rows.get_mut(&message.chat_id)?;
        let shown = row.preview.as_ref().and_then(|preview| preview.get("id")?.as_i64());
        let same = shown == Some(message.id.0);
        if same || shown.is_none() || message.sent_at >= row.last_message_at {
            row.preview = json(&preview(message));
            if !same {
                row.last_message_at = message.sent_at;
            }
        }
        Some(row)
    }

    /// Shows a changed message where it is the chat's last one.
    pub(super) fn show_changed(&mut self, message: &Message) -> Option<&Model> {
        let row = self.rows.get_mut(&message.chat_id)?;
        if row.preview.as_ref().and_then(|preview| preview.get("id")?.as_i64()) == Some(message.id.0) {
            row.preview = json(&preview(message));
        }
        Some(row)
    }

    fn key(&self, identity: IdentityId, peer: &Peer) -> Key {
        let key = (identity, peer.kind, peer.id);
        self.moved.get(&key).copied().unwrap_or(key)
    }

    /// Takes over what an update shows of a chat.
    fn look(&mut self, identity: IdentityId, peer: &Peer) {
        if peer.title.is_empty() {
            return;
        }
        let key = self.key(identity, peer);
        let Some(row) = self.names.get(&key).and_then(|id| self.rows.get_mut(id)) else { return };
        if let Some(person) = peer.person {
            row.is_bot = person.is_bot;
            row.is_contact = person.is_contact;
        }
        if let Some(standing) = peer.standing {
            row.role = standing.role;
        }
        let access = peer.standing.map_or(row.access, |standing| standing.access);
        let kind = chat_kind(key.1, peer.chat_kind);
        if (&row.title, &row.username, row.kind, row.access) != (&peer.title, &peer.username, kind, access) {
            row.title.clone_from(&peer.title);
            row.username.clone_from(&peer.username);
            row.search = search(peer);
            row.kind = kind;
            row.access = access;
            self.changed.insert(row.id);
        }
    }

    /// Writes what changed.
    pub(super) async fn write(&self, tx: &impl ConnectionTrait) -> Result<()> {
        let changed: Vec<_> = self
            .rows
            .iter()
            .filter_map(|(id, row)| Some((self.loaded.get(id)?, row)))
            .filter(|(was, is)| was != is)
            .collect();
        write_changed::<Entity>(tx, Column::Id, &changed).await
    }

    /// An event for each chat that looks different.
    pub(super) fn events(&self) -> impl Iterator<Item = (WorkspaceId, NewEvent)> {
        self.changed.iter().filter_map(|id| self.rows.get(id)).map(|row| {
            (
                row.workspace_id,
                NewEvent::of_chat(row, EventData::ChatUpdated(Box::new(row.clone().show(None)))),
            )
        })
    }
}

/// Moves chats of groups that became supergroups, so that what follows finds them.
async fn migrate(tx: &impl ConnectionTrait, updates: &[(&Delivery, &Update)]) -> Result<HashMap<Key, Key>> {
    let mut moved = HashMap::new();
    for (delivery, update) in updates {
        for incoming in update.content.iter().flatten() {
            if let Incoming::Migrated { chat, supergroup } = incoming {
                migrate_peer(tx, delivery.identity, chat.id, *supergroup).await?;
                let new = (delivery.identity, PeerKind::Channel, *supergroup);
                moved.insert((delivery.identity, PeerKind::Group, chat.id), new);
            }
        }
    }
    Ok(moved)
}

fn peers<'a>(
    updates: &'a [(&'a Delivery, &'a Update)],
) -> impl Iterator<Item = (&'a Delivery, &'a Peer, &'a Incoming)> {
    updates.iter().flat_map(|(delivery, update)| {
        update.content.iter().flatten().filter_map(move |incoming| {
            let peer = match incoming {
                Incoming::Message(message)
                | Incoming::Missed(message)
                | Incoming::Edited(message)
                | Incoming::History(message)
                | Incoming::Found(message) => &message.chat,
                Incoming::Reacted { chat, .. }
                | Incoming::Reactions { chat, .. }
                | Incoming::Migrated { chat, .. }
                | Incoming::Dialog { chat, .. }
                | Incoming::DialogChanged { chat, .. }
                | Incoming::Met { chat }
                | Incoming::Deleted { chat: Some(chat), .. }
                | Incoming::Pinned { chat, .. }
                | Incoming::Unpinned { chat, .. } => chat,
                Incoming::Deleted { chat: None, .. }
                | Incoming::Sent { .. }
                | Incoming::Poll(_)
                | Incoming::NonePinned { .. } => {
                    return None;
                }
            };
            Some((*delivery, peer, incoming))
        })
    })
}

/// A supergroup may still be called a group by the last update of the old one.
fn chat_kind(peer: PeerKind, kind: ChatKind) -> ChatKind {
    if peer == PeerKind::Channel && kind == ChatKind::Group { ChatKind::Supergroup } else { kind }
}

/// What a chat is called.
fn title(peer: &Peer) -> String {
    if peer.title.is_empty() { peer.id.to_string() } else { peer.title.clone() }
}

fn search(peer: &Peer) -> String {
    let mut text = peer.title.to_lowercase();
    if let Some(username) = &peer.username {
        text.push_str(" @");
        text.push_str(&username.to_lowercase());
    }
    text
}
