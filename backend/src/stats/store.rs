//! The figures in the database.

use chrono::{DateTime, Utc};
use openapi::{WorkspaceId, accounts::AccountState, bots::ObservedState, messages::DeliveryState};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Query,
};

use crate::{
    accounts::{self, Row},
    entity::{
        account, chat,
        identity::{self, IdentityKind},
        message, traffic,
    },
    error::Result,
};

/// How many messages that need a person are shown.
const NEEDS_PERSON: u64 = 20;

#[derive(Debug, FromQueryResult)]
pub(super) struct States {
    pub observed: ObservedState,
    pub count: i64,
}

/// How many bots are in each state.
pub(super) async fn states(db: &impl ConnectionTrait, workspace: WorkspaceId) -> Result<Vec<States>> {
    Ok(identity::Entity::find()
        .select_only()
        .column(identity::Column::Observed)
        .column_as(identity::Column::Id.count(), "count")
        .filter(identity::Column::WorkspaceId.eq(workspace))
        .filter(identity::Column::Kind.eq(IdentityKind::Bot))
        .filter(identity::Column::ArchivedAt.is_null())
        .group_by(identity::Column::Observed)
        .into_model()
        .all(db)
        .await?)
}

#[derive(Debug, FromQueryResult)]
pub(super) struct AccountStates {
    pub state: AccountState,
    pub count: i64,
}

/// How many accounts are in each state.
pub(super) async fn account_states(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
) -> Result<Vec<AccountStates>> {
    let in_use = Query::select()
        .column(identity::Column::Id)
        .from(identity::Entity)
        .and_where(identity::Column::WorkspaceId.eq(workspace))
        .and_where(identity::Column::Kind.eq(IdentityKind::Account))
        .and_where(identity::Column::ArchivedAt.is_null())
        .to_owned();
    Ok(account::Entity::find()
        .select_only()
        .column(account::Column::State)
        .column_as(account::Column::Id.count(), "count")
        .filter(account::Column::Id.in_subquery(in_use))
        .group_by(account::Column::State)
        .into_model()
        .all(db)
        .await?)
}

/// Accounts that do not go on without a person, those first that came to it last.
pub(super) async fn accounts_in_need(db: &impl ConnectionTrait, workspace: WorkspaceId) -> Result<Vec<Row>> {
    const STUCK: [AccountState; 9] = [
        AccountState::New,
        AccountState::CodeSent,
        AccountState::PasswordNeeded,
        AccountState::Restricted,
        AccountState::Frozen,
        AccountState::LoggedOut,
        AccountState::Banned,
        AccountState::DuplicateKey,
        AccountState::Error,
    ];
    accounts::store::in_states(db, workspace, STUCK, NEEDS_PERSON).await
}

/// Hourly counters of the workspace's bots or accounts since an hour.
pub(super) async fn traffic(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    kind: IdentityKind,
    since: DateTime<Utc>,
) -> Result<Vec<traffic::Model>> {
    let identities = Query::select()
        .column(identity::Column::Id)
        .from(identity::Entity)
        .and_where(identity::Column::WorkspaceId.eq(workspace))
        .and_where(identity::Column::Kind.eq(kind))
        .to_owned();
    Ok(traffic::Entity::find()
        .filter(traffic::Column::IdentityId.in_subquery(identities))
        .filter(traffic::Column::Hour.gte(since))
        .all(db)
        .await?)
}

/// Chats of bots or accounts with a message since then.
pub(super) async fn active_chats(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    kind: IdentityKind,
    since: DateTime<Utc>,
) -> Result<i64> {
    let count = chat::Entity::find()
        .filter(chat::Column::WorkspaceId.eq(workspace))
        .filter(chat::Column::IdentityKind.eq(kind))
        .filter(chat::Column::LastMessageAt.gte(since))
        .count(db)
        .await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Messages whose sending failed or is unknown, and that nobody has dealt with.
pub(super) async fn needs_person(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
) -> Result<Vec<message::Model>> {
    Ok(message::Entity::find()
        .filter(message::Column::WorkspaceId.eq(workspace))
        .filter(message::Column::Delivery.is_in([DeliveryState::Failed, DeliveryState::Unknown]))
        .filter(message::Column::DeletedAt.is_null())
        .order_by_desc(message::Column::Id)
        .limit(NEEDS_PERSON)
        .all(db)
        .await?)
}
