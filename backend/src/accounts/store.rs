//! Accounts in the database.

use chrono::{DateTime, Utc};
use openapi::{AccountId, IdentityId, WorkspaceId, accounts::AccountState, bots::ObservedState};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, JoinType,
    QueryFilter, QueryOrder, QuerySelect, Select, SelectTwo, sea_query::Expr,
};

use super::Row;
use crate::{
    entity::{
        account, account_peer,
        chat::{self, PeerKind},
        identity::{self, Column, IdentityKind, Platform},
    },
    error::{Error, Result},
    identities,
};

/// Accounts of a workspace in the order they were added: those in use, or those archived.
pub async fn list(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    archived: bool,
    after: Option<AccountId>,
    limit: u64,
) -> Result<Vec<Row>> {
    let query = identities::page(accounts(), workspace, archived, after.map(Into::into), limit);
    Ok(rows(query).all(db).await?.into_iter().filter_map(row).collect())
}

/// One account.
pub async fn find(db: &impl ConnectionTrait, workspace: WorkspaceId, id: AccountId) -> Result<Row> {
    let query = accounts().filter(Column::WorkspaceId.eq(workspace)).filter(Column::Id.eq(id.0));
    one(db, query).await?.ok_or(Error::NotFound("account"))
}

/// The account of a workspace, among those that are connected at some node, that was added first.
pub async fn running(db: &impl ConnectionTrait, workspace: WorkspaceId) -> Result<Option<IdentityId>> {
    Ok(identity::Entity::find()
        .filter(Column::WorkspaceId.eq(workspace))
        .filter(Column::Kind.eq(IdentityKind::Account))
        .filter(Column::Observed.eq(ObservedState::Running))
        .order_by_asc(Column::Id)
        .one(db)
        .await?
        .map(|account| account.id))
}

/// One account, kept from others until the transaction ends.
pub async fn lock(db: &impl ConnectionTrait, workspace: WorkspaceId, id: AccountId) -> Result<Row> {
    identities::lock(db, workspace, id.into()).await?;
    find(db, workspace, id).await
}

/// The account with this phone number, whichever workspace it is in: an account can run only once.
pub async fn find_by_phone(db: &impl ConnectionTrait, phone: &str) -> Result<Option<Row>> {
    one(db, accounts().filter(account::Column::Phone.eq(phone))).await
}

/// The account with this id at Telegram, whichever workspace it is in.
pub async fn find_by_telegram_id(db: &impl ConnectionTrait, telegram_id: i64) -> Result<Option<Row>> {
    let query = accounts();
    let query =
        query.filter(Column::Platform.eq(Platform::Telegram)).filter(Column::ExternalId.eq(telegram_id));
    one(db, query).await
}

/// Those of these identities that are accounts.
pub async fn find_many(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    ids: impl IntoIterator<Item = IdentityId>,
) -> Result<Vec<Row>> {
    let ids = ids.into_iter().map(|id| id.0);
    let query = accounts().filter(Column::WorkspaceId.eq(workspace)).filter(Column::Id.is_in(ids));
    Ok(rows(query).all(db).await?.into_iter().filter_map(row).collect())
}

/// Accounts in use that are in one of these states, the latest to come to it first.
pub async fn in_states(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    states: impl IntoIterator<Item = AccountState>,
    limit: u64,
) -> Result<Vec<Row>> {
    let query = accounts()
        .filter(Column::WorkspaceId.eq(workspace))
        .filter(Column::ArchivedAt.is_null())
        .filter(account::Column::State.is_in(states))
        .order_by_desc(account::Column::StateSince)
        .order_by_desc(Column::Id)
        .limit(limit);
    Ok(rows(query).all(db).await?.into_iter().filter_map(row).collect())
}

/// Stores a new account.
pub async fn insert(db: &impl ConnectionTrait, row: Row) -> Result<(), DbErr> {
    identity::Entity::insert(row.identity.into_active_model()).exec_without_returning(db).await?;
    account::Entity::insert(row.account.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Writes what changed.
pub async fn update(
    db: &impl ConnectionTrait,
    identity: identity::ActiveModel,
    account: account::ActiveModel,
) -> Result<Row, DbErr> {
    Ok(Row { identity: identity.update(db).await?, account: account.update(db).await? })
}

/// Chats in which an account waits, with the longest wait first.
pub async fn waiting_chats(
    db: &impl ConnectionTrait,
    account: IdentityId,
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<chat::Model>> {
    Ok(chat::Entity::find()
        .filter(chat::Column::IdentityId.eq(account))
        .filter(chat::Column::WaitUntil.gt(now))
        .order_by_desc(chat::Column::WaitUntil)
        .limit(limit)
        .all(db)
        .await?)
}

/// Nothing is known to be wrong any more with those of these identities that only waited or failed to connect: they
/// have stopped, and a wait that Telegram asked for is heeded all the same when they start.
pub async fn let_pass(
    db: &impl ConnectionTrait,
    ids: &[IdentityId],
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    account::Entity::update_many()
        .col_expr(account::Column::State, Expr::value(AccountState::Ok))
        .col_expr(account::Column::StateReason, Expr::value(None::<String>))
        .col_expr(account::Column::StateSince, Expr::value(now))
        .filter(account::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .filter(account::Column::State.is_in([AccountState::Waiting, AccountState::Error]))
        .exec(db)
        .await?;
    Ok(())
}

/// What the account names a peer by.
pub async fn access_hash(
    db: &impl ConnectionTrait,
    account: IdentityId,
    kind: PeerKind,
    id: i64,
) -> Result<Option<i64>> {
    let row = account_peer::Entity::find_by_id((account, kind, id)).one(db).await?;
    Ok(row.and_then(|row| row.access_hash))
}

fn accounts() -> Select<identity::Entity> {
    let relation = identity::Entity::belongs_to(account::Entity).from(Column::Id).to(account::Column::Id);
    identity::Entity::find()
        .join(JoinType::InnerJoin, relation.into())
        .filter(Column::Kind.eq(IdentityKind::Account))
}

fn rows(query: Select<identity::Entity>) -> SelectTwo<identity::Entity, account::Entity> {
    query.select_also(account::Entity)
}

async fn one(db: &impl ConnectionTrait, query: Select<identity::Entity>) -> Result<Option<Row>> {
    Ok(rows(query).one(db).await?.and_then(row))
}

fn row((identity, account): (identity::Model, Option<account::Model>)) -> Option<Row> {
    account.map(|account| Row { identity, account })
}
