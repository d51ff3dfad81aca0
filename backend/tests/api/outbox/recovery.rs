//! Crashes and changes of owner: nothing is sent twice.

use std::time::Duration;

use backend::outbox::End;
use openapi::messages::{ChangeAction, DeliveryState};
use sandbox::Fault;
use serde_json::json;

use crate::harness::{
    TestApp,
    sender::{PATIENCE, TestBot, delivery, error},
};

/// Waits until Telegram has got so many calls of a method.
async fn called(app: &TestApp, bot: &TestBot, method: &str, times: usize) {
    let count = |calls: &[sandbox::Call]| calls.iter().filter(|call| call.method == method).count();
    app.sandbox.wait_calls(&bot.at_telegram, PATIENCE, |calls| count(calls) >= times).await.unwrap();
}

#[tokio::test]
async fn what_a_crash_cut_off_is_unknown_and_not_sent_again() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (_, chat) = app.person(&bot, "Elena").await;
    app.sandbox.fault(Fault::timeout().on("sendMessage"));
    let sender = app.sender(&bot).await;
    let cut = app.send(chat, "cut off").await;
    let waiting = app.send(chat, "waiting").await;
    called(&app, &bot, "sendMessage", 1).await;
    assert_eq!(delivery(&app.message(cut.id).await), DeliveryState::Sending);
    sender.kill().await;

    let before = app.state.newest_event(app.owner.workspace).await.unwrap();
    let _sender = app.sender(&bot).await;
    let unknown = app.delivered(cut.id, DeliveryState::Unknown).await;
    assert!(error(&unknown).contains("the server stopped"), "{}", error(&unknown));
    app.delivered(waiting.id, DeliveryState::Sent).await;
    assert_eq!(app.asked(&bot), ["cut off", "waiting"]);
    let events = backend::events::store::after(&app.state.db.reader, app.owner.workspace, before, 10).await;
    let kinds: Vec<_> = events.unwrap().into_iter().map(|event| event.kind).collect();
    assert_eq!(kinds, ["message.updated", "message.updated"]);
}

#[tokio::test]
async fn a_change_that_a_crash_cut_off_is_made_again() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (elena, chat) = app.person(&bot, "Elena").await;
    let sender = app.sender(&bot).await;
    let sent = app.send(chat, "one").await;
    app.delivered(sent.id, DeliveryState::Sent).await;
    app.sandbox.fault(Fault::timeout().on("editMessageText"));
    let path = format!("/messages/{}", sent.id);
    app.client(&app.owner).patch(&path, json!({"text": "two"})).await.ok::<serde_json::Value>();
    called(&app, &bot, "editMessageText", 1).await;
    sender.kill().await;

    let _sender = app.sender(&bot).await;
    let waits = app.message_when(sent.id, |m| m.change.as_ref().is_some_and(|c| c.retry_at.is_some())).await;
    assert_eq!(waits.change.unwrap().action, ChangeAction::Edit);
    app.state.clock.advance(Duration::from_secs(1));
    let edited = app.message_when(sent.id, |m| m.change.is_none()).await;
    assert_eq!(edited.text, "two");
    assert_eq!(app.sandbox.received(elena).pop().unwrap().text, "two");
}

#[tokio::test]
async fn a_sender_whose_lease_is_lost_sends_nothing_more() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (_, chat) = app.person(&bot, "Elena").await;
    let late = app.sender(&bot).await;
    // another owner, that does not send yet
    app.lease(&bot).await;
    let sent = app.send(chat, "hello").await;
    assert_eq!(late.ended().await, End::LeaseLost);
    assert_eq!(delivery(&app.message(sent.id).await), DeliveryState::Queued);
    assert!(app.asked(&bot).is_empty());
}

#[tokio::test]
async fn an_answer_that_comes_after_the_lease_was_lost_still_counts() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (elena, chat) = app.person(&bot, "Elena").await;
    app.sandbox.fault(Fault::latency(Duration::from_secs(2)).on("sendMessage"));
    let _late = app.sender(&bot).await;
    let sent = app.send(chat, "hello").await;
    called(&app, &bot, "sendMessage", 1).await;
    let _sender = app.sender(&bot).await;
    app.delivered(sent.id, DeliveryState::Unknown).await;
    app.delivered(sent.id, DeliveryState::Sent).await;
    assert_eq!(app.sandbox.received(elena).len(), 1);
}

#[tokio::test]
async fn a_sender_that_is_stopped_settles_what_is_under_way() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (_, chat) = app.person(&bot, "Elena").await;
    app.sandbox.fault(Fault::latency(Duration::from_millis(200)).on("sendMessage"));
    let sender = app.sender(&bot).await;
    let sent = app.send(chat, "hello").await;
    let waiting = app.send(chat, "later").await;
    called(&app, &bot, "sendMessage", 1).await;
    assert_eq!(sender.stop().await, End::Asked);
    assert_eq!(delivery(&app.message(sent.id).await), DeliveryState::Sent);
    assert_eq!(delivery(&app.message(waiting.id).await), DeliveryState::Queued);
}
