//! Leases in the database.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use openapi::{
    WorkspaceId,
    bots::{DesiredState, ObservedState},
    events::EventData,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, UpdateMany,
    sea_query::{Expr, LockBehavior, LockType, Query},
};

use super::nodes;
use crate::{
    accounts, bots,
    entity::identity::{Column, Entity, Model},
    error::Result,
    events::NewEvent,
    state::AppState,
};

impl Model {
    /// Whether someone should run it.
    pub fn is_wanted(&self) -> bool {
        self.desired == DesiredState::Running && self.archived_at.is_none()
    }
}

/// What this node holds, renewed until `until` where asked, and up to `claims` more that were free. Free is what nobody
/// owns any more and should run, or looks as if it ran.
pub async fn take(
    state: &AppState,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    renew: bool,
    claims: u64,
) -> Result<(Vec<Model>, Vec<Model>)> {
    let ours = Column::LeaseOwner.eq(state.node);
    // read beside the writers, who are many when a fleet starts
    let held =
        if renew { None } else { Some(Entity::find().filter(ours.clone()).all(&state.db.reader).await?) };
    let tx = state.db.begin().await?;
    let held = if let Some(held) = held {
        held
    } else {
        if let Some(url) = &state.config.node_url {
            nodes::announce(&tx, state.node, url, now, until).await?;
        }
        let renewed = Entity::update_many().col_expr(Column::LeaseUntil, Expr::value(until)).filter(ours);
        renewed.exec_with_returning(&tx).await?
    };
    let claimed = if claims > 0 { claim(&tx, state, now, until, claims).await? } else { Vec::new() };
    tx.commit().await?;
    Ok((held, claimed))
}

async fn claim(
    tx: &impl ConnectionTrait,
    state: &AppState,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    claims: u64,
) -> Result<Vec<Model>> {
    let free = Query::select()
        .column(Column::Id)
        .from(Entity)
        .cond_where(is_free(now))
        .limit(claims)
        // nodes that look at the same time neither wait for each other nor take the same
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .to_owned();
    Ok(Entity::update_many()
        .col_expr(Column::LeaseOwner, Expr::value(state.node))
        .col_expr(Column::LeaseUntil, Expr::value(until))
        .col_expr(Column::Fencing, Expr::col(Column::Fencing).add(1))
        .filter(Column::Id.in_subquery(free))
        .filter(is_free(now))
        .exec_with_returning(tx)
        .await?)
}

fn is_free(now: DateTime<Utc>) -> Condition {
    let wanted = Column::Desired.eq(DesiredState::Running).and(Column::ArchivedAt.is_null());
    Condition::all()
        .add(Condition::any().add(wanted).add(Column::Observed.ne(ObservedState::Stopped)))
        .add(Condition::any().add(Column::LeaseUntil.is_null()).add(Column::LeaseUntil.lte(now)))
}

/// Gives back the lease of an identity that does not run any more.
pub async fn release(state: &AppState, row: &Model) -> Result<()> {
    let given_back = give_back(state, None)
        .filter(Column::Id.eq(row.id))
        .filter(Column::Fencing.eq(row.fencing))
        .filter(Column::LeaseOwner.eq(state.node));
    finish(state, row.workspace_id, given_back).await
}

/// Gives back all leases of this node, at its end.
pub async fn release_all(state: &AppState, reason: &str) -> Result<()> {
    let held = Entity::find().filter(Column::LeaseOwner.eq(state.node)).all(&state.db.reader).await?;
    let mut workspaces: BTreeMap<WorkspaceId, Vec<_>> = BTreeMap::new();
    for row in held {
        workspaces.entry(row.workspace_id).or_default().push(row.id.0);
    }
    for (workspace, ids) in workspaces {
        let given_back = give_back(state, Some(reason))
            .filter(Column::Id.is_in(ids))
            .filter(Column::LeaseOwner.eq(state.node));
        finish(state, workspace, given_back).await?;
    }
    Ok(())
}

fn give_back(state: &AppState, reason: Option<&str>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::LeaseOwner, Expr::value(None::<uuid::Uuid>))
        .col_expr(Column::LeaseUntil, Expr::value(None::<DateTime<Utc>>))
        .col_expr(Column::Observed, Expr::value(ObservedState::Stopped))
        .col_expr(Column::ObservedReason, Expr::value(reason))
        .col_expr(Column::ObservedSince, Expr::value(state.clock.now()))
        .col_expr(Column::RetryAt, Expr::value(None::<DateTime<Utc>>))
}

/// Runs the update and tells of every row it changed.
async fn finish(state: &AppState, workspace: WorkspaceId, update: UpdateMany<Entity>) -> Result<()> {
    let tx = state.db.begin().await?;
    let rows = update.exec_with_returning(&tx).await?;
    let ids: Vec<_> = rows.into_iter().map(|row| row.id).collect();
    accounts::store::let_pass(&tx, &ids, state.clock.now()).await?;
    let bots = bots::store::find_many(&tx, workspace, ids.iter().copied()).await?;
    let accounts = accounts::store::find_many(&tx, workspace, ids).await?;
    let of_bots = bots
        .iter()
        .map(|bot| NewEvent::of_bot(bot.identity.id, None, EventData::BotUpdated(Box::new(bot.show()))));
    let of_accounts = accounts.iter().map(|account| {
        NewEvent::of_account(account.identity.id, EventData::AccountUpdated(Box::new(account.show())))
    });
    let events = of_bots.chain(of_accounts).collect();
    state.commit(tx, workspace, events).await
}
