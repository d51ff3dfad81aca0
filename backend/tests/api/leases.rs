//! Who runs a bot: one node at a time, whatever happens to nodes.

use std::time::Duration;

use backend::{
    entity::{
        bot,
        identity::{self, IdentityKind},
    },
    error::Error,
    inbox::{Delivery, Position},
    supervisor::{Lease, Seen, observe},
};
use openapi::{
    IdentityId,
    bots::{Bot, ObservedState},
};
use sandbox::{Call, Outcome};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, Set};
use serde_json::json;
use uuid::Uuid;

use crate::{
    harness::{PATIENCE, TestApp, wait_bot},
    polling::Desk,
};

impl Desk {
    async fn lease(&self) -> identity::Model {
        identity::Entity::find_by_id(self.bot.id).one(&self.app.state.db.reader).await.unwrap().unwrap()
    }

    /// Waits until the poll that is under way is withdrawn.
    async fn stops_asking(&self) {
        let withdrawn = |calls: &[Call]| {
            calls.iter().any(|call| call.method == "getUpdates" && call.outcome == Some(Outcome::Abandoned))
        };
        self.app.sandbox.wait_calls(&self.telegram, PATIENCE, withdrawn).await.unwrap();
    }

    /// Waits until Telegram holds a question of ours open.
    async fn asks(&self) {
        let open =
            |calls: &[Call]| calls.iter().any(|call| call.method == "getUpdates" && call.outcome.is_none());
        self.app.sandbox.wait_calls(&self.telegram, PATIENCE, open).await.unwrap();
    }
}

#[tokio::test]
async fn bots_come_back_after_a_restart() {
    let desk = Desk::new().await;
    let node = desk.app.supervise();
    desk.write("one");
    desk.acknowledged(1).await;
    desk.is(ObservedState::Running).await;
    node.stop().await;
    let stopped = desk.is(ObservedState::Stopped).await;
    assert_eq!(stopped.observed.reason.as_deref(), Some("its server was stopped"));
    assert_eq!(desk.lease().await.lease_owner, None);

    desk.write("two");
    let node = desk.app.second_node().await;
    wait_bot(&node.state, desk.app.owner.workspace, desk.bot.id, |bot| {
        bot.observed.state == ObservedState::Running
    })
    .await;
    desk.acknowledged(2).await;
    assert_eq!(desk.texts().await, ["one", "two"]);
}

#[tokio::test]
async fn a_killed_node_is_replaced_within_the_lease_and_cannot_write_any_more() {
    let desk = Desk::new().await;
    let first = desk.app.supervise();
    desk.write("one");
    desk.acknowledged(1).await;
    desk.is(ObservedState::Running).await;
    let old = desk.lease().await;
    let second = desk.app.second_node().await;
    drop(first);
    desk.write("two");

    desk.app.state.clock.advance(Duration::from_secs(desk.app.state.config.lease_seconds.into()));
    desk.acknowledged(2).await;
    let new = desk.lease().await;
    assert_eq!((new.lease_owner, new.fencing), (Some(second.state.node), old.fencing + 1));
    assert_eq!(desk.texts().await, ["one", "two"]);

    let lease = Lease { workspace: old.workspace_id, identity: old.id, fencing: old.fencing };
    let seen = observe(&desk.app.state, lease, Seen::plain(ObservedState::Broken)).await;
    assert!(matches!(seen, Err(Error::Stale)), "{seen:?}");
    let delivery = Delivery {
        identity: old.id,
        workspace: old.workspace_id,
        kind: IdentityKind::Bot,
        fencing: Some(old.fencing),
        updates: Vec::new(),
        next: Some(Position::Offset(1)),
    };
    let stored = desk.app.state.inbox.submit(delivery).await;
    assert!(matches!(stored, Err(Error::Stale)), "{stored:?}");
    let bot = bot::Entity::find_by_id(old.id).one(&desk.app.state.db.reader).await.unwrap().unwrap();
    assert!(bot.update_offset > 1, "the offset is still the new owner's");
}

