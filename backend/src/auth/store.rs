//! Users and their sessions in the database.

use chrono::{DateTime, Utc};
use openapi::{SessionId, UserId, WorkspaceId, users::Role};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect,
};

use crate::{
    entity::{membership, session, user},
    error::Result,
};

/// A signed-in user with their present role.
#[derive(Debug, FromQueryResult)]
pub struct SignedIn {
    /// The user.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their role in the workspace.
    pub role: Role,
}

/// The user of a session that has not ended, if they are a member of the workspace. One query: it runs on each request.
pub async fn signed_in(
    db: &impl ConnectionTrait,
    id: SessionId,
    workspace: WorkspaceId,
    now: DateTime<Utc>,
) -> Result<Option<SignedIn>> {
    let to_user =
        session::Entity::belongs_to(user::Entity).from(session::Column::UserId).to(user::Column::Id);
    let to_membership = session::Entity::belongs_to(membership::Entity)
        .from(session::Column::UserId)
        .to(membership::Column::UserId);
    Ok(session::Entity::find_by_id(id)
        .select_only()
        .column(user::Column::Id)
        .column(user::Column::Name)
        .column(membership::Column::Role)
        .join(JoinType::InnerJoin, to_user.into())
        .join(JoinType::InnerJoin, to_membership.into())
        .filter(session::Column::RevokedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now))
        .filter(membership::Column::WorkspaceId.eq(workspace))
        .into_model()
        .one(db)
        .await?)
}
