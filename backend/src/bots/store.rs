//! Bots in the database.

use openapi::{BotId, WorkspaceId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, JoinType,
    QueryFilter, QueryOrder, QuerySelect, Select, SelectTwo,
};

use super::Row;
use crate::{
    entity::{
        bot,
        identity::{self, Column, IdentityKind, Platform},
    },
    error::{Error, Result},
};

/// Bots of a workspace in the order they were added: those in use, or those archived.
pub async fn list(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    archived: bool,
    after: Option<BotId>,
    limit: u64,
) -> Result<Vec<Row>> {
    let mut query = bots().filter(Column::WorkspaceId.eq(workspace)).order_by_asc(Column::Id).limit(limit);
    query = if archived {
        query.filter(Column::ArchivedAt.is_not_null())
    } else {
        query.filter(Column::ArchivedAt.is_null())
    };
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after.0));
    }
    Ok(rows(query).all(db).await?.into_iter().filter_map(row).collect())
}

/// One bot.
pub async fn find(db: &impl ConnectionTrait, workspace: WorkspaceId, id: BotId) -> Result<Row> {
    one(db, bots().filter(Column::WorkspaceId.eq(workspace)).filter(Column::Id.eq(id.0))).await
}

/// One bot, kept from others until the transaction ends.
pub async fn lock(db: &impl ConnectionTrait, workspace: WorkspaceId, id: BotId) -> Result<Row> {
    // taken before the bot's own row, as everyone does who needs both
    identity::Entity::find_by_id(id)
        .filter(Column::WorkspaceId.eq(workspace))
        .lock_exclusive()
        .one(db)
        .await?;
    find(db, workspace, id).await
}

/// The bot with this id at Telegram, whichever workspace it is in: a bot can run only once.
pub async fn find_by_telegram_id(db: &impl ConnectionTrait, telegram_id: i64) -> Result<Option<Row>> {
    let query =
        bots().filter(Column::Platform.eq(Platform::Telegram)).filter(Column::ExternalId.eq(telegram_id));
    Ok(rows(query).one(db).await?.and_then(row))
}

/// Stores a new bot.
pub async fn insert(db: &impl ConnectionTrait, row: Row) -> Result<(), DbErr> {
    identity::Entity::insert(row.identity.into_active_model()).exec_without_returning(db).await?;
    bot::Entity::insert(row.bot.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Writes what changed.
pub async fn update(
    db: &impl ConnectionTrait,
    identity: identity::ActiveModel,
    bot: bot::ActiveModel,
) -> Result<Row> {
    Ok(Row { identity: identity.update(db).await?, bot: bot.update(db).await? })
}

fn bots() -> Select<identity::Entity> {
    let relation = identity::Entity::belongs_to(bot::Entity).from(Column::Id).to(bot::Column::Id);
    identity::Entity::find()
        .join(JoinType::InnerJoin, relation.into())
        .filter(Column::Kind.eq(IdentityKind::Bot))
}

fn rows(query: Select<identity::Entity>) -> SelectTwo<identity::Entity, bot::Entity> {
    query.select_also(bot::Entity)
}

async fn one(db: &impl ConnectionTrait, query: Select<identity::Entity>) -> Result<Row> {
    rows(query).one(db).await?.and_then(row).ok_or(Error::NotFound("bot"))
}

fn row((identity, bot): (identity::Model, Option<bot::Model>)) -> Option<Row> {
    bot.map(|bot| Row { identity, bot })
}
