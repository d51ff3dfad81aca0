//! What is still to be fetched of accounts' chats, in the database: what was missed while Telegram forgot it, and the
//! last days of each chat from before the account came here.

use chrono::{DateTime, Utc};
use openapi::{ChatId, IdentityId, accounts::HistoryProgress};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, JoinType, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Expr, Func, OnConflict, Query},
};

use crate::{
    entity::{
        chat::{self, PeerKind},
        message,
        stretch::{ActiveModel, Column, Entity, Model},
    },
    error::Result,
};

/// The chat's beginning: no message has a smaller id.
pub const BEGINNING: i64 = 1;

/// Notes what an account missed in a chat, whose newest message at Telegram is `top`, and which its owner has read up to
/// `read`. Of a channel that was not followed before nothing was missed.
pub async fn note_missed(
    db: &impl ConnectionTrait,
    identity: IdentityId,
    (kind, peer): (PeerKind, i64),
    top: i64,
    read: i64,
) -> Result<()> {
    let chat = chat::Entity::find()
        .filter(chat::Column::IdentityId.eq(identity))
        .filter(chat::Column::PeerKind.eq(kind))
        .filter(chat::Column::PeerId.eq(peer));
    let Some(chat) = chat.one(db).await? else { return Ok(()) };
    let after = match newest_received(db, chat.id).await? {
        Some(newest) => newest,
        None if kind == PeerKind::Channel => return Ok(()),
        None => read,
    };
    if top <= after {
        return Ok(());
    }
    let under_way = Entity::find()
        .filter(Column::ChatId.eq(chat.id))
        .filter(Column::Missed.eq(true))
        .filter(Column::UntilId.gte(after));
    if let Some(row) = under_way.one(db).await? {
        // it reaches that far, and now goes on further
        let until_id = Set(row.until_id.map(|until| Ord::max(until, top)));
        Entity::update(ActiveModel { id: Set(row.id), until_id, ..Default::default() }).exec(db).await?;
        return Ok(());
    }
    let row = ActiveModel {
        identity_id: Set(identity),
        chat_id: Set(chat.id),
        missed: Set(true),
        next_id: Set(after),
        until_id: Set(Some(top)),
        ..Default::default()
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// The chats of an account in which messages were missed that are not fetched yet.
pub async fn missing(db: &impl ConnectionTrait, identity: IdentityId) -> Result<Vec<(PeerKind, i64)>> {
    let relation = Entity::belongs_to(chat::Entity).from(Column::ChatId).to(chat::Column::Id);
    Ok(Entity::find()
        .select_only()
        .columns([chat::Column::PeerKind, chat::Column::PeerId])
        .join(JoinType::InnerJoin, relation.into())
        .filter(Column::IdentityId.eq(identity))
        .filter(Column::Missed.eq(true))
        .into_tuple()
        .all(db)
        .await?)
}

/// The largest id of a message that came by itself. What was sent from here says nothing of what came before it.
async fn newest_received(db: &impl ConnectionTrait, chat: ChatId) -> Result<Option<i64>> {
    Ok(message::Entity::find()
        .select_only()
        .column_as(message::Column::ExternalId.max(), "id")
        .filter(message::Column::ChatId.eq(chat))
        .filter(message::Column::Delivery.is_null())
        // a search may have found what lies beyond the gap
        .filter(message::Column::Apart.eq(false))
        .into_tuple::<Option<i64>>()
        .one(db)
        .await?
        .flatten())
}

/// Wants what each of an account's chats says since then. What was fetched further back already stays as it is.
pub async fn want(db: &impl ConnectionTrait, identity: IdentityId, since: DateTime<Utc>) -> Result<()> {
    let chats = Query::select()
        .columns([chat::Column::IdentityId, chat::Column::Id])
        .expr(Expr::val(false))
        .expr(Expr::val(0_i64))
        .expr(Expr::val(since))
        .from(chat::Entity)
        .and_where(chat::Column::IdentityId.eq(identity))
        .and_where(chat::Column::LastMessageAt.gte(since))
        .to_owned();
    let mut insert = Query::insert();
    insert
        .into_table(Entity)
        .columns([Column::IdentityId, Column::ChatId, Column::Missed, Column::NextId, Column::Until])
        .on_conflict(OnConflict::new().do_nothing().to_owned());
    insert.select_from(chats).map_err(|error| sea_orm::DbErr::Custom(error.to_string()))?;
    db.execute(&insert).await?;
    let further = Column::Until.gt(since).and(Column::NextId.ne(BEGINNING));
    Entity::update_many()
        .col_expr(Column::Until, Expr::value(since))
        .col_expr(Column::DoneAt, Expr::value(None::<DateTime<Utc>>))
        .filter(Column::IdentityId.eq(identity))
        .filter(Column::Missed.eq(false))
        .filter(Condition::any().add(Column::DoneAt.is_null()).add(further))
        .exec(db)
        .await?;
    Ok(())
}

/// What is to be fetched next and of which chat: what was missed first, and of the chats those with the newest messages.
pub async fn next(
    db: &impl ConnectionTrait,
    identity: IdentityId,
    earlier: bool,
) -> Result<Option<(Model, chat::Model)>> {
    let relation = Entity::belongs_to(chat::Entity).from(Column::ChatId).to(chat::Column::Id);
    let mut query = Entity::find()
        .join(JoinType::InnerJoin, relation.into())
        .filter(Column::IdentityId.eq(identity))
        .filter(Column::DoneAt.is_null())
        .order_by_desc(Column::Missed)
        .order_by_desc(chat::Column::LastMessageAt)
        .order_by_asc(Column::Id);
    if !earlier {
        query = query.filter(Column::Missed.eq(true));
    }
    let found = query.select_also(chat::Entity).one(db).await?;
    Ok(found.and_then(|(row, chat)| Some((row, chat?))))
}

/// Stores how far a stretch has come. What was missed and is fetched is forgotten.
pub async fn go_on(db: &impl ConnectionTrait, row: Model) -> Result<()> {
    if row.missed && row.done_at.is_some() {
        Entity::delete_by_id(row.id).exec(db).await?;
        return Ok(());
    }
    let step = ActiveModel {
        id: Set(row.id),
        next_id: Set(row.next_id),
        fetched: Set(row.fetched),
        done_at: Set(row.done_at),
        ..Default::default()
    };
    Entity::update(step).exec(db).await?;
    Ok(())
}

/// Whether all that Telegram has from before the chat's first stored message is known to be nothing.
pub async fn begins(db: &impl ConnectionTrait, chat: ChatId) -> Result<bool> {
    let begun = Entity::find()
        .filter(Column::ChatId.eq(chat))
        .filter(Column::Missed.eq(false))
        .filter(Column::NextId.eq(BEGINNING));
    Ok(begun.one(db).await?.is_some())
}

/// Notes that the messages of a chat are stored from its beginning on.
pub async fn note_beginning(db: &impl ConnectionTrait, chat: &chat::Model, now: DateTime<Utc>) -> Result<()> {
    let known = Entity::update_many()
        .col_expr(Column::NextId, Expr::value(BEGINNING))
        .col_expr(Column::DoneAt, Expr::value(now))
        .filter(Column::ChatId.eq(chat.id))
        .filter(Column::Missed.eq(false));
    if known.exec(db).await?.rows_affected > 0 {
        return Ok(());
    }
    let row = ActiveModel {
        identity_id: Set(chat.identity_id),
        chat_id: Set(chat.id),
        missed: Set(false),
        next_id: Set(BEGINNING),
        done_at: Set(Some(now)),
        ..Default::default()
    };
    Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// How far fetching the last days of an account's chats has come; none where nothing is wanted.
pub async fn progress(db: &impl ConnectionTrait, identity: IdentityId) -> Result<Option<HistoryProgress>> {
    #[derive(FromQueryResult)]
    struct Row {
        chats: i64,
        done: i64,
        messages: Option<i64>,
    }
    let row = Entity::find()
        .select_only()
        .column_as(Column::Id.count(), "chats")
        .column_as(Column::DoneAt.count(), "done")
        // PostgreSQL sums bigints to numeric
        .column_as(Func::sum(Expr::col(Column::Fetched)).cast_as("bigint"), "messages")
        .filter(Column::IdentityId.eq(identity))
        .filter(Column::Missed.eq(false))
        .into_model::<Row>()
        .one(db)
        .await?;
    let some = row.filter(|row| row.chats > 0);
    Ok(some.map(|row| HistoryProgress {
        chats: row.chats,
        done: row.done,
        messages: row.messages.unwrap_or_default(),
    }))
}
