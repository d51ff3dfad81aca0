//! Chats in the database.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use openapi::{ChatId, IdentityId, UserId, WorkspaceId, chats::ChatKind};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, JoinType, Order, QueryFilter,
    QueryOrder, QuerySelect, Select,
    sea_query::{Expr, Func, IntoCondition},
};

use super::folders;
use crate::{
    entity::{
        account::Rules,
        chat::{Column, Entity, Model, PeerKind},
        identity::IdentityKind,
        read_mark,
    },
    error::{Error, Result},
    paging::beyond,
};

/// Which chats of a list are asked for.
#[derive(Debug, Default)]
pub struct Filter {
    /// Of this identity only.
    pub identity: Option<IdentityId>,
    /// With unread messages of the caller only.
    pub unread: bool,
    /// Of these kinds only; of every kind where there are none.
    pub kinds: Vec<ChatKind>,
    /// Whose title or username has this in it.
    pub search: Option<String>,
    /// In the account's archive, or not in it.
    pub archived: Option<bool>,
    /// Of this folder of the account's, at this time.
    pub folder: Option<(Rules, DateTime<Utc>)>,
}

/// A chat with how many of its incoming messages a user has read.
#[derive(Debug)]
pub struct Read {
    /// The chat.
    pub chat: Model,
    /// How many are read.
    pub read_count: i64,
}

impl Read {
    /// How many incoming messages are not read.
    pub fn unread(&self) -> i64 {
        Ord::max(self.chat.incoming_count - self.read_count, 0)
    }
}

/// A list's key: the last message's time, and the chat where times are equal.
pub type Key = (DateTime<Utc>, ChatId);

/// Chats of all identities of a kind, the one with the newest message first.
pub async fn list(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    kind: IdentityKind,
    user: Option<UserId>,
    filter: Filter,
    after: Option<Key>,
    limit: u64,
) -> Result<Vec<Read>> {
    let mut query = with_read_count(user)
        .filter(Column::WorkspaceId.eq(workspace))
        .filter(Column::IdentityKind.eq(kind))
        .order_by_desc(Column::LastMessageAt)
        .order_by_desc(Column::Id)
        .limit(limit);
    if let Some(identity) = filter.identity {
        query = query.filter(Column::IdentityId.eq(identity));
    }
    if !filter.kinds.is_empty() {
        query = query.filter(Column::Kind.is_in(filter.kinds));
    }
    if let Some(search) = filter.search {
        let pattern = search.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        query = query.filter(
            Expr::col((Entity, Column::Search))
                .like(sea_orm::sea_query::LikeExpr::new(format!("%{pattern}%")).escape('\\')),
        );
    }
    if let Some(archived) = filter.archived {
        query = query.filter(Column::Archived.eq(archived));
    }
    if let Some((rules, now)) = &filter.folder {
        query = query.filter(folders::belongs(rules, *now));
    }
    if filter.unread {
        query = query.filter(Expr::col((Entity, Column::IncomingCount)).gt(read_count()));
    }
    if let Some(after) = after {
        query = query.filter(beyond(Column::LastMessageAt, Column::Id, &Order::Desc, after));
    }
    fetch(db, query).await
}

/// One chat, with how far a user has read it.
pub async fn find(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    user: Option<UserId>,
    id: ChatId,
) -> Result<Read> {
    let query = with_read_count(user).filter(Column::WorkspaceId.eq(workspace)).filter(Column::Id.eq(id));
    fetch(db, query).await?.pop().ok_or(Error::NotFound("chat"))
}

/// Chats with these ids.
pub async fn of_ids(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    ids: BTreeSet<ChatId>,
) -> Result<Vec<Model>> {
    let ids = ids.into_iter().map(|id| id.0);
    Ok(Entity::find().filter(Column::WorkspaceId.eq(workspace)).filter(Column::Id.is_in(ids)).all(db).await?)
}

/// Chats of an identity with these peers.
pub async fn of_peers(
    db: &impl ConnectionTrait,
    identity: IdentityId,
    peers: &[(PeerKind, i64)],
) -> Result<Vec<Model>> {
    if peers.is_empty() {
        return Ok(Vec::new());
    }
    let names = [Column::PeerKind, Column::PeerId].map(Expr::col);
    let peers = peers.iter().copied();
    Ok(Entity::find()
        .filter(Column::IdentityId.eq(identity))
        .filter(Expr::tuple(names).in_tuples(peers))
        .all(db)
        .await?)
}

/// Chats of an account of which Telegram is to be told what was read, each with the last message of it.
pub async fn reads_to_tell(db: &impl ConnectionTrait, account: IdentityId) -> Result<Vec<(Model, i64)>> {
    let rows = Entity::find()
        .filter(Column::IdentityId.eq(account))
        .filter(Column::ReadWanted.is_not_null())
        .order_by_asc(Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|row| row.read_wanted.map(|up_to| (row, up_to))).collect())
}

