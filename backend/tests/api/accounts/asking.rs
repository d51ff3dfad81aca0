//! Polls that accounts ask.

use std::time::Duration;

use openapi::{
    ChatId, Code,
    messages::{DeliveryState, Message, MessageKind, PollOption},
};
use sandbox::{
    Fault,
    world::{Content, Poll},
};
use serde_json::{Value, json};

use super::inbox::Talk;
use crate::harness::{Answer, Node};

/// An account in a group with a friend.
struct Asks {
    talk: Talk,
    _node: Node,
    chat: ChatId,
}

impl Asks {
    async fn new() -> Self {
        let mut talk = Talk::new().await;
        let sandbox = &talk.desk.app.sandbox;
        let group = sandbox.add_supergroup("North yard", talk.friend, None);
        sandbox.join(talk.desk.person, group);
        talk.chat = group;
        let node = talk.desk.app.supervise();
        talk.desk.live().await;
        talk.write("Hello");
        let chat = talk.a_chat().await.id;
        Self { talk, _node: node, chat }
    }

    async fn ask(&self, chat: ChatId, poll: &Value) -> Answer {
        let client = self.talk.desk.app.client(&self.talk.desk.app.owner);
        client.post(&format!("/chats/{chat}/messages"), json!({ "poll": poll })).await
    }

    async fn tea(&self) -> Message {
        self.ask(self.chat, &json!({"question": "Tea?", "options": ["yes", "no"]})).await.created()
    }

    /// The polls of the group.
    fn there(&self) -> Vec<(sandbox::MessageId, Poll)> {
        let history = self.talk.desk.app.sandbox.history(self.talk.chat);
        let polls = history.into_iter().filter_map(|message| match message.content {
            Content::Poll(poll) => Some((message.id, poll)),
            _ => None,
        });
        polls.collect()
    }
}

fn votes(message: &Message) -> Vec<Option<i64>> {
    let votes = |option: &PollOption| option.voters;
    message.poll.as_ref().unwrap().options.iter().map(votes).collect()
}

#[tokio::test]
async fn a_quiz_is_asked_voted_in_and_ended() {
    let asks = Asks::new().await;
    let app = &asks.talk.desk.app;
    let quiz = json!({
        "question": "Tea?", "options": ["yes", "no"], "anonymous": false, "correct": 1, "explanation": "It is late",
    });
    let queued: Message = asks.ask(asks.chat, &quiz).await.created();
    assert_eq!(queued.kind, MessageKind::Poll);
    app.delivered(queued.id, DeliveryState::Sent).await;
    let (id, there) = asks.there().remove(0);
    assert_eq!((there.correct, there.anonymous), (Some(1), false));
    assert_eq!(there.explanation.as_deref(), Some("It is late"));

    app.sandbox.vote(asks.talk.friend, id, &[0]);
    let voted = app.message_when(queued.id, |it| votes(it) == [Some(1), Some(0)]).await.poll.unwrap();
    assert!(voted.options[1].correct, "what is right stays so");
    let path = format!("/messages/{}", queued.id);
    let client = app.client(&app.owner);
    client.put(&format!("{path}/vote"), json!({"options": [1]})).await.ok::<Message>();
    app.message_when(queued.id, |it| it.change.is_none() && votes(it) == [Some(1), Some(1)]).await;
    client.act(&format!("{path}/poll/close")).await.ok::<Message>();
    app.message_when(queued.id, |it| it.change.is_none() && it.poll.as_ref().unwrap().closed).await;
    assert!(asks.there()[0].1.closed);
    // one row for it, however it came back
    let all = asks.talk.messages(|all| all.len() >= 2).await;
    assert_eq!(all.iter().filter(|message| message.kind == MessageKind::Poll).count(), 1);
}

#[tokio::test]
async fn a_poll_whose_answer_was_lost_is_found_and_not_asked_twice() {
    let asks = Asks::new().await;
    let desk = &asks.talk.desk;
    desk.app.sandbox.fault(Fault::lost_reply().of(desk.person).on("messages.sendMedia"));
    let queued = asks.tea().await;
    let waiting = desk.when(|account| account.standing.retry_at.is_some()).await;
    desk.until_retry(&waiting);
    desk.live().await;
    desk.app.state.clock.advance(Duration::from_secs(2));
    let sent = desk.app.delivered(queued.id, DeliveryState::Sent).await;
    assert!(sent.telegram_id.is_some());
    let there = asks.there();
    assert_eq!(there.len(), 1);
    desk.app.sandbox.vote(asks.talk.friend, there[0].0, &[1]);
    desk.app.message_when(queued.id, |it| votes(it) == [Some(0), Some(1)]).await;
}

#[tokio::test]
async fn a_refused_poll_says_why_and_a_wait_is_obeyed() {
    let asks = Asks::new().await;
    let app = &asks.talk.desk.app;
    app.sandbox.fault(Fault::rpc_error(403, "CHAT_SEND_POLLS_FORBIDDEN").on("messages.sendMedia"));
    let refused = asks.tea().await;
    let failed = app.delivered(refused.id, DeliveryState::Failed).await;
    assert_eq!(failed.delivery.unwrap().error.as_deref(), Some("CHAT_SEND_POLLS_FORBIDDEN"));
    app.sandbox.fault(Fault::too_many_requests(30).of(asks.talk.desk.person).on("messages.sendMedia"));
    let held = asks.tea().await;
    app.message_when(held.id, |it| it.delivery.as_ref().unwrap().retry_at.is_some()).await;
    app.state.clock.advance(Duration::from_secs(30));
    app.delivered(held.id, DeliveryState::Sent).await;
    assert_eq!(asks.there().len(), 1);

    app.sandbox.fault(Fault::rpc_error(403, "CHAT_WRITE_FORBIDDEN").on("messages.editMessage"));
    app.client(&app.owner).act(&format!("/messages/{}/poll/close", held.id)).await.ok::<Message>();
    let refused = |it: &Message| it.change.as_ref().is_some_and(|it| it.state == DeliveryState::Failed);
    let open = app.message_when(held.id, refused).await;
    assert!(!open.poll.unwrap().closed);
}

#[tokio::test]
async fn people_are_not_asked_and_questions_are_short() {
    let asks = Asks::new().await;
    let long = json!({"question": "x".repeat(256), "options": ["yes", "no"]});
    let problem = asks.ask(asks.chat, &long).await.problem(422, Code::Invalid);
    assert_eq!(problem.fields[0].field, "poll.question");
    let talk = &asks.talk;
    let private = sandbox::ChatRef::private(talk.friend, talk.desk.person);
    talk.desk.app.sandbox.write(talk.friend, private, sandbox::Draft::text("Hi"));
    let chats = talk.chats_when(|chats| chats.len() == 2).await;
    let private = chats.iter().find(|chat| chat.id != asks.chat).unwrap().id;
    let tea = json!({"question": "Tea?", "options": ["yes", "no"]});
    let problem = asks.ask(private, &tea).await.problem(422, Code::Invalid);
    assert_eq!(problem.fields[0].field, "poll");
}
