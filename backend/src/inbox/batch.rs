//! One transaction: many updates of many identities.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use openapi::{IdentityId, WorkspaceId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, OnConflict, Query},
};

use super::{
    Delivery, Incoming, Position, Update,
    chats::Chats,
    found::Found,
    messages::Messages,
    reached::{self, Owner},
};
use crate::{
    bus::Wake,
    entity::{
        bot,
        identity::{self, IdentityKind},
        update,
    },
    error::Result,
    events::{self, NewEvent},
    state::AppState,
    traffic,
};

/// Stores deliveries in one transaction. Says of each whether it was refused because its lease is not ours.
pub(super) async fn store(state: &AppState, deliveries: &[&Delivery]) -> Result<Vec<bool>> {
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    let lost = take_offsets(&tx, state, deliveries).await?;
    let refused: Vec<bool> =
        deliveries.iter().map(|d| d.fencing.is_some_and(|_| lost.contains(&d.identity))).collect();
    let accepted = deliveries.iter().zip(&refused).filter(|(_, refused)| !**refused).map(|(d, _)| *d);
    let new = insert_updates(&tx, now, accepted).await?;

    let found = Found::load(&tx, &new).await?;
    let mut chats = Chats::load(&tx, state, now, &new, found.chats()).await?;
    let mut messages = Messages::load(&tx, &chats, &new, found).await?;
    for (delivery, update) in &new {
        let Ok(content) = &update.content else { continue };
        for incoming in content {
            match incoming {
                Incoming::Migrated { .. } => {}
                Incoming::Message(new) => messages.add(state, &mut chats, delivery, new),
                Incoming::Edited(new) => messages.edit(state, &mut chats, delivery, new),
                Incoming::Reacted { chat, external_id, removed, added } => {
                    messages.react(&chats, delivery, chat, *external_id, removed, added);
                }
                Incoming::Reactions { chat, external_id, reactions } => {
                    messages.set_reactions(&chats, delivery, chat, *external_id, reactions);
                }
                Incoming::Poll(poll) => messages.vote(delivery, poll),
                Incoming::Pinned { chat, external_id } => {
                    messages.pin(&chats, delivery, chat, *external_id, true);
                }
                Incoming::Unpinned { chat, external_id } => {
                    messages.pin(&chats, delivery, chat, *external_id, false);
                }
                Incoming::Deleted { chat, external_ids } => {
                    messages.delete(&chats, delivery, chat.as_ref(), external_ids, now);
                }
                Incoming::History(new) => messages.add_old(state, &chats, delivery, new),
                Incoming::Dialog { chat, dialog } => chats.set_dialog(delivery.identity, chat, dialog),
                Incoming::Sent { random_id, external_id } => {
                    messages.sent(delivery, *random_id, *external_id);
                }
            }
        }
    }
    messages.write(&tx).await?;
    let mut events = messages.events(&mut chats);
    chats.write(&tx).await?;
    events.extend(chats.events());
    traffic::add(&tx, now, messages.traffic()).await?;

    let mut by_workspace: BTreeMap<WorkspaceId, Vec<NewEvent>> = BTreeMap::new();
    for (workspace, event) in events {
        by_workspace.entry(workspace).or_default().push(event);
    }
    let workspaces: Vec<WorkspaceId> = by_workspace.keys().copied().collect();
    // in the map's order, so that two nodes never wait for each other's counters
    for (workspace, events) in by_workspace {
        events::store::append(&tx, workspace, now, events).await?;
    }
    tx.commit().await?;
    for workspace in workspaces {
        state.bus.wake(Wake::Events(workspace));
    }
    metrics::counter!("inbox_updates_total").increment(new.len() as u64);
    Ok(refused)
}

