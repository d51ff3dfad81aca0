//! Sessions and the workspaces their users may enter.

use chrono::{DateTime, Utc};
use openapi::{SessionId, UserId, WorkspaceId, auth::Membership, users::Role};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    JoinType, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use crate::{
    entity::{
        membership,
        session::{ActiveModel, Column, Entity, Model},
        user, workspace,
    },
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
    let to_user = Entity::belongs_to(user::Entity).from(Column::UserId).to(user::Column::Id);
    let to_membership =
        Entity::belongs_to(membership::Entity).from(Column::UserId).to(membership::Column::UserId);
    Ok(Entity::find_by_id(id)
        .select_only()
        .column(user::Column::Id)
        .column(user::Column::Name)
        .column(membership::Column::Role)
        .join(JoinType::InnerJoin, to_user.into())
        .join(JoinType::InnerJoin, to_membership.into())
        .filter(live(now))
        .filter(membership::Column::WorkspaceId.eq(workspace))
        .into_model()
        .one(db)
        .await?)
}

fn live(now: DateTime<Utc>) -> Condition {
    Condition::all().add(Column::RevokedAt.is_null()).add(Column::ExpiresAt.gt(now))
}

/// The workspaces a user may enter, the one they joined first at the front.
pub async fn memberships(db: &impl ConnectionTrait, user: UserId) -> Result<Vec<Membership>> {
    #[derive(FromQueryResult)]
    struct Row {
        workspace_id: WorkspaceId,
        name: String,
        role: Role,
    }
    let to_workspace = membership::Entity::belongs_to(workspace::Entity)
        .from(membership::Column::WorkspaceId)
        .to(workspace::Column::Id);
    let rows: Vec<Row> = membership::Entity::find()
        .select_only()
        .column(membership::Column::WorkspaceId)
        .column(workspace::Column::Name)
        .column(membership::Column::Role)
        .join(JoinType::InnerJoin, to_workspace.into())
        .filter(membership::Column::UserId.eq(user))
        .order_by_asc(membership::Column::CreatedAt)
        .order_by_asc(membership::Column::WorkspaceId)
        .into_model()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Membership { workspace_id: row.workspace_id, name: row.name, role: row.role })
        .collect())
}

/// Inserts a session.
pub async fn insert(db: &impl ConnectionTrait, session: Model) -> Result<()> {
    Entity::insert(session.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// A session that has not ended, kept from changing until the transaction ends.
pub async fn lock(db: &impl ConnectionTrait, id: SessionId, now: DateTime<Utc>) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id).filter(live(now)).lock_exclusive().one(db).await?)
}

/// Changes what is set of a session.
pub async fn update(db: &impl ConnectionTrait, id: SessionId, change: ActiveModel) -> Result<()> {
    Entity::update(ActiveModel { id: Set(id), ..change }).exec(db).await?;
    Ok(())
}

/// A user's sessions that have not ended, the newest first.
pub async fn list(
    db: &impl ConnectionTrait,
    user: UserId,
    now: DateTime<Utc>,
    after: Option<SessionId>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut query = Entity::find().filter(Column::UserId.eq(user)).filter(live(now));
    if let Some(after) = after {
        query = query.filter(Column::Id.lt(after));
    }
    Ok(query.order_by_desc(Column::Id).limit(limit).all(db).await?)
}

/// Which sessions of a user are meant.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    /// All.
    All,
    /// All but this.
    Except(SessionId),
    /// This.
    Only(SessionId),
}

/// Ends sessions of a user that have not ended yet; says how many.
pub async fn revoke(
    db: &impl ConnectionTrait,
    user: UserId,
    which: Which,
    now: DateTime<Utc>,
) -> Result<u64> {
    let mut query = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(now))
        .filter(Column::UserId.eq(user))
        .filter(live(now));
    query = match which {
        Which::All => query,
        Which::Except(id) => query.filter(Column::Id.ne(id)),
        Which::Only(id) => query.filter(Column::Id.eq(id)),
    };
    Ok(query.exec(db).await?.rows_affected)
}

/// Forgets sessions that ended before this.
pub async fn forget(db: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<()> {
    let ended = Condition::any().add(Column::RevokedAt.lt(before)).add(Column::ExpiresAt.lt(before));
    Entity::delete_many().filter(ended).exec(db).await?;
    Ok(())
}
