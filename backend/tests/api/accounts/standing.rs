//! How an account stands, once it is stopped or time has passed, and what outlives a crash.

use std::time::Duration;

use openapi::{
    Code,
    accounts::{Account, AccountState},
    messages::Message,
};
use sandbox::{Draft, Fault};
use serde_json::json;
use tokio::time::timeout;

use super::{Desk, inbox::Talk};
use crate::harness::{PATIENCE, TestApp, wait_account};

#[tokio::test]
async fn a_stopped_account_waits_for_nothing() {
    let desk = Desk::signed_in().await;
    desk.app.sandbox.fault(Fault::too_many_requests(120).of(desk.person).on("users.getUsers"));
    let _node = desk.app.supervise();
    let waiting = desk.stands(AccountState::Waiting).await;
    desk.act("stop").await.ok::<Account>();
    let stopped = desk.stands(AccountState::Ok).await;
    assert_eq!((stopped.standing.reason, stopped.standing.retry_at), (None, None));
    // started too early, it waits for the rest
    desk.act("start").await.ok::<Account>();
    let again = desk.when(|account| account.standing.retry_at.is_some()).await;
    assert_eq!(again.standing.retry_at, waiting.standing.retry_at);
}

#[tokio::test]
async fn a_restriction_is_looked_at_again() {
    let talk = Talk::new().await;
    let _node = talk.desk.app.supervise();
    talk.desk.live().await;
    talk.write("Hello");
    let chat = talk.a_chat().await.id;
    talk.desk.app.sandbox.fault(Fault::rpc_error(400, "PEER_FLOOD").on("messages.sendMessage"));
    let client = talk.desk.app.client(&talk.desk.app.owner);
    client.post(&format!("/chats/{chat}/messages"), json!({ "text": "Hi" })).await.created::<Message>();
    talk.desk.stands(AccountState::Restricted).await;
    talk.desk.app.state.clock.advance(Duration::from_mins(61));
    talk.desk.live().await;
}

#[tokio::test]
async fn a_wait_outlives_a_crash() {
    let talk = Talk::new().await;
    let node = talk.desk.app.supervise();
    talk.desk.live().await;
    talk.write("Hello");
    let chat = talk.a_chat().await.id;
    let busy = Fault::too_many_requests(300).of(talk.desk.person).on("messages.getHistory");
    talk.desk.app.sandbox.fault(busy);
    let path = format!("/chats/{chat}/history");
    let client = talk.desk.app.client(&talk.desk.app.owner);
    client.act(&path).await.problem(429, Code::TooManyRequests);
    let stored = async {
        while !talk.desk.app.dump("accounts").await[0].contains("messages.getHistory") {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, stored).await.expect("the wait is stored as it is told");
    drop(node);
    let node = talk.desk.app.second_node().await;
    let app = &talk.desk.app;
    app.state.clock.advance(Duration::from_secs(app.state.config.lease_seconds.into()));
    talk.desk.has_asked("users.getUsers", 2).await;
    wait_account(&node.state, app.owner.workspace, talk.desk.account.id, |account| account.running).await;
    let there = TestApp::client_of(node.state.clone(), &app.owner);
    there.act(&path).await.problem(429, Code::TooManyRequests);
    assert_eq!(talk.desk.asked("messages.getHistory"), 1, "nothing went out before the wait ended");
}

#[tokio::test]
async fn a_new_connection_asks_for_few_channels_at_once() {
    let mut talk = Talk::new().await;
    let sandbox = &talk.desk.app.sandbox;
    for number in 0..25 {
        let group = sandbox.add_supergroup(&format!("Yard {number}"), talk.friend, None);
        sandbox.join(talk.desk.person, group);
        sandbox.write(talk.friend, group, Draft::text("hello"));
    }
    let node = talk.desk.app.supervise();
    talk.desk.live().await;
    talk.desk.has_asked("messages.getDialogs", 2).await;
    node.stop().await;
    // what happened before this is told, and nothing after it
    talk.desk.app.sandbox.clock().advance(100);
    talk.write("one");
    let node = talk.desk.app.second_node().await;
    talk.hears = node.state.clone();
    talk.last_is("one").await;
    node.stop().await;
    talk.desk.app.sandbox.clock().advance(100);
    let before = talk.desk.asked("updates.getChannelDifference");
    let node = talk.desk.app.second_node().await;
    talk.hears = node.state.clone();
    talk.desk.has_asked("updates.getChannelDifference", before + 20).await;
    // heard only when all that are asked have answered
    talk.write("two");
    talk.last_is("two").await;
    assert_eq!(talk.desk.asked("updates.getChannelDifference"), before + 20);
}
