//! One transaction: many updates of many identities.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use openapi::{IdentityId, WorkspaceId};
use sea_orm::{
    ActiveValue::Set,
    ConnectionTrait, EntityTrait,
    sea_query::{OnConflict, Query},
};

use super::{Delivery, Incoming, Update, chats::Chats, found::Found, messages::Messages, reached};
use crate::{
    bus::Wake,
    db::parts,
    entity::update,
    error::Result,
    events::{self, NewEvent},
    state::AppState,
    traffic,
};

/// Stores deliveries in one transaction. Says of each whether it was refused because its lease is not ours.
pub(super) async fn store(state: &AppState, deliveries: &[&Delivery]) -> Result<Vec<bool>> {
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    let lost = reached::store(&tx, now, state.node, deliveries).await?;
    let refused: Vec<bool> =
        deliveries.iter().map(|d| d.claim().is_some_and(|claim| lost.contains(&claim))).collect();
    let accepted = deliveries.iter().zip(&refused).filter(|(_, refused)| !**refused).map(|(d, _)| *d);
    let new = insert_updates(&tx, now, accepted).await?;

    let found = Found::load(&tx, &new).await?;
    let mut chats = Chats::load(&tx, state, now, &new, found.chats()).await?;
    let mut messages = Messages::load(&tx, &chats, &new, found).await?;
    for (delivery, update) in &new {
        let Ok(content) = &update.content else { continue };
        for incoming in content {
            if let Incoming::Message(new) | Incoming::Missed(new) | Incoming::History(new) = incoming {
                chats.give_keyboard(delivery.identity, new);
            }
            match incoming {
                Incoming::Migrated { .. } | Incoming::Met { .. } => {}
                Incoming::Message(new) => messages.add(state, &mut chats, delivery, new, false),
                Incoming::Missed(new) => messages.add(state, &mut chats, delivery, new, true),
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
                    messages.delete(&mut chats, delivery, chat.as_ref(), external_ids, now);
                }
                Incoming::History(new) => messages.add_old(state, &chats, delivery, new, false),
                Incoming::Found(new) => messages.add_old(state, &chats, delivery, new, true),
                Incoming::Dialog { chat, dialog } => chats.set_dialog(delivery.identity, chat, dialog),
                Incoming::DialogChanged { chat, change } => {
                    let Some(chat) = chats.get(delivery.identity, chat).map(|row| row.id) else { continue };
                    chats.change_dialog(chat, *change, |up_to| messages.incoming_after(chat, up_to));
                }
                Incoming::NonePinned { archived } => chats.unpin_all(delivery.identity, *archived),
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
    let key = [update::Column::IdentityId, update::Column::UpdateId];
    let mut stored: HashSet<(IdentityId, i64)> = HashSet::new();
    for rows in parts(rows) {
        let there = OnConflict::columns(key).do_nothing().to_owned();
        let mut insert = update::Entity::insert_many(rows).on_conflict(there);
        let returned = Query::returning().columns(key);
        let statement = sea_orm::QueryTrait::query(&mut insert).returning(returned).to_owned();
        for row in tx.query_all(&statement).await? {
            stored.insert((row.try_get("", "identity_id")?, row.try_get("", "update_id")?));
        }
    }
    all.retain(|(delivery, update)| {
        update.raw.is_empty() || stored.contains(&(delivery.identity, update.id))
    });
    Ok(all)
}
