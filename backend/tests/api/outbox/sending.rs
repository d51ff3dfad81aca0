//! The plain way: sent, seen, told.

use openapi::{
    Code,
    chats::Chat,
    messages::{DeliveryState, Message},
};
use sandbox::Fault;
use sea_orm::EntityTrait;
use serde_json::json;

use crate::harness::{TestApp, sender::delivery};

#[tokio::test]
async fn a_message_reaches_the_person_and_shows_so() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (elena, chat) = app.person(&bot, "Elena").await;
    let _sender = app.sender(&bot).await;

    let body = json!({"text": "On its way", "entities": [{"type": "bold", "offset": 0, "length": 2}]});
    let client = app.client(&app.owner);
    let queued: Message = client.post(&format!("/chats/{chat}/messages"), body).await.created();
    assert_eq!(delivery(&queued), DeliveryState::Queued);
    assert_eq!((queued.outgoing, queued.telegram_id), (true, None));
    assert_eq!(queued.delivery.as_ref().unwrap().user_id, Some(app.owner.id));

    let sent = app.delivered(queued.id, DeliveryState::Sent).await;
    let received = app.sandbox.received(elena);
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].text, "On its way");
    assert_eq!(received[0].entities.len(), 1);
    assert_eq!(sent.telegram_id, Some(received[0].message_id));
    assert_eq!(sent.sent_at.timestamp(), received[0].date);

    let chat: Chat = client.get(&format!("/chats/{chat}")).await.ok();
    let last = chat.last_message.unwrap();
    assert_eq!((last.id, last.delivery), (sent.id, Some(DeliveryState::Sent)));
    assert_eq!((chat.last_message_at, chat.incoming_count), (sent.sent_at, 0));
}

#[tokio::test]
async fn every_step_is_an_event_and_counts_once() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (_, chat) = app.person(&bot, "Elena").await;
    let before = app.state.newest_event(app.owner.workspace).await.unwrap();
    let _sender = app.sender(&bot).await;
    let sent = app.send(chat, "hello").await;
    app.delivered(sent.id, DeliveryState::Sent).await;

    let events = backend::events::store::after(&app.state.db.reader, app.owner.workspace, before, 10).await;
    let kinds: Vec<_> = events.unwrap().into_iter().map(|event| event.kind).collect();
    assert_eq!(kinds, ["message.created", "message.updated"]);
    let traffic = backend::entity::traffic::Entity::find().all(&app.state.db.reader).await.unwrap();
    let counts: Vec<_> = traffic.iter().map(|row| (row.incoming, row.outgoing)).collect();
    assert_eq!(counts, [(0, 1)]);
}

#[tokio::test]
async fn a_reply_names_what_it_answers() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (elena, chat) = app.person(&bot, "Elena").await;
    let _sender = app.sender(&bot).await;
    let first = app.send(chat, "Which parcel?").await;
    let path = format!("/chats/{chat}/messages");
    let client = app.client(&app.owner);
    app.delivered(first.id, DeliveryState::Sent).await;

    let reply = json!({"text": "The red one?", "reply_to": first.id, "silent": true});
    let reply: Message = client.post(&path, reply).await.created();
    let shown = reply.reply_to.as_ref().unwrap();
    assert_eq!((shown.message_id, shown.text.as_deref()), (Some(first.id), Some("Which parcel?")));
    app.delivered(reply.id, DeliveryState::Sent).await;
    let received = app.sandbox.received(elena);
    assert_eq!(received[1].reply_to, Some(received[0].message));
    let call = app.sandbox.calls(&bot.at_telegram).pop().unwrap();
    assert_eq!(call.params["disable_notification"], "true");
}

#[tokio::test]
async fn a_bot_that_does_not_run_sends_once_it_does() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (elena, chat) = app.person(&bot, "Elena").await;
    let first = app.send(chat, "one").await;
    let second = app.send(chat, "two").await;
    assert!(app.sandbox.received(elena).is_empty());

    let sender = app.sender(&bot).await;
    app.delivered(second.id, DeliveryState::Sent).await;
    assert_eq!(delivery(&app.message(first.id).await), DeliveryState::Sent);
    let texts: Vec<_> = app.sandbox.received(elena).into_iter().map(|one| one.text).collect();
    assert_eq!(texts, ["one", "two"]);
    assert_eq!(sender.stop().await, backend::outbox::End::Asked);
}

#[tokio::test]
async fn a_repeated_request_sends_once() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (elena, chat) = app.person(&bot, "Elena").await;
    let _sender = app.sender(&bot).await;
    let client = app.client(&app.owner).with("idempotency-key", "7f3a");
    let path = format!("/chats/{chat}/messages");
    let sent: Message = client.post(&path, json!({"text": "hello"})).await.created();
    app.delivered(sent.id, DeliveryState::Sent).await;

    let again: Message = client.post(&path, json!({"text": "hello"})).await.created();
    assert_eq!(again, sent, "the answer that was given before");
    client.post(&path, json!({"text": "bye"})).await.problem(409, Code::IdempotencyMismatch);
    let other = app.send(chat, "hello").await;
    app.delivered(other.id, DeliveryState::Sent).await;
    let texts: Vec<_> = app.sandbox.received(elena).into_iter().map(|one| one.text).collect();
    assert_eq!(texts, ["hello", "hello"]);

    // a lost answer that a person sends again: twice the same click is once
    app.sandbox.fault(Fault::lost_reply().on("sendMessage"));
    let lost = app.send(chat, "lost").await;
    app.delivered(lost.id, DeliveryState::Unknown).await;
    app.state.clock.advance(std::time::Duration::from_secs(1));
    let click = app.client(&app.owner).with("idempotency-key", "7f3b");
    let retry = format!("/messages/{}/retry", lost.id);
    click.act(&retry).await.ok::<Message>();
    app.delivered(lost.id, DeliveryState::Sent).await;
    click.act(&retry).await.ok::<Message>();
    assert_eq!(app.asked(&bot).iter().filter(|text| *text == "lost").count(), 2);
}
