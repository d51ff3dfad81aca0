//! Marks a row as handed over, durably and only while the lease is ours, before the platform hears of it.

use openapi::messages::{DeliveryState, Message};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

use super::store;
use crate::{
    entity::{
        chat,
        identity::{self, IdentityKind},
        outbox::{Action, Column, Entity, Model, State},
    },
    error::Result,
    messages::{self, locked::Locked},
    state::AppState,
    supervisor::Lease,
};

/// What came of taking a row.
pub(super) enum Claim {
    /// It is ours to do.
    Taken(Box<Job>),
    /// It does not wait any more: someone took it back.
    Gone,
    /// The lease is not ours any more.
    LeaseLost,
}

/// A row that was handed over, with all that doing it needs.
pub(super) struct Job {
    /// The row, as it stands now.
    pub row: Model,
    /// Its chat.
    pub chat: chat::Model,
    /// Its message.
    pub message: Message,
    /// The other messages of its album, with the rows that send them, in their order.
    pub others: Vec<(Model, Message)>,
}

impl Job {
    /// Its message and the others of its album, with the rows that send them.
    pub fn parts(&self) -> impl Iterator<Item = (&Model, &Message)> {
        std::iter::once((&self.row, &self.message)).chain(self.others.iter().map(|(row, part)| (row, part)))
    }
}

/// Takes a row.
pub(super) async fn claim(state: &AppState, lease: Lease, row: Model) -> Result<Claim> {
    let tx = state.db.begin().await?;
    if !holds(&tx, state, lease).await? {
        return Ok(Claim::LeaseLost);
    }
    let held = Locked::find(&tx, row.workspace_id, row.message_id).await?;
    let rows = match (row.payload.album, &held.message.album_id) {
        (Some(_), Some(album)) => store::with_album(&tx, &row, album).await?,
        _ => vec![row],
    };
    let mut parts = Vec::with_capacity(rows.len());
    for row in rows {
        parts.extend(take(&tx, state, lease, &held.chat, row).await?);
    }
    if parts.is_empty() {
        return Ok(Claim::Gone);
    }
    let age = state.age.grow(&tx).await?;
    tx.commit().await?;
    state.age.note(age)?;
    let (row, message) = parts.remove(0);
    Ok(Claim::Taken(Box::new(Job { row, chat: held.chat, message, others: parts })))
}

/// Marks one row as handed over, unless someone took it back.
async fn take(
    tx: &impl ConnectionTrait,
    state: &AppState,
    lease: Lease,
    chat: &chat::Model,
    row: Model,
) -> Result<Option<(Model, Message)>> {
    let of_account = chat.identity_kind == IdentityKind::Account;
    // stored before the request leaves, and kept: what is asked twice with it is done once
    let random_id = row.random_id.or_else(|| of_account.then(|| state.clock.random_id()));
    let taken = Entity::update_many()
        .col_expr(Column::RandomId, Expr::value(random_id.filter(|_| row.action == Action::Send)))
        .col_expr(Column::State, Expr::value(State::Sending))
        .col_expr(Column::Fencing, Expr::value(lease.fencing))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.eq(State::Queued))
        .exec_with_returning(tx)
        .await?;
    let Some(row) = taken.into_iter().next() else { return Ok(None) };
    let mut message = messages::store::find(tx, row.workspace_id, row.message_id).await?;
    if row.action == Action::Send {
        // no event: what it was and what it will be are told, and the moment between is short
        message.delivery = Some(DeliveryState::Sending);
        message.clone().into_active_model().reset_all().update(tx).await?;
    }
    Ok(Some((row, message.into())))
}

/// Whether the lease is still ours. It cannot be taken over before this transaction ends.
async fn holds(tx: &impl ConnectionTrait, state: &AppState, lease: Lease) -> Result<bool> {
    let ours = identity::Entity::find_by_id(lease.identity)
        .filter(identity::Column::Fencing.eq(lease.fencing))
        .filter(identity::Column::LeaseOwner.eq(state.node))
        .filter(identity::Column::LeaseUntil.gt(state.clock.now()))
        .lock_shared()
        .one(tx)
        .await?;
    Ok(ours.is_some())
}
