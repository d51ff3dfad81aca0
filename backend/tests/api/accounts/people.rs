//! Whom an account finds, keeps in its address book, and writes to first.

use axum::http::Method;
use openapi::{
    chats::{Chat, ChatKind, FoundPeer},
    messages::{DeliveryState, Message},
};
use serde_json::json;

use super::inbox::Talk;

impl Talk {
    async fn peers(&self, q: &str) -> Vec<FoundPeer> {
        let path = format!("/accounts/{}/peers?q={q}", self.desk.account.id);
        self.desk.app.client(&self.desk.app.owner).get(&path).await.items()
    }

    async fn contacts(&self) -> Vec<FoundPeer> {
        let path = format!("/accounts/{}/contacts", self.desk.account.id);
        self.desk.app.client(&self.desk.app.owner).get(&path).await.items()
    }
}

#[tokio::test]
async fn someone_found_can_be_written_to() {
    let (talk, _node) = Talk::running().await;
    let found = talk.peers("%40boris").await;
    let boris = FoundPeer {
        telegram_id: talk.friend.0,
        kind: ChatKind::Private,
        title: "Boris Petrov".to_owned(),
        username: Some("boris".to_owned()),
        phone: None,
        is_bot: false,
        contact: false,
        chat_id: None,
    };
    assert_eq!(found, [boris]);
    assert_eq!(talk.chats().await, Vec::<Chat>::new(), "who is found is in no list");
    let chat: Chat = talk.desk.post("chats", json!({ "telegram_id": talk.friend.0 })).await.ok();
    assert_eq!((chat.title.as_str(), chat.telegram_id), ("Boris Petrov", talk.friend.0));
    let again: Chat = talk.desk.post("chats", json!({ "telegram_id": talk.friend.0 })).await.ok();
    assert_eq!(again.id, chat.id);
    assert_eq!(talk.peers("boris").await[0].chat_id, Some(chat.id));
    let sent: Message = talk.send("Good day").await;
    talk.desk.app.delivered(sent.id, DeliveryState::Sent).await;
    assert_eq!(talk.desk.app.sandbox.history(talk.chat).len(), 1);
    let empty = format!("/accounts/{}/peers?q=%20", talk.desk.account.id);
    assert_eq!(talk.desk.app.client(&talk.desk.app.owner).get(&empty).await.status, 422);
}

#[tokio::test]
async fn groups_and_channels_are_found_and_opened() {
    let (talk, _node) = Talk::running().await;
    let sandbox = &talk.desk.app.sandbox;
    let channel = sandbox.add_channel("News", talk.friend, Some("north_news"));
    sandbox.write(talk.friend, channel, sandbox::Draft::text("Hello"));
    let found = talk.peers("north").await.remove(0);
    assert_eq!((found.title.as_str(), found.kind), ("News", ChatKind::Channel));
    let chat: Chat = talk.desk.post("chats", json!({ "telegram_id": found.telegram_id })).await.ok();
    assert_eq!(chat.access, openapi::chats::ChatAccess::Left, "it is looked at from outside");
    assert_eq!(chat.last_message.unwrap().text, "Hello");
}

#[tokio::test]
async fn who_is_not_known_cannot_be_opened() {
    let (talk, _node) = Talk::running().await;
    for id in [talk.friend.0, -17, -1_000_000_000_017] {
        let answer = talk.desk.post("chats", json!({ "telegram_id": id })).await;
        assert_eq!(answer.status, 404, "{answer}");
    }
}

#[tokio::test]
async fn the_address_book_is_kept() {
    let (talk, _node, chat) = Talk::listed().await;
    assert_eq!(talk.contacts().await, []);
    let new = json!({ "phone": "+1 555 000 1002", "first_name": "Boris", "last_name": "from the yard" });
    let added: FoundPeer = talk.desk.post("contacts", new).await.ok();
    assert_eq!((added.title.as_str(), added.contact), ("Boris from the yard", true));
    assert_eq!((added.phone.as_deref(), added.chat_id), (Some("+15550001002"), Some(chat.id)));
    assert_eq!(talk.contacts().await, [added]);
    talk.listing(|chats| chats[0].title == "Boris from the yard").await;
    let path = format!("/accounts/{}/contacts/{}", talk.desk.account.id, talk.friend.0);
    let client = talk.desk.app.client(&talk.desk.app.owner);
    assert_eq!(client.ask(Method::DELETE, &path, None).await.status, 204);
    assert_eq!(talk.contacts().await, []);
    let unknown = format!("/accounts/{}/contacts/17", talk.desk.account.id);
    assert_eq!(client.ask(Method::DELETE, &unknown, None).await.status, 404);
}

#[tokio::test]
async fn a_number_that_nobody_has_is_told() {
    let (talk, _node) = Talk::running().await;
    for (phone, words) in [("+15559999999", "nobody at Telegram"), ("12", "international form")] {
        let answer = talk.desk.post("contacts", json!({ "phone": phone, "first_name": "X" })).await;
        assert_eq!(answer.status, 422, "{answer}");
        assert!(answer.text().contains(words) && answer.text().contains("\"phone\""), "{answer}");
    }
}

#[tokio::test]
async fn nobody_is_asked_while_it_does_not_run() {
    let talk = Talk::new().await;
    let path = format!("/accounts/{}/peers?q=boris", talk.desk.account.id);
    let answer = talk.desk.app.client(&talk.desk.app.owner).get(&path).await;
    assert_eq!(answer.status, 409, "{answer}");
}
