//! Polls that bots ask: sent, voted in, ended, and what goes wrong with them.

use std::time::Duration;

use openapi::{
    ChatId, Code,
    chats::ChatKind,
    messages::{ChangeAction, DeliveryState, Message, MessageKind, MessagePage},
};
use sandbox::{Draft, Fault, world::Content};
use serde_json::{Value, json};

use super::gestures::Talk;
use crate::harness::{
    Answer, TestApp,
    sender::{TestBot, error},
};

async fn ask(app: &TestApp, chat: ChatId, poll: &Value) -> Answer {
    app.client(&app.owner).post(&format!("/chats/{chat}/messages"), json!({ "poll": poll })).await
}

fn tea() -> Value {
    json!({"question": "Tea?", "options": ["yes", "no"]})
}

/// How often the bot asked Telegram for this.
fn calls(app: &TestApp, bot: &TestBot, method: &str) -> usize {
    app.sandbox.calls(&bot.at_telegram).iter().filter(|call| call.method == method).count()
}

#[tokio::test]
async fn a_quiz_is_asked_voted_in_and_ended() {
    let talk = Talk::new(Draft::text("Hello")).await;
    let app = &talk.app;
    let quiz = json!({
        "question": " Tea? ", "options": ["yes", "no "], "correct": 1, "explanation": "It is late",
    });
    let queued: Message = ask(app, talk.hello.chat_id, &quiz).await.created();
    assert_eq!((queued.kind, queued.text.as_str()), (MessageKind::Poll, "Tea?\n- yes\n- no"));
    let shown = queued.poll.unwrap();
    assert_eq!((shown.question.as_str(), shown.quiz, shown.anonymous), ("Tea?", true, true));
    assert_eq!(shown.options.iter().map(|option| option.correct).collect::<Vec<_>>(), [false, true]);
    app.delivered(queued.id, DeliveryState::Sent).await;
    let there = app.sandbox.history(talk.chat).pop().unwrap();
    let Content::Poll(asked) = &there.content else { panic!("{there:?}") };
    assert_eq!((asked.correct, asked.explanation.as_deref()), (Some(1), Some("It is late")));

    app.sandbox.vote(talk.elena, there.id, &[0]);
    let voted = app.message_when(queued.id, |it| it.poll.as_ref().unwrap().voters == 1).await.poll.unwrap();
    assert_eq!(voted.options.iter().map(|option| option.voters).collect::<Vec<_>>(), [Some(1), Some(0)]);
    assert_eq!(voted.explanation.as_deref(), Some("It is late"));

    let close = format!("/messages/{}/poll/close", queued.id);
    let client = app.client(&app.owner);
    let closing: Message = client.act(&close).await.ok();
    assert_eq!(closing.change.unwrap().action, ChangeAction::ClosePoll);
    let over = |it: &Message| it.change.is_none() && it.poll.as_ref().unwrap().closed;
    let over = app.message_when(queued.id, over).await.poll.unwrap();
    assert_eq!((over.voters, over.options[1].correct), (1, true));
    client.act(&close).await.problem(409, Code::Conflict);
    assert!(app.audit_actions().await.contains(&"message.close_poll".to_owned()));
}

