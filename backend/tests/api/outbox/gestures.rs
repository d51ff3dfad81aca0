//! What bots do beside writing: they react and forward; vote they cannot.

use openapi::{
    ChatId, Code,
    chats::Chat,
    messages::{ChangeAction, DeliveryState, Message},
};
use sandbox::{ChatRef, Draft, Fault, ReceivedKind, UserId};
use serde_json::json;
use tokio::time::timeout;

use crate::harness::{Node, PATIENCE, TestApp, sender::error};

/// A running bot, a person who wrote to it, and what they wrote.
pub struct Talk {
    pub app: TestApp,
    _node: Node,
    bot: sandbox::Bot,
    pub elena: UserId,
    pub chat: ChatRef,
    pub hello: Message,
}

/// The last message of the bots' chat of this title, once there is one.
async fn last_of(app: &TestApp, title: &str) -> Message {
    let mut wakes = app.state.bus.listen();
    let client = app.client(&app.owner);
    let there = async {
        loop {
            let chats: Vec<Chat> = client.get("/bots/chats").await.items();
            let last = chats.into_iter().find(|chat| chat.title == title).and_then(|chat| chat.last_message);
            if let Some(last) = last {
                return app.message(last.id).await;
            }
            let _ = wakes.recv().await;
        }
    };
    timeout(PATIENCE, there).await.expect("it comes")
}

impl Talk {
    pub async fn new(draft: Draft) -> Self {
        let app = TestApp::new().await;
        let node = app.supervise();
        let bot = app.sandbox.add_bot("north_support", "North support");
        app.add_bot(&bot).await;
        let elena = app.sandbox.add_person("Elena", None, None);
        let chat = ChatRef::private(elena, &bot);
        app.sandbox.write(elena, chat, draft);
        let hello = last_of(&app, "Elena").await;
        Self { app, _node: node, bot, elena, chat, hello }
    }

    async fn react(&self, emoji: Option<&str>) -> Message {
        let path = format!("/messages/{}/reaction", self.hello.id);
        self.app.client(&self.app.owner).put(&path, json!({ "emoji": emoji })).await.ok()
    }

    /// Another person's chat with the bot.
    async fn other(&self, name: &str) -> (UserId, ChatId) {
        let person = self.app.sandbox.add_person(name, None, None);
        self.app.sandbox.write(person, ChatRef::private(person, &self.bot), Draft::text("/start"));
        (person, last_of(&self.app, name).await.chat_id)
    }

    async fn forward(&self, to: ChatId) -> Message {
        let path = format!("/messages/{}/forward", self.hello.id);
        self.app.client(&self.app.owner).post(&path, json!({ "chat_id": to })).await.created()
    }
}

#[tokio::test]
async fn a_reaction_is_seen_and_stays_ours_whatever_counts_come() {
    let talk = Talk::new(Draft::text("Hello")).await;
    assert_eq!(talk.react(Some("👍")).await.change.unwrap().action, ChangeAction::React);
    let ours = |it: &Message| it.change.is_none() && it.reactions.iter().any(|reaction| reaction.ours);
    talk.app.message_when(talk.hello.id, ours).await;
    let seen = talk.app.sandbox.received(talk.elena).pop().unwrap();
    assert_eq!((seen.kind, seen.text.as_str()), (ReceivedKind::Reaction, "👍"));
    let at_telegram = talk.app.sandbox.history(talk.chat)[0].id;
    talk.app.sandbox.react(talk.elena, at_telegram, "👍");
    let both = |it: &Message| it.reactions.iter().any(|reaction| reaction.ours && reaction.count == 2);
    talk.app.message_when(talk.hello.id, both).await;
    talk.app.sandbox.react(talk.elena, at_telegram, "");
    let one = |it: &Message| it.reactions.iter().any(|reaction| reaction.ours && reaction.count == 1);
    talk.app.message_when(talk.hello.id, one).await;
    talk.react(None).await;
    talk.app.message_when(talk.hello.id, |it| it.change.is_none() && it.reactions.is_empty()).await;
}

