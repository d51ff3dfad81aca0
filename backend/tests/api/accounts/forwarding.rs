//! Forwards of an account: Telegram copies the message, once, or says why not.

use std::time::Duration;

use openapi::{
    Code,
    chats::Chat,
    messages::{DeliveryState, Message, MessagePage},
};
use sandbox::{ChatRef, Draft, Fault};
use serde_json::json;

use super::inbox::Talk;
use crate::harness::{Answer, Node, sender::error};

/// Boris wrote to the account, and Vera did: what he wrote is forwarded to her.
struct Two {
    talk: Talk,
    _node: Node,
    hello: Message,
    vera: Chat,
    with_vera: ChatRef,
}

impl Two {
    async fn new() -> Self {
        let (talk, node, hello) = Talk::begun().await;
        let sandbox = &talk.desk.app.sandbox;
        let vera = sandbox.add_person("Vera", None, None);
        let with_vera = ChatRef::private(vera, talk.desk.person);
        sandbox.write(vera, with_vera, Draft::text("What does he say?"));
        let chats = talk.chats_when(|chats| chats.iter().any(|chat| chat.title == "Vera")).await;
        let vera = chats.into_iter().find(|chat| chat.title == "Vera").unwrap();
        Self { talk, _node: node, hello, vera, with_vera }
    }

    async fn forward(&self, message: &Message, key: &str) -> Answer {
        let app = &self.talk.desk.app;
        let client = app.client(&app.owner).with("idempotency-key", key);
        client.post(&format!("/messages/{}/forward", message.id), json!({ "chat_id": self.vera.id })).await
    }

    /// What Vera sees: texts, and whether they were forwarded.
    fn at_telegram(&self) -> Vec<(String, bool)> {
        let history = self.talk.desk.app.sandbox.history(self.with_vera);
        let shown = history.iter().map(|it| (it.content.text().unwrap().text.clone(), it.forward.is_some()));
        shown.collect()
    }

    async fn arrived_once(&self) {
        let question = ("What does he say?".to_owned(), false);
        assert_eq!(self.at_telegram(), [question, ("Hello".to_owned(), true)]);
        let app = &self.talk.desk.app;
        let path = format!("/chats/{}/messages", self.vera.id);
        let page: MessagePage = app.client(&app.owner).get(&path).await.ok();
        assert_eq!(page.items.len(), 2, "{:#?}", page.items);
    }
}

#[tokio::test]
async fn what_one_wrote_is_shown_to_another() {
    let two = Two::new().await;
    let asked = two.forward(&two.hello, "one").await;
    let queued: Message = asked.created();
    assert_eq!((queued.chat_id, queued.text.as_str(), queued.outgoing), (two.vera.id, "Hello", true));
    assert_eq!(queued.forward.as_ref().unwrap().name, "Boris Petrov");
    assert_eq!(queued.delivery.as_ref().unwrap().state, DeliveryState::Queued);
    let app = &two.talk.desk.app;
    let client = app.client(&app.owner);
    let sent = app.delivered(queued.id, DeliveryState::Sent).await;
    assert!(sent.telegram_id.is_some());
    // repeated, it is answered and not done again
    let again = two.forward(&two.hello, "one").await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.created::<Message>().id, queued.id);
    two.arrived_once().await;
    let edit = json!({ "text": "Goodbye" });
    client.patch(&format!("/messages/{}", sent.id), edit).await.problem(409, Code::Conflict);
    // forwarded on, it says where it comes from first
    let path = format!("/messages/{}/forward", sent.id);
    let back: Message = client.post(&path, json!({ "chat_id": two.hello.chat_id })).await.created();
    assert_eq!(back.forward.unwrap().name, "Boris Petrov");
    app.delivered(back.id, DeliveryState::Sent).await;
    assert_eq!(two.talk.at_telegram(), ["Hello", "Hello"]);
}

#[tokio::test]
async fn one_whose_answer_was_lost_is_found_and_not_repeated() {
    let two = Two::new().await;
    let talk = &two.talk;
    talk.desk.app.sandbox.fault(Fault::lost_reply().of(talk.desk.person).on("messages.forwardMessages"));
    let queued: Message = two.forward(&two.hello, "one").await.created();
    let waiting = talk.desk.when(|account| account.standing.retry_at.is_some()).await;
    talk.desk.until_retry(&waiting);
    talk.desk.live().await;
    talk.desk.app.state.clock.advance(Duration::from_secs(2));
    let sent = talk.desk.app.delivered(queued.id, DeliveryState::Sent).await;
    assert!(sent.telegram_id.is_some());
    two.arrived_once().await;
}

#[tokio::test]
async fn protected_content_is_refused_in_words_and_never_copied() {
    let two = Two::new().await;
    let talk = &two.talk;
    talk.desk.app.sandbox.write(talk.friend, talk.chat, Draft::text("between us").protected());
    let came = |chat: &Chat| chat.last_message.as_ref().filter(|it| it.text == "between us").map(|it| it.id);
    let chats = talk.chats_when(|chats| chats.iter().any(|chat| came(chat).is_some())).await;
    let secret = talk.desk.app.message(chats.iter().find_map(came).unwrap()).await;
    let queued: Message = two.forward(&secret, "one").await.created();
    let failed = talk.desk.app.delivered(queued.id, DeliveryState::Failed).await;
    assert!(error(&failed).contains("does not let its messages be forwarded"), "{}", error(&failed));
    // tried again it is still a forward
    let client = talk.desk.app.client(&talk.desk.app.owner);
    client.act(&format!("/messages/{}/retry", queued.id)).await.ok::<Message>();
    talk.desk.app.delivered(queued.id, DeliveryState::Failed).await;
    assert_eq!(two.at_telegram().len(), 1);
}

#[tokio::test]
async fn it_goes_to_chats_of_the_same_account_only() {
    let two = Two::new().await;
    let app = &two.talk.desk.app;
    let client = app.client(&app.owner);
    let bot = app.bot("north").await;
    let (_elena, of_bot) = app.person(&bot, "Elena").await;
    let path = format!("/messages/{}/forward", two.hello.id);
    let nobody = openapi::ChatId(uuid::Uuid::nil());
    for chat in [of_bot, nobody] {
        let refused = client.post(&path, json!({ "chat_id": chat })).await.problem(422, Code::Invalid);
        assert_eq!(refused.fields[0].field, "chat_id");
    }
    // what is not at Telegram cannot be forwarded there
    let waits = app.send(of_bot, "one").await;
    let path = format!("/messages/{}/forward", waits.id);
    client.post(&path, json!({ "chat_id": of_bot })).await.problem(409, Code::Conflict);
}
