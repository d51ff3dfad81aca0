//! Albums that bots send: as one request, with an outcome for each message.

use std::time::Duration;

use axum::http::Method;
use bytes::Bytes;
use openapi::{
    ChatId, Code,
    albums::Album,
    media::Media,
    messages::{DeliveryState, Message, MessagePage},
};
use sandbox::{Fault, UserId};
use serde_json::{Value, json};

use crate::{
    harness::{
        Answer, TestApp,
        sender::{PATIENCE, TestBot, delivery, error},
    },
    media::PNG,
};

/// A bot, and a person it may write to.
struct Desk {
    app: TestApp,
    bot: TestBot,
    elena: UserId,
    chat: ChatId,
}

/// Uploads files of this kind. Returns the items of an album.
pub async fn items(app: &TestApp, kinds: &[&str]) -> Vec<Value> {
    let mut items = Vec::new();
    for kind in kinds {
        let path = format!("/media?kind={kind}&name=a.png");
        let bytes = Bytes::from_static(PNG);
        let upload = app.client(&app.owner).ask(Method::POST, &path, Some(("image/png", bytes))).await;
        items.push(json!({ "media_id": upload.created::<Media>().id }));
    }
    items
}

impl Desk {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let bot = app.bot("north").await;
        let (elena, chat) = app.person(&bot, "Elena").await;
        Self { app, bot, elena, chat }
    }

    async fn post(&self, items: &[Value], text: &str) -> Answer {
        let path = format!("/chats/{}/albums", self.chat);
        self.app.client(&self.app.owner).post(&path, json!({ "items": items, "text": text })).await
    }

    /// Three photos.
    async fn photos(&self) -> Vec<Message> {
        let items = items(&self.app, &["photo"; 3]).await;
        self.post(&items, "the yard").await.created::<Album>().items
    }

    /// Waits until all stand like this.
    async fn all(&self, messages: &[Message], state: DeliveryState) -> Vec<Message> {
        let mut all = Vec::new();
        for message in messages {
            all.push(self.app.delivered(message.id, state).await);
        }
        all
    }

    /// What the bot asked Telegram for.
    fn asked(&self) -> Vec<String> {
        let calls = self.app.sandbox.calls(&self.bot.at_telegram);
        calls.into_iter().map(|call| call.method).filter(|method| method.starts_with("send")).collect()
    }
}

#[tokio::test]
async fn an_album_arrives_as_one() {
    let desk = Desk::new().await;
    let queued = desk.photos().await;
    assert_eq!(queued.iter().map(|part| part.text.as_str()).collect::<Vec<_>>(), ["the yard", "", ""]);
    let ours = queued[0].album_id.clone();
    assert!(ours.is_some() && queued.iter().all(|part| part.album_id == ours));
    let _sender = desk.app.sender(&desk.bot).await;
    let sent = desk.all(&queued, DeliveryState::Sent).await;
    let theirs = sent[0].album_id.clone();
    assert!(theirs != ours && sent.iter().all(|part| part.album_id == theirs));
    assert_eq!(desk.asked(), ["sendMediaGroup"]);
    let received = desk.app.sandbox.received(desk.elena);
    let ids: Vec<_> = received.iter().map(|one| Some(one.message_id)).collect();
    assert_eq!(ids, sent.iter().map(|part| part.telegram_id).collect::<Vec<_>>());
    assert_eq!(received.iter().map(|one| one.text.as_str()).collect::<Vec<_>>(), ["the yard", "", ""]);
    assert!(received.iter().all(|one| one.file.as_ref().unwrap().bytes == PNG));
}

#[tokio::test]
async fn what_cannot_be_an_album_is_told_by_field_and_changes_nothing() {
    let desk = Desk::new().await;
    let mixed = items(&desk.app, &["photo", "document"]).await;
    let photo = &mixed[0];
    let unknown = json!({ "media_id": uuid::Uuid::nil() });
    let faults = [
        (vec![photo.clone()], "", "items"),
        (vec![photo.clone(); 11], "", "items"),
        (mixed.clone(), "", "items[1].media_id"),
        (vec![photo.clone(), unknown], "", "items[1].media_id"),
        (vec![photo.clone(); 2], &"x".repeat(1025)[..], "text"),
    ];
    for (items, text, field) in faults {
        let problem = desk.post(&items, text).await.problem(422, Code::Invalid);
        assert_eq!(problem.fields[0].field, field);
    }
    let page: MessagePage =
        desk.app.client(&desk.app.owner).get(&format!("/chats/{}/messages", desk.chat)).await.ok();
    assert_eq!(page.items, []);
}

