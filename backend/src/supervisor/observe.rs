//! What the owner of a lease sees of its identity.

use chrono::{DateTime, Utc};
use openapi::{bots::ObservedState, events::EventData};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QuerySelect, sea_query::LockType,
};

use super::Lease;
use crate::{
    bots,
    entity::identity::{Column, Entity, Model},
    error::{Error, Result},
    events::NewEvent,
    state::AppState,
};

/// What was seen of an identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The state.
    pub state: ObservedState,
    /// Why, where the state alone does not say it.
    pub reason: Option<String>,
    /// When it is tried again.
    pub retry_at: Option<DateTime<Utc>>,
}

impl Seen {
    /// A state that explains itself.
    pub fn plain(state: ObservedState) -> Self {
        Self { state, reason: None, retry_at: None }
    }

    fn is_news(&self, row: &Model) -> bool {
        (self.state, &self.reason, self.retry_at) != (row.observed, &row.observed_reason, row.retry_at)
    }
}

/// The identity, kept from others until the transaction ends. Fails with [`Error::Stale`] when the lease is not ours any
/// more.
pub async fn hold(tx: &impl ConnectionTrait, state: &AppState, lease: Lease) -> Result<Model> {
    Entity::find_by_id(lease.identity)
        .filter(Column::Fencing.eq(lease.fencing))
        .filter(Column::LeaseOwner.eq(state.node))
        // rows that point to it may be made meanwhile: the inbox has its account's row and does so
        .lock(LockType::NoKeyUpdate)
        .one(tx)
        .await?
        .ok_or(Error::Stale)
}

/// Stores and tells what was seen of a bot. Fails with [`Error::Stale`] when the lease is not ours any more.
pub async fn observe(state: &AppState, lease: Lease, seen: Seen) -> Result<()> {
    // held in place it would weigh 5 kB on every bot that waits for updates
    Box::pin(note(state, lease, seen)).await
}

async fn note(state: &AppState, lease: Lease, seen: Seen) -> Result<()> {
    let tx = state.db.begin().await?;
    let row = hold(&tx, state, lease).await?;
    if !seen.is_news(&row) {
        return Ok(());
    }
    let changed = row.observed != seen.state;
    let mut row = row.into_active_model();
    if changed {
        row.observed = Set(seen.state);
        row.observed_since = Set(state.clock.now());
    }
    row.observed_reason = Set(seen.reason);
    row.retry_at = Set(seen.retry_at);
    row.update(&tx).await?;
    let bot = bots::store::find(&tx, lease.workspace, lease.identity.into()).await?;
    let event = NewEvent::of_bot(lease.identity, None, EventData::BotUpdated(Box::new(bot.show())));
    state.commit(tx, lease.workspace, vec![event]).await
}
