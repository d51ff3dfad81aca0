//! The event log in the database.

use chrono::{DateTime, Utc};
use openapi::{ChatId, EventId, IdentityId, UserId, WorkspaceId, events::EventData};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};

use super::NewEvent;
use crate::{
    db::parts,
    entity::{event, workspace},
    error::{Error, Result},
};

/// Appends events. Must be the last write of its transaction: it locks the workspace's counter until the commit, so
/// that the order of ids is the order of commits and a reader that resumes by id skips nothing.
pub async fn append(
    tx: &impl ConnectionTrait,
    workspace: WorkspaceId,
    time: DateTime<Utc>,
    new: Vec<NewEvent>,
) -> Result<()> {
    let count = i64::try_from(new.len()).unwrap_or(i64::MAX);
    let counters = workspace::Entity::update_many()
        .col_expr(workspace::Column::LastEventId, Expr::col(workspace::Column::LastEventId).add(count))
        .filter(workspace::Column::Id.eq(workspace))
        .exec_with_returning(tx)
        .await?;
    let last = counters.first().ok_or(Error::NotFound("workspace"))?.last_event_id;
    let mut rows = Vec::with_capacity(new.len());
    for (new, id) in new.into_iter().zip(last - count + 1..) {
        let (kind, data) = split(&new.data)?;
        rows.push(event::ActiveModel {
            workspace_id: Set(workspace),
            id: Set(EventId(id)),
            time: Set(time),
            kind: Set(kind),
            identity_kind: Set(new.identity_kind),
            identity_id: Set(new.identity_id),
            chat_id: Set(new.chat_id),
            user_id: Set(new.user_id),
            data: Set(data),
        });
    }
    for rows in parts(rows) {
        event::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The newest event's id; 0 before the first.
pub async fn newest(db: &impl ConnectionTrait, workspace: WorkspaceId) -> Result<EventId> {
    let row = workspace::Entity::find_by_id(workspace).one(db).await?.ok_or(Error::NotFound("workspace"))?;
    Ok(EventId(row.last_event_id))
}

/// Events after `after`, oldest first.
pub async fn after(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    after: EventId,
    limit: u64,
) -> Result<Vec<event::Model>> {
    Ok(event::Entity::find()
        .filter(event::Column::WorkspaceId.eq(workspace))
        .filter(event::Column::Id.gt(after))
        .order_by_asc(event::Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// Which events of the log are asked for.
#[derive(Debug)]
pub struct Filter {
    /// Those after this one, oldest first; without it, the newest first.
    pub after: Option<EventId>,
    /// Where the page starts.
    pub key: Option<EventId>,
    /// Of this identity only.
    pub identity: Option<IdentityId>,
    /// Of this chat only.
    pub chat: Option<ChatId>,
    /// Of this type only.
    pub kind: Option<String>,
    /// Who asks: events meant for one user are shown to no other.
    pub user: Option<UserId>,
}

/// Events of the log.
pub async fn list(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    filter: Filter,
    limit: u64,
) -> Result<Vec<event::Model>> {
    let own = Condition::any()
        .add(event::Column::UserId.is_null())
        .add_option(filter.user.map(|user| event::Column::UserId.eq(user)));
    let mut query =
        event::Entity::find().filter(event::Column::WorkspaceId.eq(workspace)).filter(own).limit(limit);
    if let Some(identity) = filter.identity {
        query = query.filter(event::Column::IdentityId.eq(identity));
    }
    if let Some(chat) = filter.chat {
        query = query.filter(event::Column::ChatId.eq(chat));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(event::Column::Kind.eq(kind));
    }
    query = match (filter.after, filter.key) {
        (Some(after), key) => {
            query.filter(event::Column::Id.gt(key.unwrap_or(after))).order_by_asc(event::Column::Id)
        }
        (None, Some(key)) => query.filter(event::Column::Id.lt(key)).order_by_desc(event::Column::Id),
        (None, None) => query.order_by_desc(event::Column::Id),
    };
    Ok(query.all(db).await?)
}

/// The event's type and its data as they stand in their columns.
fn split(data: &EventData) -> Result<(String, String)> {
    let text = serde_json::to_string(data).map_err(|e| Error::internal("writing an event", e))?;
    // taken apart as it was put together: to read all of it would cost as much again as to write it
    let parts = text
        .strip_prefix(r#"{"type":""#)
        .and_then(|text| text.strip_suffix('}'))
        .and_then(|text| text.split_once(r#"","data":"#));
    let (kind, data) = parts.ok_or_else(|| Error::internal("writing an event", "it has no type and data"))?;
    Ok((kind.to_owned(), data.to_owned()))
}