#[tokio::test]
async fn a_lost_answer_leaves_all_unknown_until_a_person_decides() {
    let desk = Desk::new().await;
    let _sender = desk.app.sender(&desk.bot).await;
    let client = desk.app.client(&desk.app.owner);
    desk.app.sandbox.fault(Fault::lost_reply().on("sendMediaGroup").times(2));
    let first = desk.photos().await;
    desk.all(&first, DeliveryState::Unknown).await;
    desk.app.state.clock.advance(Duration::from_hours(1));
    let path = format!("/messages/{}/resolve", first[1].id);
    let settled: Message = client.post(&path, json!({ "outcome": "sent" })).await.ok();
    assert_eq!(settled.id, first[1].id);
    desk.all(&first, DeliveryState::Sent).await;

    let second = desk.photos().await;
    desk.all(&second, DeliveryState::Unknown).await;
    desk.app.state.clock.advance(Duration::from_hours(1));
    client.act(&format!("/messages/{}/retry", second[2].id)).await.ok::<Message>();
    let sent = desk.all(&second, DeliveryState::Sent).await;
    assert_eq!(desk.asked(), ["sendMediaGroup"; 3]);
    assert_eq!(desk.app.sandbox.received(desk.elena).len(), 9);
    assert!(sent.windows(2).all(|pair| pair[0].telegram_id < pair[1].telegram_id));
}

#[tokio::test]
async fn a_crash_in_between_leaves_all_unknown_and_sends_none_again() {
    let desk = Desk::new().await;
    desk.app.sandbox.fault(Fault::timeout().on("sendMediaGroup"));
    let sender = desk.app.sender(&desk.bot).await;
    let cut = desk.photos().await;
    let asked = |calls: &[sandbox::Call]| calls.iter().any(|call| call.method == "sendMediaGroup");
    desk.app.sandbox.wait_calls(&desk.bot.at_telegram, PATIENCE, asked).await.unwrap();
    for part in &cut {
        assert_eq!(delivery(&desk.app.message(part.id).await), DeliveryState::Sending);
    }
    sender.kill().await;
    let _sender = desk.app.sender(&desk.bot).await;
    desk.all(&cut, DeliveryState::Unknown).await;
    assert_eq!(desk.asked(), ["sendMediaGroup"]);
}

#[tokio::test]
async fn a_refused_album_says_why_at_each_and_a_wait_is_obeyed() {
    let desk = Desk::new().await;
    let _sender = desk.app.sender(&desk.bot).await;
    desk.app.sandbox.fault(Fault::too_many_requests(30).on("sendMediaGroup"));
    let held = desk.photos().await;
    let waits = |it: &Message| it.delivery.as_ref().unwrap().retry_at.is_some();
    desk.app.message_when(held[2].id, waits).await;
    desk.app.state.clock.advance(Duration::from_secs(30));
    desk.all(&held, DeliveryState::Sent).await;

    desk.app.sandbox.block(desk.elena, &desk.bot.at_telegram);
    desk.app.state.clock.advance(Duration::from_secs(30));
    let refused = desk.photos().await;
    for failed in desk.all(&refused, DeliveryState::Failed).await {
        assert_eq!(error(&failed), "Forbidden: bot was blocked by the user");
    }
    assert_eq!(desk.app.sandbox.received(desk.elena).len(), 3);
}

#[tokio::test]
async fn what_is_taken_back_is_left_out_and_the_last_one_goes_alone() {
    let desk = Desk::new().await;
    let queued = desk.photos().await;
    let client = desk.app.client(&desk.app.owner);
    for part in &queued[..2] {
        client.delete(&format!("/messages/{}", part.id)).await.ok::<Message>();
    }
    let _sender = desk.app.sender(&desk.bot).await;
    desk.app.delivered(queued[2].id, DeliveryState::Sent).await;
    assert_eq!(desk.asked(), ["sendPhoto"]);
}

#[tokio::test]
async fn a_repeated_request_sends_one_album() {
    let desk = Desk::new().await;
    let items = items(&desk.app, &["document"; 2]).await;
    let client = desk.app.client(&desk.app.owner).with("idempotency-key", "7f3a");
    let path = format!("/chats/{}/albums", desk.chat);
    let one: Album = client.post(&path, json!({ "items": items })).await.created();
    let again: Album = client.post(&path, json!({ "items": items })).await.created();
    assert_eq!(one, again);
    let _sender = desk.app.sender(&desk.bot).await;
    desk.all(&one.items, DeliveryState::Sent).await;
    assert_eq!(desk.app.sandbox.received(desk.elena).len(), 2);
}
