//! The figures in the database.

use chrono::{DateTime, Utc};
use openapi::{WorkspaceId, bots::ObservedState, messages::DeliveryState};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Query,
};

use crate::{
    entity::{
        chat,
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

/// Hourly counters of the workspace's bots since an hour.
pub(super) async fn traffic(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    since: DateTime<Utc>,
) -> Result<Vec<traffic::Model>> {
    let bots = Query::select()
        .column(identity::Column::Id)
        .from(identity::Entity)
        .and_where(identity::Column::WorkspaceId.eq(workspace))
        .and_where(identity::Column::Kind.eq(IdentityKind::Bot))
        .to_owned();
    Ok(traffic::Entity::find()
        .filter(traffic::Column::IdentityId.in_subquery(bots))
        .filter(traffic::Column::Hour.gte(since))
        .all(db)
        .await?)
}

/// Chats of bots with a message since then.
pub(super) async fn active_chats(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    since: DateTime<Utc>,
) -> Result<i64> {
    let count = chat::Entity::find()
        .filter(chat::Column::WorkspaceId.eq(workspace))
        .filter(chat::Column::IdentityKind.eq(IdentityKind::Bot))
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
