//! What updates speak of without naming its chat: messages that were deleted, messages we send, polls.

use std::collections::{BTreeSet, HashMap};

use openapi::{ChatId, IdentityId, MessageId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, Query},
};

use super::{Delivery, Incoming, Update, rows::among};
use crate::{
    entity::{
        chat::{self, PeerKind},
        identity::IdentityKind,
        message, outbox,
    },
    error::Result,
};

/// Sends that nobody knows the end of, in the words of the partial index: with parameters no database would use it.
const OPEN: &str = "state IN ('queued', 'sending', 'unknown')";

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
    /// Looks them up: a query for each kind, of however many identities.
    pub async fn load(tx: &impl ConnectionTrait, updates: &[(&Delivery, &Update)]) -> Result<Self> {
        let mut deleted: BTreeSet<(IdentityId, i64)> = BTreeSet::new();
        let mut senders: BTreeSet<IdentityId> = BTreeSet::new();
        let mut sent: BTreeSet<(IdentityId, i64)> = BTreeSet::new();
        let mut unpinned: BTreeSet<(IdentityId, bool)> = BTreeSet::new();
        let mut polls: BTreeSet<(IdentityId, String)> = BTreeSet::new();
        for (delivery, update) in updates {
            let identity = delivery.identity;
            for incoming in update.content.iter().flatten() {
                match incoming {
                    Incoming::Deleted { chat: None, external_ids } => {
                        deleted.extend(external_ids.iter().map(|id| (identity, *id)));
                    }
                    Incoming::Sent { random_id, .. } => drop(sent.insert((identity, *random_id))),
                    // a bot is not told what it sends
                    Incoming::Message(new)
                    | Incoming::Missed(new)
                    | Incoming::History(new)
                    | Incoming::Found(new)
                        if new.outgoing && delivery.kind == IdentityKind::Account =>
                    {
                        senders.insert(identity);
                    }
                    Incoming::NonePinned { archived } => drop(unpinned.insert((identity, *archived))),
                    Incoming::Poll(poll) => drop(polls.insert((identity, poll.id.clone()))),
                    _ => {}
                }
            }
        }
        Ok(Self {
            deleted: find_deleted(tx, deleted).await?,
            sends: find_sends(tx, senders, sent).await?,
            pinned: find_pinned(tx, unpinned).await?,
            polls: find_polls(tx, polls).await?,
        })
    }

    /// Chats to load beside those that updates name.
    pub fn chats(&self) -> BTreeSet<ChatId> {
        let sends = self.sends.iter().map(|send| send.chat);
        let polls = self.polls.iter().map(|(chat, _)| *chat);
        let pinned = self.pinned.iter().copied();
        self.deleted.values().copied().chain(sends).chain(pinned).chain(polls).collect()
    }
}

/// Ids of messages count through all private chats and basic groups of an account; channels count their own.
async fn find_deleted(
    tx: &impl ConnectionTrait,
    wanted: BTreeSet<(IdentityId, i64)>,
) -> Result<HashMap<(IdentityId, i64), ChatId>> {
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    // both databases name the columns of values like this; a join, so that each message is looked up by its chat and id
    let of_identity = Expr::col((chat::Entity, chat::Column::IdentityId)).equals(("wanted", "column1"));
    let of_chat =
        Expr::col((message::Entity, message::Column::ChatId)).equals((chat::Entity, chat::Column::Id));
    let is_wanted = Expr::col((message::Entity, message::Column::ExternalId)).equals(("wanted", "column2"));
    let query = Query::select()
        .column((chat::Entity, chat::Column::IdentityId))
        .columns([message::Column::ExternalId, message::Column::ChatId].map(|it| (message::Entity, it)))
        .from_values(wanted, "wanted")
        .inner_join(chat::Entity, of_identity)
        .inner_join(message::Entity, of_chat.and(is_wanted))
        .and_where(chat::Column::PeerKind.ne(PeerKind::Channel))
        .to_owned();
    let rows = tx.query_all(&query).await?;
    let found = rows.iter().map(|row| {
        let identity = row.try_get("", "identity_id")?;
        Ok(((identity, row.try_get("", "external_id")?), row.try_get("", "chat_id")?))
    });
    Ok(found.collect::<Result<_, DbErr>>()?)
}

async fn find_pinned(tx: &impl ConnectionTrait, wanted: BTreeSet<(IdentityId, bool)>) -> Result<Vec<ChatId>> {
    use chat::Column::{Archived, Id, IdentityId, Pinned};
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let pinned = chat::Entity::find().select_only().column(Id).filter(Pinned.eq(true));
    Ok(pinned.filter(among([IdentityId, Archived], wanted)).into_tuple().all(tx).await?)
}

/// A poll that was forwarded stays one poll, with the votes of all its places.
async fn find_polls(
    tx: &impl ConnectionTrait,
    wanted: BTreeSet<(IdentityId, String)>,
) -> Result<Vec<(ChatId, MessageId)>> {
    use message::Column::{ChatId, Id, IdentityId, PollId};
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    // said once more, so that the index of messages with polls serves
    let polls = message::Entity::find().select_only().columns([ChatId, Id]).filter(PollId.is_not_null());
    Ok(polls.filter(among([IdentityId, PollId], wanted)).into_tuple().all(tx).await?)
}

/// Sends of these numbers, and those of the senders that nobody knows the end of: what came may be one of them.
async fn find_sends(
    tx: &impl ConnectionTrait,
    senders: BTreeSet<IdentityId>,
    numbers: BTreeSet<(IdentityId, i64)>,
) -> Result<Vec<Sending>> {
    use outbox::Column;
    type Row = (IdentityId, i64, ChatId, MessageId);
    let mut found: Vec<Row> = Vec::new();
    let sends = || {
        let columns = [Column::IdentityId, Column::RandomId, Column::ChatId, Column::MessageId];
        outbox::Entity::find().select_only().columns(columns).filter(Column::RandomId.is_not_null())
    };
    if !senders.is_empty() {
        let senders = Column::IdentityId.is_in(senders.into_iter().map(|id| id.0));
        found.extend(sends().filter(Expr::cust(OPEN)).filter(senders).into_tuple::<Row>().all(tx).await?);
    }
    if !numbers.is_empty() {
        let numbered = sends().filter(among([Column::IdentityId, Column::RandomId], numbers));
        found.extend(numbered.into_tuple::<Row>().all(tx).await?);
    }
    let send = |(identity, number, chat, message)| Sending { identity, number, chat, message };
    Ok(found.into_iter().map(send).collect())
}
