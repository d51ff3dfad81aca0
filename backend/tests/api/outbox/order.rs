//! Who goes when: waits, limits, lanes.

use std::time::Duration;

use backend::{
    entity::outbox::{Action, Lane, Payload},
    outbox::store::{self, Intent, insert},
    platforms::telegram_bot::Api,
};
use openapi::{
    ChatId, MessageId,
    chats::Chat,
    messages::{DeliveryState, Message},
};
use sandbox::Fault;

use crate::harness::{
    TestApp,
    sender::{PATIENCE, TestBot, delivery, error},
};

/// Puts a message of a chat that was queued by [`TestApp::send`] into another lane.
async fn queue(app: &TestApp, bot: &TestBot, chat: ChatId, message: MessageId, lane: Lane) {
    let now = app.state.clock.now();
    let tx = app.state.db.begin().await.unwrap();
    store::cancel(&tx, now, message, &[Action::Send]).await.unwrap();
    let intent = Intent {
        workspace: app.owner.workspace,
        identity: bot.id.into(),
        chat,
        message,
        action: Action::Send,
        payload: Payload::default(),
        lane,
    };
    insert(&tx, now, intent).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_wait_of_telegrams_is_obeyed_exactly_and_others_go_on() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (elena, elenas) = app.person(&bot, "Elena").await;
    let (_, olegs) = app.person(&bot, "Oleg").await;
    app.sandbox.fault(Fault::too_many_requests(30).on("sendMessage"));
    let sender = app.sender(&bot).await;
    let first = app.send(elenas, "one").await;
    let until = app.state.clock.now() + Duration::from_secs(30);
    let waits = app.message_when(first.id, |m| m.delivery.as_ref().unwrap().retry_at == Some(until)).await;
    assert_eq!(
        (delivery(&waits), error(&waits)),
        (DeliveryState::Queued, "Too Many Requests: retry after 30")
    );
    let chat: Chat = app.client(&app.owner).get(&format!("/chats/{elenas}")).await.ok();
    assert_eq!(chat.wait_until, Some(until));

    let second = app.send(elenas, "two").await;
    let other = app.send(olegs, "meanwhile").await;
    app.delivered(other.id, DeliveryState::Sent).await;

    // just before the end another owner takes over: the wait is the database's, not the process's
    app.state.clock.advance(Duration::from_millis(29_999));
    sender.stop().await;
    let _sender = app.sender(&bot).await;
    let other = app.send(olegs, "and after").await;
    app.delivered(other.id, DeliveryState::Sent).await;
    assert_eq!(app.asked(&bot), ["one", "meanwhile", "and after"]);

    app.state.clock.advance(Duration::from_millis(1));
    app.delivered(second.id, DeliveryState::Sent).await;
    let texts: Vec<_> = app.sandbox.received(elena).into_iter().map(|one| one.text).collect();
    assert_eq!(texts, ["one", "two"]);
}

#[tokio::test]
async fn a_chat_gets_a_short_burst_and_then_one_a_second() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (_, elenas) = app.person(&bot, "Elena").await;
    let (_, olegs) = app.person(&bot, "Oleg").await;
    let mut sent = Vec::new();
    for text in ["1", "2", "3", "4", "5"] {
        sent.push(app.send(elenas, text).await.id);
    }
    let _sender = app.sender(&bot).await;
    app.delivered(sent[2], DeliveryState::Sent).await;
    let other = app.send(olegs, "meanwhile").await;
    app.delivered(other.id, DeliveryState::Sent).await;
    assert_eq!(delivery(&app.message(sent[3]).await), DeliveryState::Queued);
    app.state.clock.advance(Duration::from_secs(1));
    app.delivered(sent[3], DeliveryState::Sent).await;
    assert_eq!(app.asked(&bot), ["1", "2", "3", "meanwhile", "4"]);
    app.state.clock.advance(Duration::from_secs(1));
    app.delivered(sent[4], DeliveryState::Sent).await;
}

