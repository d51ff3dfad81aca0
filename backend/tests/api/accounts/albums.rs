//! Albums that accounts send.

use std::time::Duration;

use openapi::{
    albums::Album,
    messages::{DeliveryState, Message},
};
use sandbox::Fault;
use serde_json::json;

use super::inbox::Talk;
use crate::{harness::Node, outbox::albums::items};

async fn begun() -> (Talk, Node) {
    let (talk, node, _) = Talk::begun().await;
    (talk, node)
}

/// Three photos.
async fn photos(talk: &Talk) -> Vec<Message> {
    let app = &talk.desk.app;
    let items = items(app, &["photo"; 3]).await;
    let path = format!("/chats/{}/albums", talk.a_chat().await.id);
    let album: Album =
        app.client(&app.owner).post(&path, json!({ "items": items, "text": "the yard" })).await.created();
    album.items
}

async fn all(talk: &Talk, messages: &[Message], state: DeliveryState) -> Vec<Message> {
    let mut all = Vec::new();
    for message in messages {
        all.push(talk.desk.app.delivered(message.id, state).await);
    }
    all
}

/// Whether the chat at Telegram has the photos once, as one album, and we have a row for each.
async fn arrived_once(talk: &Talk, sent: &[Message]) {
    let history = talk.desk.app.sandbox.history(talk.chat);
    assert_eq!(talk.at_telegram(), ["Hello", "the yard", "", ""]);
    let albums: Vec<_> = history[1..].iter().map(|message| message.album).collect();
    assert!(albums[0].is_some() && albums.iter().all(|album| *album == albums[0]));
    let mut ids: Vec<_> = sent.iter().map(|message| message.telegram_id.unwrap()).collect();
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "{ids:?}");
    ids.dedup();
    assert_eq!(ids.len(), 3);
    assert!(sent.iter().all(|message| message.album_id == sent[0].album_id));
    // what comes back makes no second rows
    talk.write("Thanks");
    let all = talk.messages(|all| all.last().is_some_and(|last| last.text == "Thanks")).await;
    assert_eq!(all.len(), 5);
}

#[tokio::test]
async fn an_album_arrives_as_one() {
    let (talk, _node) = begun().await;
    let queued = photos(&talk).await;
    let sent = all(&talk, &queued, DeliveryState::Sent).await;
    assert_ne!(sent[0].album_id, queued[0].album_id);
    arrived_once(&talk, &sent).await;
}

#[tokio::test]
async fn an_album_whose_answer_was_lost_is_found_and_not_sent_twice() {
    let (talk, _node) = begun().await;
    let desk = &talk.desk;
    desk.app.sandbox.fault(Fault::lost_reply().of(desk.person).on("messages.sendMultiMedia"));
    let queued = photos(&talk).await;
    let waiting = desk.when(|account| account.standing.retry_at.is_some()).await;
    desk.until_retry(&waiting);
    desk.live().await;
    desk.app.state.clock.advance(Duration::from_secs(2));
    let sent = all(&talk, &queued, DeliveryState::Sent).await;
    arrived_once(&talk, &sent).await;
}

#[tokio::test]
async fn a_refused_album_goes_again_as_one_and_a_wait_is_obeyed() {
    let (talk, _node) = begun().await;
    let app = &talk.desk.app;
    app.sandbox.fault(Fault::rpc_error(403, "CHAT_SEND_PHOTOS_FORBIDDEN").on("messages.sendMultiMedia"));
    let queued = photos(&talk).await;
    for failed in all(&talk, &queued, DeliveryState::Failed).await {
        assert_eq!(failed.delivery.unwrap().error.as_deref(), Some("CHAT_SEND_PHOTOS_FORBIDDEN"));
    }
    app.sandbox.fault(Fault::too_many_requests(30).of(talk.desk.person).on("messages.sendMultiMedia"));
    app.state.clock.advance(Duration::from_secs(10));
    app.client(&app.owner).act(&format!("/messages/{}/retry", queued[1].id)).await.ok::<Message>();
    app.message_when(queued[0].id, |it| it.delivery.as_ref().unwrap().retry_at.is_some()).await;
    app.state.clock.advance(Duration::from_secs(30));
    let sent = all(&talk, &queued, DeliveryState::Sent).await;
    arrived_once(&talk, &sent).await;
}