#[tokio::test]
async fn a_reaction_that_is_refused_says_why() {
    let talk = Talk::new(Draft::text("Hello")).await;
    talk.react(Some("x")).await;
    let refused = |it: &Message| it.change.as_ref().is_some_and(|it| it.state == DeliveryState::Failed);
    let failed = talk.app.message_when(talk.hello.id, refused).await;
    assert_eq!(failed.change.unwrap().error.as_deref(), Some("Bad Request: REACTION_INVALID"));
    assert_eq!(failed.reactions, []);
}

#[tokio::test]
async fn a_forward_shows_whose_it_is() {
    let talk = Talk::new(Draft::text("Hello")).await;
    let (vera, to) = talk.other("Vera").await;
    let queued = talk.forward(to).await;
    assert_eq!((queued.text.as_str(), queued.forward.unwrap().name.as_str()), ("Hello", "Elena"));
    talk.app.delivered(queued.id, DeliveryState::Sent).await;
    let history = talk.app.sandbox.history(ChatRef::private(vera, &talk.bot));
    let shown = history.last().unwrap();
    assert!(shown.forward.is_some());
    assert_eq!(shown.content.text().unwrap().text, "Hello");
}

#[tokio::test]
async fn a_forward_that_is_refused_copies_nothing() {
    let talk = Talk::new(Draft::text("between us").protected()).await;
    let (vera, to) = talk.other("Vera").await;
    let queued = talk.forward(to).await;
    let failed = talk.app.delivered(queued.id, DeliveryState::Failed).await;
    assert!(error(&failed).contains("can't be forwarded"), "{}", error(&failed));
    assert_eq!(talk.app.sandbox.history(ChatRef::private(vera, &talk.bot)).len(), 1);
}

#[tokio::test]
async fn a_forward_without_an_answer_is_unknown_and_not_repeated() {
    let talk = Talk::new(Draft::text("Hello")).await;
    let (vera, to) = talk.other("Vera").await;
    talk.app.sandbox.fault(Fault::lost_reply().on("forwardMessage"));
    let queued = talk.forward(to).await;
    talk.app.delivered(queued.id, DeliveryState::Unknown).await;
    let with_vera = ChatRef::private(vera, &talk.bot);
    assert_eq!(talk.app.sandbox.history(with_vera).len(), 2);
    // a person says that it may go again: as a forward
    talk.app.client(&talk.app.owner).act(&format!("/messages/{}/retry", queued.id)).await.ok::<Message>();
    talk.app.delivered(queued.id, DeliveryState::Sent).await;
    assert!(talk.app.sandbox.history(with_vera).iter().skip(1).all(|it| it.forward.is_some()));
}

#[tokio::test]
async fn the_votes_of_a_poll_it_forwarded_come_and_it_has_none() {
    let talk = Talk::new(Draft::poll("Tea?", &["yes", "no"])).await;
    let (vera, to) = talk.other("Vera").await;
    let poll = talk.hello.poll.as_ref().unwrap();
    assert_eq!((poll.question.as_str(), poll.options.len(), poll.voters), ("Tea?", 2, 0));
    let forwarded = talk.forward(to).await;
    talk.app.delivered(forwarded.id, DeliveryState::Sent).await;
    let there = talk.app.sandbox.history(ChatRef::private(vera, &talk.bot)).pop().unwrap();
    talk.app.sandbox.vote(vera, there.id, &[1]);
    // one poll in two places
    for id in [forwarded.id, talk.hello.id] {
        let voted = |it: &Message| it.poll.as_ref().is_some_and(|poll| poll.options[1].voters == Some(1));
        let shown = talk.app.message_when(id, voted).await.poll.unwrap();
        assert_eq!((shown.voters, shown.options[1].chosen), (1, false));
    }
    let path = format!("/messages/{}/vote", talk.hello.id);
    let body = json!({ "options": [0] });
    talk.app.client(&talk.app.owner).put(&path, body).await.problem(409, Code::Conflict);
}

#[tokio::test]
async fn what_waits_cannot_be_reacted_to() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (_elena, chat) = app.person(&bot, "Elena").await;
    let waits = app.send(chat, "one").await.id;
    let path = format!("/messages/{waits}/reaction");
    let body = json!({ "emoji": "👍" });
    app.client(&app.owner).put(&path, body).await.problem(409, Code::Conflict);
}
