//! Where nodes reach each other, in the database: an account's connection is on one of them, and the others ask it.

use chrono::{DateTime, Utc};
use openapi::IdentityId;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::OnConflict,
};
use url::Url;
use uuid::Uuid;

use crate::{
    entity::{
        identity,
        node::{ActiveModel, Column, Entity},
    },
    error::Result,
};

/// The node that holds an identity's lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The node.
    pub node: Uuid,
    /// Where it is reached, where it says so.
    pub url: Option<Url>,
}

/// Says where a node is reached until then, and forgets those that went without a word.
pub async fn announce(
    db: &impl ConnectionTrait,
    node: Uuid,
    url: &Url,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<()> {
    Entity::delete_many().filter(Column::Until.lte(now)).exec(db).await?;
    let row = ActiveModel { id: Set(node), url: Set(url.to_string()), until: Set(until) };
    Entity::insert(row)
        .on_conflict(OnConflict::column(Column::Id).update_column(Column::Until).to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Who runs an identity just now.
pub async fn owner(
    db: &impl ConnectionTrait,
    identity: IdentityId,
    now: DateTime<Utc>,
) -> Result<Option<Owner>> {
    let row =
        identity::Entity::find_by_id(identity).filter(identity::Column::LeaseUntil.gt(now)).one(db).await?;
    let Some(node) = row.and_then(|row| row.lease_owner) else { return Ok(None) };
    let row = Entity::find_by_id(node).filter(Column::Until.gt(now)).one(db).await?;
    Ok(Some(Owner { node, url: row.and_then(|row| row.url.parse().ok()) }))
}