/// Moves on how far updates are read, under their fencing tokens. Returns those whose lease is not ours any more.
async fn take_offsets(
    tx: &impl ConnectionTrait,
    state: &AppState,
    deliveries: &[&Delivery],
) -> Result<HashSet<IdentityId>> {
    let mut polled: BTreeMap<IdentityId, (i64, Option<i64>)> = BTreeMap::new();
    let mut pushed: BTreeSet<IdentityId> = BTreeSet::new();
    let now = state.clock.now();
    let mut lost = HashSet::new();
    for delivery in deliveries {
        let identity = delivery.identity;
        match (delivery.kind, delivery.fencing) {
            (IdentityKind::Account, fencing) => {
                let owner = Owner { identity, node: state.node, fencing: fencing.unwrap_or_default() };
                if !reached::store(tx, now, owner, delivery.next.as_ref()).await? {
                    lost.insert(identity);
                }
            }
            (IdentityKind::Bot, Some(fencing)) => {
                let next = match delivery.next {
                    Some(Position::Offset(offset)) => Some(offset),
                    _ => None,
                };
                let entry = polled.entry(identity).or_insert((fencing, None));
                *entry = (fencing, Ord::max(entry.1, next));
            }
            (IdentityKind::Bot, None) => drop(pushed.insert(identity)),
        }
    }
    for (id, (fencing, offset)) in polled {
        let owned = Query::select()
            .expr(Expr::val(1))
            .from(identity::Entity)
            .and_where(identity::Column::Id.eq(id))
            .and_where(identity::Column::Fencing.eq(fencing))
            .and_where(identity::Column::LeaseOwner.eq(state.node))
            .to_owned();
        let mut change = bot::Entity::update_many()
            .col_expr(bot::Column::LastUpdateAt, Expr::value(now))
            .filter(bot::Column::Id.eq(id))
            .filter(Expr::exists(owned));
        if let Some(offset) = offset {
            change = change.col_expr(bot::Column::UpdateOffset, Expr::value(offset));
        }
        if change.exec(tx).await?.rows_affected == 0 {
            lost.insert(id);
        }
    }
    if !pushed.is_empty() {
        bot::Entity::update_many()
            .col_expr(bot::Column::LastUpdateAt, Expr::value(now))
            .filter(bot::Column::Id.is_in(pushed))
            .exec(tx)
            .await?;
    }
    Ok(lost)
}

/// Keeps the updates as they came. Returns those that were not stored before, in their order.
async fn insert_updates<'a>(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    deliveries: impl Iterator<Item = &'a Delivery>,
) -> Result<Vec<(&'a Delivery, &'a Update)>> {
    let mut seen = HashSet::new();
    let mut all: Vec<(&Delivery, &Update)> = Vec::new();
    for delivery in deliveries {
        for update in &delivery.updates {
            if update.raw.is_empty() || seen.insert((delivery.identity, update.id)) {
                all.push((delivery, update));
            }
        }
    }
    let kept = all.iter().filter(|(_, update)| !update.raw.is_empty());
    let rows: Vec<_> = kept
        .map(|(delivery, update)| update::ActiveModel {
            identity_id: Set(delivery.identity),
            update_id: Set(update.id),
            received_at: Set(now),
            raw: Set(update.raw.clone()),
            problem: Set(update.content.as_ref().err().cloned()),
        })
        .collect();
    if rows.is_empty() {
        return Ok(all);
    }
    let returned = Query::returning().columns([update::Column::IdentityId, update::Column::UpdateId]);
    let mut insert = update::Entity::insert_many(rows).on_conflict(
        OnConflict::columns([update::Column::IdentityId, update::Column::UpdateId]).do_nothing().to_owned(),
    );
    let statement = sea_orm::QueryTrait::query(&mut insert).returning(returned).to_owned();
    let stored: HashSet<(IdentityId, i64)> = tx
        .query_all(&statement)
        .await?
        .iter()
        .map(|row| Ok((row.try_get("", "identity_id")?, row.try_get("", "update_id")?)))
        .collect::<Result<_, sea_orm::DbErr>>()?;
    all.retain(|(delivery, update)| {
        update.raw.is_empty() || stored.contains(&(delivery.identity, update.id))
    });
    Ok(all)
}
