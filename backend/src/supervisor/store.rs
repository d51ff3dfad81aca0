//! Leases in the database.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use openapi::{
    WorkspaceId,
    bots::{DesiredState, ObservedState},
    events::EventData,
    runtime::Difference,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, UpdateMany,
    sea_query::{Expr, LockBehavior, LockType, Query},
};
use uuid::Uuid;

use super::nodes;
use crate::{
    accounts, bots,
    entity::identity::{Column, Entity, Model},
    error::Result,
    events::NewEvent,
    home,
    state::AppState,
};

impl Model {
    /// Whether someone should run it.
    pub fn is_wanted(&self) -> bool {
        self.desired == DesiredState::Running && self.archived_at.is_none()
    }
}

/// What a look at the leases found.
pub enum Taken {
    /// What this node holds, and what it took now.
    Leases {
        /// It held them before.
        held: Vec<Model>,
        /// They were free.
        claimed: Vec<Model>,
    },
    /// The database is a copy: nothing may run on it.
    Copy(Difference),
}

/// What this node holds, renewed until `until` where asked, and up to `claims` more that were free. Free is what nobody
/// owns any more and should run, or looks as if it ran. Whoever renews looks whether the database is where it was;
/// `running` says that this process runs on it already.
pub async fn take(
    state: &AppState,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    (renew, running): (bool, bool),
    claims: u64,
) -> Result<Taken> {
    let ours = Column::LeaseOwner.eq(state.node);
    // read beside the writers, who are many when a fleet starts
    let held =
        if renew { None } else { Some(Entity::find().filter(ours.clone()).all(&state.db.reader).await?) };
    let tx = state.db.begin().await?;
    let (mut age, mut noted) = (None, None);
    let held = if let Some(held) = held {
        held
    } else {
        let look = home::look(state, &tx, running).await?;
        if let Some(differs) = look.differs {
            // a first look writes, and finds no difference
            tx.rollback().await?;
            home::note(state, look.differs).await?;
            release_ended(state, home::HELD).await?;
            return Ok(Taken::Copy(differs));
        }
        (age, noted) = (state.age.grow(&tx).await?, look.noted);
        if let Some(url) = &state.config.node_url {
            nodes::announce(&tx, state.node, url, now, until).await?;
        }
        let renewed = Entity::update_many().col_expr(Column::LeaseUntil, Expr::value(until)).filter(ours);
        renewed.exec_with_returning(&tx).await?
    };
    let claimed = if claims > 0 { claim(&tx, state, now, until, claims).await? } else { Vec::new() };
    tx.commit().await?;
    state.age.note(age)?;
    if noted.is_some() {
        home::note(state, None).await?;
    }
    Ok(Taken::Leases { held, claimed })
}

/// Whether this node holds a lease of which the database says that it has not ended.
pub async fn holds_any(db: &impl ConnectionTrait, node: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let held = Entity::find().filter(Column::LeaseOwner.eq(node)).filter(Column::LeaseUntil.gt(now));
    Ok(held.one(db).await?.is_some())
}

/// The workspaces that have bots or accounts.
pub async fn workspaces(db: &impl ConnectionTrait) -> Result<Vec<WorkspaceId>> {
    let all = Entity::find().select_only().column(Column::WorkspaceId).distinct();
    Ok(all.filter(Column::ArchivedAt.is_null()).into_tuple().all(db).await?)
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
    release_some(state, reason, Column::LeaseOwner.eq(state.node)).await
}

/// Gives back the leases that ended and nobody took: on a copy of the database nobody does, and what the original ran
/// looks as if it still did.
async fn release_ended(state: &AppState, reason: &str) -> Result<()> {
    release_some(state, reason, Column::LeaseUntil.lte(state.clock.now())).await
}

async fn release_some(state: &AppState, reason: &str, which: Expr) -> Result<()> {
    let held = Entity::find().filter(which.clone()).all(&state.db.reader).await?;
    let mut workspaces: BTreeMap<WorkspaceId, Vec<_>> = BTreeMap::new();
    for row in held {
        workspaces.entry(row.workspace_id).or_default().push(row.id.0);
    }
    for (workspace, ids) in workspaces {
        let given_back = give_back(state, Some(reason)).filter(Column::Id.is_in(ids)).filter(which.clone());
        finish(state, workspace, given_back).await?;
    }
    Ok(())
}

fn give_back(state: &AppState, reason: Option<&str>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::LeaseOwner, Expr::value(None::<Uuid>))
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
