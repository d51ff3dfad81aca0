//! Bots in the database.

use chrono::{DateTime, Utc};
use openapi::{BotId, IdentityId, WorkspaceId};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, JoinType, QueryFilter, QuerySelect,
    Select, SelectTwo,
};

use super::Row;
use crate::{
    entity::{
        bot,
        identity::{self, Column, IdentityKind, Platform},
    },
    error::{Error, Result},
    identities,
    platforms::telegram_bot::client::Me,
    state::AppState,
};

/// Bots of a workspace in the order they were added: those in use, or those archived.
pub async fn list(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    archived: bool,
    after: Option<BotId>,
    limit: u64,
) -> Result<Vec<Row>> {
    let query = identities::page(bots(), workspace, archived, after.map(Into::into), limit);
    Ok(rows(query).all(db).await?.into_iter().filter_map(row).collect())
}

/// One bot.
pub async fn find(db: &impl ConnectionTrait, workspace: WorkspaceId, id: BotId) -> Result<Row> {
    one(db, bots().filter(Column::WorkspaceId.eq(workspace)).filter(Column::Id.eq(id.0))).await
}

/// One bot, kept from others until the transaction ends.
pub async fn lock(db: &impl ConnectionTrait, workspace: WorkspaceId, id: BotId) -> Result<Row> {
    identities::lock(db, workspace, id.into()).await?;
    find(db, workspace, id).await
}

/// The bot with this id at Telegram, whichever workspace it is in: a bot can run only once.
pub async fn find_by_telegram_id(db: &impl ConnectionTrait, telegram_id: i64) -> Result<Option<Row>> {
    let query =
        bots().filter(Column::Platform.eq(Platform::Telegram)).filter(Column::ExternalId.eq(telegram_id));
    Ok(rows(query).one(db).await?.and_then(row))
}

/// The bot in use that Telegram calls at this path, whichever workspace it is in.
pub async fn find_by_webhook_path(db: &impl ConnectionTrait, path: &str) -> Result<Row> {
    one(db, bots().filter(bot::Column::WebhookPath.eq(path)).filter(Column::ArchivedAt.is_null())).await
}

/// Those of these identities that are bots.
pub async fn find_many(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    ids: impl IntoIterator<Item = IdentityId>,
) -> Result<Vec<Row>> {
    let ids = ids.into_iter().map(|id| id.0);
    let query = bots().filter(Column::WorkspaceId.eq(workspace)).filter(Column::Id.is_in(ids));
    Ok(rows(query).all(db).await?.into_iter().filter_map(row).collect())
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

/// Stores what Telegram says of a bot, where that changed.
pub async fn note_profile(state: &AppState, row: &bot::Model, me: Me) -> Result<()> {
    let mut bot = row.clone().into_active_model();
    bot.username.set_if_not_equals(me.username);
    bot.can_join_groups.set_if_not_equals(me.can_join_groups);
    bot.can_read_all_group_messages.set_if_not_equals(me.can_read_all_group_messages);
    if bot.is_changed() { set(state, bot).await } else { Ok(()) }
}

/// Stores until when Telegram makes a bot wait, so that a restart does not ask it too early.
pub async fn note_wait(state: &AppState, id: IdentityId, until: DateTime<Utc>) -> Result<()> {
    set(state, bot::ActiveModel { id: Unchanged(id), wait_until: Set(Some(until)), ..Default::default() })
        .await
}

/// Takes back the permission to take over a webhook: it holds for one time.
pub async fn use_up_take_over(state: &AppState, id: IdentityId) -> Result<()> {
    set(state, bot::ActiveModel { id: Unchanged(id), take_over_webhook: Set(false), ..Default::default() })
        .await
}

async fn set(state: &AppState, bot: bot::ActiveModel) -> Result<()> {
    let tx = state.db.begin().await?;
    bot.update(&tx).await?;
    Ok(tx.commit().await?)
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
