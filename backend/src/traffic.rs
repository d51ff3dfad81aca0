//! Hourly figures of what each identity received and sent.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use openapi::IdentityId;
use sea_orm::{
    ActiveValue::Set,
    ConnectionTrait, EntityTrait, ExprTrait,
    sea_query::{Expr, OnConflict},
};

use crate::{
    entity::traffic::{ActiveModel, Column, Entity},
    error::Result,
};

/// Counts one message that Telegram took.
pub async fn count_outgoing(
    db: &impl ConnectionTrait,
    identity: IdentityId,
    now: DateTime<Utc>,
) -> Result<()> {
    add(db, now, [(identity, 0, 1)]).await
}

/// Adds incoming and outgoing messages to the counters of this hour.
pub async fn add(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    counts: impl IntoIterator<Item = (IdentityId, i64, i64)>,
) -> Result<()> {
    let hour = now.duration_trunc(TimeDelta::hours(1)).unwrap_or(now);
    let rows: Vec<ActiveModel> = counts
        .into_iter()
        .map(|(identity, incoming, outgoing)| ActiveModel {
            identity_id: Set(identity),
            hour: Set(hour),
            incoming: Set(incoming),
            outgoing: Set(outgoing),
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let sum = |column: Column| Expr::col((Entity, column)).add(Expr::col(("excluded", column)));
    Entity::insert_many(rows)
        .on_conflict(
            OnConflict::columns([Column::IdentityId, Column::Hour])
                .value(Column::Incoming, sum(Column::Incoming))
                .value(Column::Outgoing, sum(Column::Outgoing))
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(())
}