/// Has Telegram told that a chat was read up to this message.
pub async fn want_read(db: &impl ConnectionTrait, chat: ChatId, up_to: i64) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::ReadWanted, Expr::value(up_to))
        .filter(Column::Id.eq(chat))
        .filter(Column::ReadWanted.is_null().or(Column::ReadWanted.lt(up_to)))
        .exec(db)
        .await?;
    Ok(())
}

/// Telegram was told that a chat was read up to this message; what was read since is still to be told.
pub async fn forget_read(db: &impl ConnectionTrait, chat: ChatId, up_to: i64) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::ReadWanted, Expr::value(Option::<i64>::None))
        .filter(Column::Id.eq(chat))
        .filter(Column::ReadWanted.lte(up_to))
        .exec(db)
        .await?;
    Ok(())
}

/// Telegram is told nothing of what was read in the chats of an account.
pub async fn forget_reads(db: &impl ConnectionTrait, account: IdentityId) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::ReadWanted, Expr::value(Option::<i64>::None))
        .filter(Column::IdentityId.eq(account))
        .filter(Column::ReadWanted.is_not_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Unread figures of a user, one row an identity that has any.
#[derive(Debug, FromQueryResult)]
pub struct IdentityUnread {
    /// The identity.
    pub identity_id: IdentityId,
    /// Unread incoming messages.
    pub total: i64,
    /// Chats with at least one.
    pub chats: i64,
}

/// Unread figures of a user over all identities of a kind.
pub async fn unread(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    kind: IdentityKind,
    user: Option<UserId>,
) -> Result<Vec<IdentityUnread>> {
    let unread = Expr::col((Entity, Column::IncomingCount)).sub(read_count());
    Ok(join_read_mark(Entity::find().select_only(), user)
        .column(Column::IdentityId)
        // PostgreSQL sums bigints to numeric
        .column_as(Func::sum(unread).cast_as("bigint"), "total")
        .column_as(Column::Id.count(), "chats")
        .filter(Column::WorkspaceId.eq(workspace))
        .filter(Column::IdentityKind.eq(kind))
        .filter(Expr::col((Entity, Column::IncomingCount)).gt(read_count()))
        .group_by(Column::IdentityId)
        .into_model()
        .all(db)
        .await?)
}

/// Moves a chat to another peer: a basic group that became a supergroup keeps its history under one chat. Where the
/// new peer already has a chat of its own, that one stays as it is and the old one is left where it was.
pub async fn migrate_peer(
    db: &impl ConnectionTrait,
    identity: IdentityId,
    group: i64,
    supergroup: i64,
) -> Result<Option<Model>> {
    let taken = Entity::find()
        .filter(Column::IdentityId.eq(identity))
        .filter(Column::PeerKind.eq(PeerKind::Channel))
        .filter(Column::PeerId.eq(supergroup))
        .one(db)
        .await?;
    if taken.is_some() {
        return Ok(taken);
    }
    Ok(Entity::update_many()
        .col_expr(Column::PeerKind, Expr::value(PeerKind::Channel))
        .col_expr(Column::PeerId, Expr::value(supergroup))
        .col_expr(Column::Kind, Expr::value(ChatKind::Supergroup))
        .filter(Column::IdentityId.eq(identity))
        .filter(Column::PeerKind.eq(PeerKind::Group))
        .filter(Column::PeerId.eq(group))
        .exec_with_returning(db)
        .await?
        .pop())
}

fn read_count() -> Expr {
    Expr::expr(Func::coalesce([
        Expr::col((read_mark::Entity, read_mark::Column::ReadCount)),
        Expr::val(0_i64),
    ]))
}

fn join_read_mark(query: Select<Entity>, user: Option<UserId>) -> Select<Entity> {
    let relation = Entity::belongs_to(read_mark::Entity)
        .from(Column::Id)
        .to(read_mark::Column::ChatId)
        .on_condition(move |_, mark| {
            // an API key has no marks: nothing is read
            Expr::col((mark, read_mark::Column::UserId))
                .eq(user.map(|user| user.0).unwrap_or_default())
                .into_condition()
        });
    query.join(JoinType::LeftJoin, relation.into())
}

fn with_read_count(user: Option<UserId>) -> Select<Entity> {
    join_read_mark(Entity::find(), user).column_as(read_count(), "read_count")
}

async fn fetch(db: &impl ConnectionTrait, query: Select<Entity>) -> Result<Vec<Read>> {
    #[derive(FromQueryResult)]
    struct Row {
        #[sea_orm(nested)]
        chat: Model,
        read_count: i64,
    }
    let rows: Vec<Row> = query.into_model().all(db).await?;
    Ok(rows.into_iter().map(|row| Read { chat: row.chat, read_count: row.read_count }).collect())
}
