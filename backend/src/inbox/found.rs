//! What updates speak of without naming its chat: messages that were deleted, messages we send, polls.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use openapi::{ChatId, IdentityId, MessageId};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect};

use super::{Delivery, Incoming, Update};
use crate::{
    entity::{
        chat::{self, PeerKind},
        message,
        outbox::{self, State},
    },
    error::Result,
};

/// A send that was handed to the platform and may be what comes back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sending {
    pub identity: IdentityId,
    /// What the platform knows it by.
    pub number: i64,
    pub chat: ChatId,
    pub message: MessageId,
}

#[derive(Debug, Default)]
pub(super) struct Found {
    /// The chats of messages that were deleted.
    pub deleted: HashMap<(IdentityId, i64), ChatId>,
    /// Sends that are under way or spoken of.
    pub sends: Vec<Sending>,
    /// Chats that were pinned, where an update says that none of them is.
    pub pinned: Vec<ChatId>,
    /// Messages with polls that were voted in, and their chats.
    pub polls: Vec<(ChatId, MessageId)>,
}

impl Found {
    /// Looks them up.
    pub async fn load(tx: &impl ConnectionTrait, updates: &[(&Delivery, &Update)]) -> Result<Self> {
        let mut deleted: BTreeMap<IdentityId, BTreeSet<i64>> = BTreeMap::new();
        let mut sent: BTreeMap<IdentityId, BTreeSet<i64>> = BTreeMap::new();
        let mut found = Self::default();
        let mut polls: BTreeMap<IdentityId, BTreeSet<&str>> = BTreeMap::new();
        for (delivery, update) in updates {
            for incoming in update.content.iter().flatten() {
                match incoming {
                    Incoming::Deleted { chat: None, external_ids } => {
                        deleted.entry(delivery.identity).or_default().extend(external_ids);
                    }
                    Incoming::Sent { random_id, .. } => {
                        sent.entry(delivery.identity).or_default().insert(*random_id);
                    }
                    Incoming::NonePinned { archived } => {
                        found.find_pinned(tx, delivery.identity, *archived).await?;
                    }
                    Incoming::Message(new) | Incoming::Missed(new) if new.outgoing => {
                        sent.entry(delivery.identity).or_default();
                    }
                    Incoming::Poll(poll) => {
                        polls.entry(delivery.identity).or_default().insert(&poll.id);
                    }
                    _ => {}
                }
            }
        }
        for (identity, ids) in deleted {
            found.find_deleted(tx, identity, ids).await?;
        }
        for (identity, ids) in sent {
            found.find_sends(tx, identity, ids).await?;
        }
        for (identity, ids) in polls {
            found.find_polls(tx, identity, ids).await?;
        }
        Ok(found)
    }

    /// Chats to load beside those that updates name.
    pub fn chats(&self) -> BTreeSet<ChatId> {
        let sends = self.sends.iter().map(|send| send.chat);
        let polls = self.polls.iter().map(|(chat, _)| *chat);
        let pinned = self.pinned.iter().copied();
        self.deleted.values().copied().chain(sends).chain(pinned).chain(polls).collect()
    }

    /// Ids of messages count through all private chats and basic groups of an account; channels count their own.
    async fn find_deleted(
        &mut self,
        tx: &impl ConnectionTrait,
        identity: IdentityId,
        ids: BTreeSet<i64>,
    ) -> Result<()> {
        let to_chat =
            message::Entity::belongs_to(chat::Entity).from(message::Column::ChatId).to(chat::Column::Id);
        let rows: Vec<(ChatId, i64)> = message::Entity::find()
            .select_only()
            .column(message::Column::ChatId)
            .column(message::Column::ExternalId)
            .join(JoinType::InnerJoin, to_chat.into())
            .filter(chat::Column::IdentityId.eq(identity))
            .filter(chat::Column::PeerKind.ne(PeerKind::Channel))
            .filter(message::Column::ExternalId.is_in(ids))
            .into_tuple()
            .all(tx)
            .await?;
        self.deleted.extend(rows.into_iter().map(|(chat, id)| ((identity, id), chat)));
        Ok(())
    }

    async fn find_pinned(
        &mut self,
        tx: &impl ConnectionTrait,
        identity: IdentityId,
        archived: bool,
    ) -> Result<()> {
        let pinned: Vec<ChatId> = chat::Entity::find()
            .select_only()
            .column(chat::Column::Id)
            .filter(chat::Column::IdentityId.eq(identity))
            .filter(chat::Column::Pinned.eq(true))
            .filter(chat::Column::Archived.eq(archived))
            .into_tuple()
            .all(tx)
            .await?;
        self.pinned.extend(pinned);
        Ok(())
    }

    /// A poll that was forwarded stays one poll, with the votes of all its places.
    async fn find_polls(
        &mut self,
        tx: &impl ConnectionTrait,
        identity: IdentityId,
        ids: BTreeSet<&str>,
    ) -> Result<()> {
        let rows: Vec<(ChatId, MessageId)> = message::Entity::find()
            .select_only()
            .columns([message::Column::ChatId, message::Column::Id])
            .filter(message::Column::IdentityId.eq(identity))
            .filter(message::Column::PollId.is_in(ids))
            .into_tuple()
            .all(tx)
            .await?;
        self.polls.extend(rows);
        Ok(())
    }

    async fn find_sends(
        &mut self,
        tx: &impl ConnectionTrait,
        identity: IdentityId,
        ids: BTreeSet<i64>,
    ) -> Result<()> {
        let open = outbox::Column::State.is_in([State::Queued, State::Sending, State::Unknown]);
        let rows: Vec<(i64, ChatId, MessageId)> = outbox::Entity::find()
            .select_only()
            .columns([outbox::Column::RandomId, outbox::Column::ChatId, outbox::Column::MessageId])
            .filter(outbox::Column::IdentityId.eq(identity))
            .filter(outbox::Column::RandomId.is_not_null())
            .filter(Condition::any().add(open).add(outbox::Column::RandomId.is_in(ids)))
            .into_tuple()
            .all(tx)
            .await?;
        let send = |(number, chat, message)| Sending { identity, number, chat, message };
        self.sends.extend(rows.into_iter().map(send));
        Ok(())
    }
}