#[tokio::test]
async fn answers_go_before_what_goes_to_many() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let mut many = Vec::new();
    for number in 0..12 {
        let (_, chat) = app.person(&bot, &format!("Person {number}")).await;
        let message = app.send(chat, "news").await.id;
        queue(&app, &bot, chat, message, Lane::Broadcast).await;
        many.push(message);
    }
    let (elena, chat) = app.person(&bot, "Elena").await;
    let news = app.send(chat, "news").await.id;
    queue(&app, &bot, chat, news, Lane::Broadcast).await;
    let answer = app.send(chat, "answer").await.id;

    let _sender = app.sender(&bot).await;
    app.delivered(answer, DeliveryState::Sent).await;
    // the bulk limit lets one go at a time, and the clock stands
    app.delivered(many[0], DeliveryState::Sent).await;
    assert_eq!(app.asked(&bot).len(), 2);
    for message in &many[1..] {
        app.state.clock.advance(Duration::from_millis(34));
        app.delivered(*message, DeliveryState::Sent).await;
    }
    app.state.clock.advance(Duration::from_secs(1));
    app.delivered(news, DeliveryState::Sent).await;
    let texts: Vec<_> = app.sandbox.received(elena).into_iter().map(|one| one.text).collect();
    assert_eq!(texts, ["answer", "news"]);
}

#[tokio::test]
async fn many_chats_are_written_to_and_none_gets_out_of_order() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let mut chats = Vec::new();
    for number in 0..20 {
        chats.push(app.person(&bot, &format!("Person {number}")).await);
    }
    let _sender = app.sender(&bot).await;
    let mut last = Vec::new();
    for text in ["1", "2", "3"] {
        last.clear();
        for (_, chat) in &chats {
            last.push(app.send(*chat, text).await.id);
        }
    }
    for message in last {
        app.delivered(message, DeliveryState::Sent).await;
    }
    for (person, _) in chats {
        let texts: Vec<_> = app.sandbox.received(person).into_iter().map(|one| one.text).collect();
        assert_eq!(texts, ["1", "2", "3"]);
    }
}

#[tokio::test]
async fn a_wait_in_bulk_makes_the_whole_bot_wait() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (_, elenas) = app.person(&bot, "Elena").await;
    let (_, olegs) = app.person(&bot, "Oleg").await;
    let news = app.send(elenas, "news").await.id;
    queue(&app, &bot, elenas, news, Lane::Broadcast).await;
    app.sandbox.fault(Fault::too_many_requests(5).on("sendMessage"));
    let _sender = app.sender(&bot).await;
    app.message_when(news, |m| m.delivery.as_ref().unwrap().retry_at.is_some()).await;

    let answer = app.send(olegs, "answer").await.id;
    let due =
        async || store::due(&app.state.db.reader, bot.id.into(), app.state.clock.now(), 8).await.unwrap();
    assert_eq!(due().await.len(), 0, "the answer waits too");
    app.state.clock.advance(Duration::from_secs(5));
    app.delivered(answer, DeliveryState::Sent).await;
    app.delivered(news, DeliveryState::Sent).await;
    assert_eq!(app.asked(&bot).len(), 3);
}

#[tokio::test]
async fn what_waits_for_its_next_try_holds_up_what_follows_in_its_chat() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (elena, elenas) = app.person(&bot, "Elena").await;
    let (_, olegs) = app.person(&bot, "Oleg").await;
    let nobody = Api::new("http://127.0.0.1:1".parse().unwrap(), PATIENCE).unwrap();
    let sender = app.sender_through(&bot, nobody).await;
    let tried = |message: &Message| message.delivery.as_ref().unwrap().retry_at.is_some();
    let first = app.send(elenas, "one").await;
    app.message_when(first.id, tried).await;
    let second = app.send(elenas, "two").await;
    let other = app.send(olegs, "meanwhile").await;
    app.message_when(other.id, tried).await;
    assert!(!tried(&app.message(second.id).await));
    sender.stop().await;

    let _sender = app.sender(&bot).await;
    app.state.clock.advance(Duration::from_secs(1));
    app.delivered(second.id, DeliveryState::Sent).await;
    let texts: Vec<_> = app.sandbox.received(elena).into_iter().map(|one| one.text).collect();
    assert_eq!(texts, ["one", "two"]);
}