#[tokio::test]
async fn what_telegram_would_refuse_is_told_by_field_and_changes_nothing() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (_, chat) = app.person(&bot, "Elena").await;
    let client = app.client(&app.owner);
    let path = format!("/chats/{chat}/messages");
    let with = |change: Value| {
        let mut poll = tea();
        poll.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        poll
    };
    let faults = [
        (with(json!({"question": ""})), "poll.question"),
        (with(json!({"question": "x".repeat(301)})), "poll.question"),
        (with(json!({"options": ["one"]})), "poll.options"),
        (with(json!({"options": vec!["x"; 13]})), "poll.options"),
        (with(json!({"options": ["yes", "x".repeat(101)]})), "poll.options[1]"),
        (with(json!({"options": ["yes", " "]})), "poll.options[1]"),
        (with(json!({"correct": 2})), "poll.correct"),
        (with(json!({"correct": 0, "multiple": true})), "poll.multiple"),
        (with(json!({"explanation": "late"})), "poll.explanation"),
        (with(json!({"correct": 0, "explanation": "x".repeat(201)})), "poll.explanation"),
    ];
    for (poll, field) in faults {
        let problem = ask(&app, chat, &poll).await.problem(422, Code::Invalid);
        assert_eq!(problem.fields[0].field, field);
    }
    let beside = [("text", json!("words")), ("media_id", json!(uuid::Uuid::nil()))];
    for (field, value) in beside {
        let body = json!({"poll": tea(), field: value});
        assert_eq!(client.post(&path, body).await.problem(422, Code::Invalid).fields[0].field, field);
    }
    let owner = app.sandbox.add_person("Oleg", None, None);
    let channel = app.sandbox.add_channel("News", owner, None);
    let channel = app.chat(&bot, channel, ChatKind::Channel, "News").await;
    let open = ask(&app, channel, &with(json!({"anonymous": false}))).await.problem(422, Code::Invalid);
    assert_eq!(open.fields[0].field, "poll.anonymous");
    for chat in [chat, channel] {
        let page: MessagePage = client.get(&format!("/chats/{chat}/messages")).await.ok();
        assert_eq!(page.items, []);
    }
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_the_same_poll_goes_again_when_a_person_says_so() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (elena, chat) = app.person(&bot, "Elena").await;
    let _sender = app.sender(&bot).await;
    app.sandbox.fault(Fault::lost_reply().on("sendPoll"));
    let quiz = json!({"question": "Tea?", "options": ["yes", "no"], "correct": 1});
    let queued: Message = ask(&app, chat, &quiz).await.created();
    app.delivered(queued.id, DeliveryState::Unknown).await;
    app.state.clock.advance(Duration::from_hours(1));
    assert_eq!(calls(&app, &bot, "sendPoll"), 1);
    let close = format!("/messages/{}/poll/close", queued.id);
    app.client(&app.owner).act(&close).await.problem(409, Code::Conflict);

    app.client(&app.owner).act(&format!("/messages/{}/retry", queued.id)).await.ok::<Message>();
    app.delivered(queued.id, DeliveryState::Sent).await;
    assert_eq!(calls(&app, &bot, "sendPoll"), 2);
    assert_eq!(app.sandbox.received(elena).len(), 2);
    let call = app.sandbox.calls(&bot.at_telegram).pop().unwrap();
    assert_eq!((&call.params["type"][..], &call.params["correct_option_ids"][..]), ("quiz", "[1]"));
}

#[tokio::test]
async fn a_refused_poll_says_why_and_a_wait_is_obeyed() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (elena, chat) = app.person(&bot, "Elena").await;
    let _sender = app.sender(&bot).await;
    app.sandbox.fault(Fault::too_many_requests(30).on("sendPoll"));
    let queued: Message = ask(&app, chat, &tea()).await.created();
    let waits = |it: &Message| it.delivery.as_ref().unwrap().retry_at.is_some();
    app.message_when(queued.id, waits).await;
    app.state.clock.advance(Duration::from_secs(30));
    app.delivered(queued.id, DeliveryState::Sent).await;
    assert_eq!(app.sandbox.received(elena).len(), 1);

    app.sandbox.block(elena, &bot.at_telegram);
    app.state.clock.advance(Duration::from_secs(30));
    let refused: Message = ask(&app, chat, &tea()).await.created();
    let failed = app.delivered(refused.id, DeliveryState::Failed).await;
    assert_eq!(error(&failed), "Forbidden: bot was blocked by the user");
}

#[tokio::test]
async fn a_repeated_request_asks_once() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (elena, chat) = app.person(&bot, "Elena").await;
    let _sender = app.sender(&bot).await;
    let client = app.client(&app.owner).with("idempotency-key", "7f3a");
    let path = format!("/chats/{chat}/messages");
    let asked: Message = client.post(&path, json!({ "poll": tea() })).await.created();
    app.delivered(asked.id, DeliveryState::Sent).await;
    let again: Message = client.post(&path, json!({ "poll": tea() })).await.created();
    assert_eq!(again, asked);
    assert_eq!(app.sandbox.received(elena).len(), 1);
}
