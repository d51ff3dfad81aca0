//! Messages in the database.

use chrono::{DateTime, Utc};
use openapi::{ChatId, IdentityId, MessageId, WorkspaceId, messages::MessageKind};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
};

use super::search::Words;
use crate::{
    entity::{
        identity::{self, IdentityKind},
        message::{Column, Entity, Model},
        revision,
    },
    error::{Error, Result},
    paging::beyond,
};

/// One message.
pub async fn find(db: &impl ConnectionTrait, workspace: WorkspaceId, id: MessageId) -> Result<Model> {
    Entity::find_by_id(id)
        .filter(Column::WorkspaceId.eq(workspace))
        .one(db)
        .await?
        .ok_or(Error::NotFound("message"))
}

/// One message of this chat.
pub async fn find_in(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    chat: ChatId,
    id: MessageId,
) -> Result<Model> {
    let row = find(db, workspace, id).await?;
    if row.chat_id == chat { Ok(row) } else { Err(Error::NotFound("message")) }
}

/// The messages of an album, in their order.
pub async fn of_album(db: &impl ConnectionTrait, chat: ChatId, album: &str) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::ChatId.eq(chat))
        .filter(Column::AlbumId.eq(album))
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}

/// Which side of a message is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What came before it.
    Before,
    /// What came after it.
    After,
}

/// A chat's place in time: Telegram's date, and the row where dates are equal.
pub type Place = (DateTime<Utc>, MessageId);

/// Messages on one side of a place, nearest first; without a place, from the newest back or the oldest on.
pub async fn thread(
    db: &impl ConnectionTrait,
    chat: ChatId,
    side: Side,
    place: Option<Place>,
    limit: u64,
) -> Result<Vec<Model>> {
    let order = if side == Side::Before { Order::Desc } else { Order::Asc };
    let mut query = Entity::find()
        .filter(Column::ChatId.eq(chat))
        .filter(Column::Apart.eq(false))
        .order_by(Column::SentAt, order.clone())
        .order_by(Column::Id, order.clone())
        .limit(limit);
    if let Some(place) = place {
        query = query.filter(beyond(Column::SentAt, Column::Id, &order, place));
    }
    Ok(query.all(db).await?)
}

/// Where messages are looked for.
#[derive(Debug, Clone, Copy)]
pub enum Within {
    /// In one chat.
    Chat(ChatId),
    /// In all chats of a workspace's bots or accounts, or of one of them.
    Room(WorkspaceId, IdentityKind, Option<IdentityId>),
}

/// The last of so many messages, whoever's they are, from the newest back or from a place; none where there are fewer.
pub async fn reached(
    db: &impl ConnectionTrait,
    within: Within,
    before: Option<Place>,
    count: u64,
) -> Result<Option<Place>> {
    Ok(backwards(within, before)
        .select_only()
        .columns([Column::SentAt, Column::Id])
        .offset(count.saturating_sub(1))
        .limit(1)
        .into_tuple()
        .one(db)
        .await?)
}

/// Messages that people wrote with these words in them, newest first, before a place and back to another.
pub async fn search(
    db: &impl ConnectionTrait,
    within: Within,
    words: &Words,
    before: Option<Place>,
    last: Option<Place>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut query = backwards(within, before)
        .filter(Column::Kind.ne(MessageKind::Service))
        .filter(words.condition(db.get_database_backend()))
        .limit(limit);
    match within {
        Within::Chat(_) => {}
        Within::Room(_, _, Some(identity)) => query = query.filter(Column::IdentityId.eq(identity)),
        Within::Room(workspace, kind, None) => {
            let all = identity::Entity::find()
                .select_only()
                .column(identity::Column::Id)
                .filter(identity::Column::WorkspaceId.eq(workspace))
                .filter(identity::Column::Kind.eq(kind));
            query = query.filter(Column::IdentityId.in_subquery(QueryTrait::into_query(all)));
        }
    }
    if let Some(last) = last {
        query =
            query.filter(beyond(Column::SentAt, Column::Id, &Order::Asc, last).add(Column::Id.eq(last.1)));
    }
    Ok(query.all(db).await?)
}

/// All messages, those found apart from their thread too, newest first, from a place.
fn backwards(within: Within, before: Option<Place>) -> Select<Entity> {
    let query = Entity::find().filter(match within {
        Within::Chat(chat) => Column::ChatId.eq(chat),
        Within::Room(workspace, ..) => Column::WorkspaceId.eq(workspace),
    });
    let query = query.order_by_desc(Column::SentAt).order_by_desc(Column::Id);
    match before {
        Some(before) => query.filter(beyond(Column::SentAt, Column::Id, &Order::Desc, before)),
        None => query,
    }
}

/// Messages of a chat with these ids at the platform, the earliest first.
pub async fn by_external(db: &impl ConnectionTrait, chat: ChatId, ids: Vec<i64>) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::ChatId.eq(chat))
        .filter(Column::ExternalId.is_in(ids))
        .order_by_asc(Column::SentAt)
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}

/// Pinned messages of a chat, newest first.
pub async fn pinned(
    db: &impl ConnectionTrait,
    chat: ChatId,
    before: Option<Place>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut query = Entity::find()
        .filter(Column::ChatId.eq(chat))
        .filter(Column::Pinned.eq(true))
        .order_by_desc(Column::SentAt)
        .order_by_desc(Column::Id)
        .limit(limit);
    if let Some(before) = before {
        query = query.filter(beyond(Column::SentAt, Column::Id, &Order::Desc, before));
    }
    Ok(query.all(db).await?)
}

/// Earlier versions of a message, newest first.
pub async fn revisions(
    db: &impl ConnectionTrait,
    message: MessageId,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<revision::Model>> {
    let mut query = revision::Entity::find()
        .filter(revision::Column::MessageId.eq(message))
        .order_by_desc(revision::Column::Id)
        .limit(limit);
    if let Some(before) = before {
        query = query.filter(revision::Column::Id.lt(before));
    }
    Ok(query.all(db).await?)
}

/// The largest id at the platform that messages of a chat up to this time have.
pub async fn external_up_to(
    db: &impl ConnectionTrait,
    chat: ChatId,
    time: DateTime<Utc>,
) -> Result<Option<i64>> {
    Ok(Entity::find()
        .select_only()
        .column(Column::ExternalId)
        .filter(Column::ChatId.eq(chat))
        .filter(Column::SentAt.lte(time))
        .filter(Column::ExternalId.is_not_null())
        .order_by_desc(Column::SentAt)
        .order_by_desc(Column::Id)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?)
}

/// How many messages of others came after one with this id at the platform.
pub async fn incoming_after(db: &impl ConnectionTrait, chat: ChatId, id: i64) -> Result<i64> {
    let count = Entity::find()
        .filter(Column::ChatId.eq(chat))
        .filter(Column::Outgoing.eq(false))
        .filter(Column::DeletedAt.is_null())
        .filter(Column::ExternalId.gt(id))
        .count(db)
        .await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// The smallest id at the platform that a message of a chat's thread has.
pub async fn earliest_external(db: &impl ConnectionTrait, chat: ChatId) -> Result<Option<i64>> {
    Ok(Entity::find()
        .select_only()
        .column_as(Column::ExternalId.min(), "id")
        .filter(Column::ChatId.eq(chat))
        .filter(Column::Apart.eq(false))
        .into_tuple::<Option<i64>>()
        .one(db)
        .await?
        .flatten())
}