#[tokio::test]
async fn nodes_that_start_together_share_the_bots() {
    let app = TestApp::new().await;
    let mut bots = Vec::new();
    for number in 0..25 {
        let telegram = app.sandbox.add_bot(&format!("support_{number}"), "Support");
        bots.push((app.add_bot(&telegram).await.id, telegram));
    }
    let nodes = [app.supervise(), app.second_node().await, app.second_node().await];
    for (id, telegram) in &bots {
        let open =
            |calls: &[Call]| calls.iter().any(|call| call.method == "getUpdates" && call.outcome.is_none());
        app.sandbox.wait_calls(telegram, PATIENCE, open).await.unwrap();
        let row = identity::Entity::find_by_id(*id).one(&app.state.db.reader).await.unwrap().unwrap();
        assert_eq!(row.fencing, 1, "taken once");
        assert!(nodes.iter().any(|node| row.lease_owner == Some(node.state.node)));
        let refused = |call: &Call| matches!(call.outcome, Some(Outcome::Refused { .. }));
        assert!(!app.sandbox.calls(telegram).iter().any(refused), "asked for by one");
    }
}

#[tokio::test]
async fn a_fleet_starts_ten_at_a_time_whatever_wakes_its_node() {
    let app = TestApp::new().await;
    let mut bots = Vec::new();
    for number in 0..15 {
        let telegram = app.sandbox.add_bot(&format!("support_{number}"), "Support");
        bots.push(app.add_bot(&telegram).await.id);
    }
    let _node = app.supervise();
    let running = async || {
        let rows = identity::Entity::find().all(&app.state.db.reader).await.unwrap();
        rows.into_iter().filter(|row| row.lease_owner.is_some()).map(|row| row.id).collect::<Vec<_>>()
    };
    let mut wakes = app.state.bus.listen();
    while running().await.len() < 10 {
        tokio::time::timeout(PATIENCE, wakes.recv()).await.unwrap().unwrap();
    }
    // that one stops says that its node looked again, and more than once
    let one = running().await[0];
    app.client(&app.owner).act(&format!("/bots/{one}/stop")).await.ok::<Bot>();
    wait_bot(&app.state, app.owner.workspace, one.into(), |bot| bot.observed.state == ObservedState::Stopped)
        .await;
    assert_eq!(running().await.len(), 9);
    app.state.clock.advance(Duration::from_secs(1));
    for id in bots.iter().filter(|id| IdentityId::from(**id) != one) {
        wait_bot(&app.state, app.owner.workspace, *id, |bot| bot.observed.state == ObservedState::Running)
            .await;
    }
}

#[tokio::test]
async fn a_lost_lease_stops_its_runner() {
    let desk = Desk::new().await;
    let _node = desk.app.supervise();
    desk.asks().await;
    let row = desk.lease().await;
    let tx = desk.app.state.db.begin().await.unwrap();
    let mut taken = row.clone().into_active_model();
    taken.lease_owner = Set(Some(Uuid::from_u128(7)));
    taken.fencing = Set(row.fencing + 1);
    taken.update(&tx).await.unwrap();
    tx.commit().await.unwrap();
    desk.app.state.clock.advance(Duration::from_secs(5));
    desk.stops_asking().await;
}

#[tokio::test]
async fn a_lease_that_cannot_be_renewed_in_time_stops_its_runner_before_it_ends() {
    // the database's patience runs on the machine's time
    let desk = Desk::with(json!({ "lease_seconds": 3 })).await;
    let _node = desk.app.supervise();
    desk.is(ObservedState::Running).await;
    desk.asks().await;
    let row = desk.lease().await;
    // whoever holds the row, or on SQLite the writer, keeps the renewal waiting
    let tx = desk.app.state.db.begin().await.unwrap();
    let mut held = row.clone().into_active_model();
    held.name = Set("held".to_owned());
    held.update(&tx).await.unwrap();

    let clock = &desk.app.state.clock;
    clock.advance(Duration::from_secs(1));
    desk.stops_asking().await;
    assert!(clock.now() < row.lease_until.unwrap());
    tx.rollback().await.unwrap();
    clock.advance(Duration::from_secs(1));
    desk.asks().await;
    assert_eq!(desk.lease().await.fencing, row.fencing, "nobody else took it");
}
