//! Users and memberships in the database.

use chrono::{DateTime, Utc};
use openapi::{
    UserId, WorkspaceId,
    users::{Role, User},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, JoinType, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, Query},
};

use crate::{
    entity::{
        chat, membership, read_mark,
        user::{ActiveModel, Column, Entity, Model},
    },
    error::{Error, Result},
};

/// A user as a member of a workspace.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Member {
    id: UserId,
    login: String,
    name: String,
    role: Role,
    created_at: DateTime<Utc>,
    last_seen_at: Option<DateTime<Utc>>,
}

impl From<Member> for User {
    fn from(row: Member) -> Self {
        Self {
            id: row.id,
            login: row.login,
            name: row.name,
            role: row.role,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
        }
    }
}

fn members(workspace: WorkspaceId) -> Select<membership::Entity> {
    let to_user = membership::Entity::belongs_to(Entity).from(membership::Column::UserId).to(Column::Id);
    membership::Entity::find()
        .select_only()
        .columns([membership::Column::Role, membership::Column::CreatedAt])
        .columns([Column::Id, Column::Login, Column::Name, Column::LastSeenAt])
        .join(JoinType::InnerJoin, to_user.into())
        .filter(membership::Column::WorkspaceId.eq(workspace))
}

/// The members of a workspace by their login.
pub async fn list(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    after: Option<String>,
    limit: u64,
) -> Result<Vec<User>> {
    let mut query = members(workspace);
    if let Some(after) = after {
        query = query.filter(Column::Login.gt(after));
    }
    let rows: Vec<Member> = query.order_by_asc(Column::Login).limit(limit).into_model().all(db).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// One member.
pub async fn find(db: &impl ConnectionTrait, workspace: WorkspaceId, id: UserId) -> Result<User> {
    let row: Option<Member> = members(workspace).filter(Column::Id.eq(id)).into_model().one(db).await?;
    row.map(Into::into).ok_or(Error::NotFound("user"))
}

/// The user who signs in by this name.
pub async fn by_login(db: &impl ConnectionTrait, login: &str) -> Result<Option<Model>> {
    Ok(Entity::find().filter(Column::Login.eq(login)).one(db).await?)
}

/// One user, whatever their workspaces.
pub async fn by_id(db: &impl ConnectionTrait, id: UserId) -> Result<Model> {
    Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound("user"))
}

/// Inserts a user.
pub async fn insert(db: &impl ConnectionTrait, user: Model) -> Result<()> {
    Entity::insert(user.into_active_model())
        .exec_without_returning(db)
        .await
        .map_err(|e| Error::or_exists(e, "a user with this login was just made: try again"))?;
    Ok(())
}

/// Changes what is set of a user.
pub async fn update(db: &impl ConnectionTrait, id: UserId, change: ActiveModel) -> Result<()> {
    Entity::update(ActiveModel { id: Set(id), ..change }).exec(db).await?;
    Ok(())
}

/// How many workspaces a user may enter.
pub async fn count_memberships(db: &impl ConnectionTrait, id: UserId) -> Result<u64> {
    Ok(membership::Entity::find().filter(membership::Column::UserId.eq(id)).count(db).await?)
}

/// Makes a user a member, with nothing unread.
pub async fn join(db: &impl ConnectionTrait, new: membership::Model) -> Result<()> {
    let (workspace, user) = (new.workspace_id, new.user_id);
    membership::Entity::insert(new.into_active_model())
        .exec_without_returning(db)
        .await
        .map_err(|e| Error::or_exists(e, "this user is a member already"))?;
    let chats = Query::select()
        .expr(Expr::value(user))
        .column((chat::Entity, chat::Column::Id))
        .column((chat::Entity, chat::Column::IncomingCount))
        .from(chat::Entity)
        .and_where(chat::Column::WorkspaceId.eq(workspace))
        .to_owned();
    let marks = Query::insert()
        .into_table(read_mark::Entity)
        .columns([read_mark::Column::UserId, read_mark::Column::ChatId, read_mark::Column::ReadCount])
        .select_from(chats)
        .map_err(|e| Error::internal("marking chats as read", e))?
        .to_owned();
    db.execute(&marks).await?;
    Ok(())
}

/// Gives a member another role.
pub async fn set_role(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    user: UserId,
    role: Role,
) -> Result<()> {
    membership::Entity::update_many()
        .col_expr(membership::Column::Role, Expr::value(role))
        .filter(membership::Column::WorkspaceId.eq(workspace))
        .filter(membership::Column::UserId.eq(user))
        .exec(db)
        .await?;
    Ok(())
}

/// Ends a membership and forgets what the user has read there.
pub async fn leave(db: &impl ConnectionTrait, workspace: WorkspaceId, user: UserId) -> Result<()> {
    let chats = Query::select()
        .column(chat::Column::Id)
        .from(chat::Entity)
        .and_where(chat::Column::WorkspaceId.eq(workspace))
        .to_owned();
    read_mark::Entity::delete_many()
        .filter(read_mark::Column::UserId.eq(user))
        .filter(read_mark::Column::ChatId.in_subquery(chats))
        .exec(db)
        .await?;
    membership::Entity::delete_by_id((workspace, user)).exec(db).await?;
    Ok(())
}

/// The owners of a workspace, kept from changing until the transaction ends: it must never be without one.
pub async fn lock_owners(db: &impl ConnectionTrait, workspace: WorkspaceId) -> Result<Vec<UserId>> {
    let rows = membership::Entity::find()
        .filter(membership::Column::WorkspaceId.eq(workspace))
        .filter(membership::Column::Role.eq(Role::Owner))
        .order_by_asc(membership::Column::UserId)
        .lock_exclusive()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.user_id).collect())
}
