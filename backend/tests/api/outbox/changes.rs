//! Edits, deletions and pins: made at Telegram first, then here.

use openapi::{
    Code,
    messages::{ChangeAction, DeliveryState, Message, Revision},
};
use sandbox::{Fault, ReceivedKind};
use serde_json::json;

use crate::harness::{TestApp, sender::TestBot};

/// A bot that sends, and a message it sent.
async fn sent(app: &TestApp) -> (TestBot, crate::harness::sender::Sender, sandbox::UserId, Message) {
    let bot = app.bot("north").await;
    let (elena, chat) = app.person(&bot, "Elena").await;
    let sender = app.sender(&bot).await;
    let sent = app.send(chat, "one").await;
    let sent = app.delivered(sent.id, DeliveryState::Sent).await;
    (bot, sender, elena, sent)
}

#[tokio::test]
async fn an_edit_changes_both_sides_and_keeps_the_old_text() {
    let app = TestApp::new().await;
    let (_bot, _sender, elena, sent) = sent(&app).await;
    let client = app.client(&app.owner);
    let path = format!("/messages/{}", sent.id);
    let asked: Message = client.patch(&path, json!({"text": "two"})).await.ok();
    let change = asked.change.unwrap();
    assert_eq!((change.action, change.text.as_deref()), (ChangeAction::Edit, Some("two")));

    let edited = app.message_when(sent.id, |message| message.change.is_none()).await;
    assert_eq!((edited.text.as_str(), edited.revisions), ("two", 1));
    assert!(edited.edited_at.is_some());
    let received = app.sandbox.received(elena);
    assert_eq!((received[1].kind, received[1].text.as_str()), (ReceivedKind::Edit, "two"));
    let revisions: Vec<Revision> = client.get(&format!("{path}/revisions")).await.items();
    assert_eq!(revisions[0].text, "one");
    assert!(app.audit_actions().await.contains(&"message.edit".to_owned()));
}

#[tokio::test]
async fn an_edit_whose_answer_is_lost_is_asked_for_again() {
    let app = TestApp::new().await;
    let (_bot, _sender, elena, sent) = sent(&app).await;
    app.sandbox.fault(Fault::lost_reply().on("editMessageText"));
    let path = format!("/messages/{}", sent.id);
    app.client(&app.owner).patch(&path, json!({"text": "two"})).await.ok::<Message>();
    app.message_when(sent.id, |message| message.change.as_ref().is_some_and(|c| c.retry_at.is_some())).await;
    app.state.clock.advance(std::time::Duration::from_secs(1));
    // Telegram has it already and says that it is not modified
    let edited = app.message_when(sent.id, |message| message.change.is_none()).await;
    assert_eq!((edited.text.as_str(), edited.revisions), ("two", 1));
    assert_eq!(app.sandbox.received(elena).len(), 2);
}

#[tokio::test]
async fn a_deleted_message_is_gone_there_and_marked_here() {
    let app = TestApp::new().await;
    let (_bot, _sender, elena, sent) = sent(&app).await;
    let client = app.client(&app.owner);
    let path = format!("/messages/{}", sent.id);
    client.delete(&path).await.ok::<Message>();
    let deleted = app.message_when(sent.id, |message| message.deleted_at.is_some()).await;
    assert_eq!((deleted.text.as_str(), deleted.change), ("one", None));
    assert_eq!(app.sandbox.received(elena)[1].kind, ReceivedKind::Deletion);
    client.patch(&path, json!({"text": "two"})).await.problem(409, Code::Conflict);
    client.act(&format!("{path}/pin")).await.problem(409, Code::Conflict);
    let again: Message = client.delete(&path).await.ok();
    assert_eq!(again.deleted_at, deleted.deleted_at);
}

#[tokio::test]
async fn a_pin_comes_and_goes() {
    let app = TestApp::new().await;
    let (_bot, _sender, elena, sent) = sent(&app).await;
    let client = app.client(&app.owner);
    let path = format!("/messages/{}", sent.id);
    client.act(&format!("{path}/pin")).await.ok::<Message>();
    app.message_when(sent.id, |message| message.pinned && message.change.is_none()).await;
    assert_eq!(app.sandbox.received(elena)[1].kind, ReceivedKind::Pin);
    client.act(&format!("{path}/unpin")).await.ok::<Message>();
    app.message_when(sent.id, |message| !message.pinned && message.change.is_none()).await;
}

#[tokio::test]
async fn a_refused_change_says_why_and_changes_nothing() {
    let app = TestApp::new().await;
    let (bot, _sender, elena, sent) = sent(&app).await;
    app.sandbox.block(elena, &bot.at_telegram);
    let path = format!("/messages/{}", sent.id);
    let bold = json!([{"type": "bold", "offset": 0, "length": 3}]);
    app.client(&app.owner).patch(&path, json!({"text": "two", "entities": bold})).await.ok::<Message>();
    let failed = app
        .message_when(sent.id, |m| m.change.as_ref().is_some_and(|c| c.state == DeliveryState::Failed))
        .await;
    assert_eq!((failed.text.as_str(), failed.revisions), ("one", 0));
    let change = failed.change.unwrap();
    assert_eq!((change.text.as_deref(), change.entities.len()), (Some("two"), 1), "the text is not lost");
    assert_eq!(change.error.as_deref(), Some("Forbidden: bot was blocked by the user"));
}

#[tokio::test]
async fn what_waits_is_changed_here_alone() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (elena, chat) = app.person(&bot, "Elena").await;
    let client = app.client(&app.owner);
    let edited = app.send(chat, "wrong").await;
    let cancelled = app.send(chat, "never").await;
    let now: Message = client.patch(&format!("/messages/{}", edited.id), json!({"text": "right"})).await.ok();
    assert_eq!((now.text.as_str(), now.revisions, now.change), ("right", 0, None));
    let gone: Message = client.delete(&format!("/messages/{}", cancelled.id)).await.ok();
    assert!(gone.deleted_at.is_some());
    client.act(&format!("/messages/{}/pin", edited.id)).await.problem(409, Code::Conflict);
    client.act(&format!("/messages/{}/retry", cancelled.id)).await.problem(409, Code::Conflict);

    let _sender = app.sender(&bot).await;
    app.delivered(edited.id, DeliveryState::Sent).await;
    let last = app.send(chat, "last").await;
    app.delivered(last.id, DeliveryState::Sent).await;
    let texts: Vec<_> = app.sandbox.received(elena).into_iter().map(|one| one.text).collect();
    assert_eq!(texts, ["right", "last"]);
}

#[tokio::test]
async fn of_several_edits_that_wait_the_last_is_made() {
    let app = TestApp::new().await;
    let (bot, sender, _, sent) = sent(&app).await;
    sender.stop().await;
    let client = app.client(&app.owner);
    let path = format!("/messages/{}", sent.id);
    client.patch(&path, json!({"text": "two"})).await.ok::<Message>();
    client.patch(&path, json!({"text": "three"})).await.ok::<Message>();
    client.act(&format!("{path}/pin")).await.ok::<Message>();
    let _sender = app.sender(&bot).await;
    let done = app.message_when(sent.id, |message| message.change.is_none()).await;
    assert_eq!((done.text.as_str(), done.revisions, done.pinned), ("three", 1, true));
    let methods: Vec<_> = app.sandbox.calls(&bot.at_telegram).into_iter().map(|call| call.method).collect();
    assert_eq!(methods[methods.len() - 2..], ["editMessageText", "pinChatMessage"]);
}
