//! Stores how an account stands, as the owner of its lease sees it.

use chrono::{DateTime, Utc};
use openapi::{accounts::AccountState, bots::ObservedState, events::EventData};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, IntoActiveModel};

use crate::{
    accounts::{Row, store},
    entity::{account, identity},
    error::Result,
    events::NewEvent,
    state::AppState,
    supervisor::{Lease, hold},
};

/// What was seen of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    /// What was seen of its runner.
    pub observed: ObservedState,
    /// How the account stands and why, where that was seen.
    pub standing: Option<(AccountState, Option<String>)>,
    /// When it is tried again.
    pub retry_at: Option<DateTime<Utc>>,
}

/// Stores and tells what was seen, with a change of the account's rows. Fails with [`crate::error::Error::Stale`] when
/// the lease is not ours any more.
pub(super) async fn observe(
    state: &AppState,
    lease: Lease,
    seen: Seen,
    change: impl FnOnce(&mut identity::ActiveModel, &mut account::ActiveModel),
) -> Result<()> {
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    hold(&tx, state, lease).await?;
    let before = store::find(&tx, lease.workspace, lease.identity.into()).await?;
    let (mut identity, mut account) =
        (before.identity.clone().into_active_model(), before.account.clone().into_active_model());
    if before.identity.observed != seen.observed {
        identity.observed = Set(seen.observed);
        identity.observed_since = Set(now);
    }
    if before.identity.retry_at != seen.retry_at {
        identity.retry_at = Set(seen.retry_at);
    }
    if let Some((to, reason)) = seen.standing {
        if before.account.state != to {
            account.state = Set(to);
            account.state_since = Set(now);
        }
        account.state_reason = Set(reason);
    }
    change(&mut identity, &mut account);
    let after = store::update(&tx, identity, account).await?.show();
    let news = (after != before.show())
        .then(|| NewEvent::of_account(lease.identity, EventData::AccountUpdated(Box::new(after))));
    state.commit(tx, lease.workspace, news.into_iter().collect()).await
}

/// Stores a change of the account's row that nobody is told of, while the lease is ours.
pub(super) async fn keep(
    state: &AppState,
    lease: Lease,
    change: impl FnOnce(&mut account::ActiveModel),
) -> Result<()> {
    let (tx, _) = write(state, lease, change).await?;
    Ok(tx.commit().await?)
}

/// Stores a change of the account's row and tells of it, while the lease is ours.
pub(super) async fn announce(
    state: &AppState,
    lease: Lease,
    change: impl FnOnce(&mut account::ActiveModel),
) -> Result<()> {
    let (tx, row) = write(state, lease, change).await?;
    let event = NewEvent::of_account(lease.identity, EventData::AccountUpdated(Box::new(row.show())));
    state.commit(tx, lease.workspace, vec![event]).await
}

/// Writes a change of the account's row, and leaves the commit to the caller.
async fn write(
    state: &AppState,
    lease: Lease,
    change: impl FnOnce(&mut account::ActiveModel),
) -> Result<(DatabaseTransaction, Row)> {
    let tx = state.db.begin().await?;
    hold(&tx, state, lease).await?;
    let row = store::find(&tx, lease.workspace, lease.identity.into()).await?;
    let mut account = row.account.into_active_model();
    change(&mut account);
    let row = store::update(&tx, row.identity.into_active_model(), account).await?;
    Ok((tx, row))
}
