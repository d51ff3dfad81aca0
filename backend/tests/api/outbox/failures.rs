//! What goes wrong on the way to Telegram, and what the operator then sees and can do.

use backend::{outbox::End, platforms::telegram_bot::Api};
use openapi::{
    Code,
    chats::{Chat, ChatAccess, ChatKind},
    messages::{DeliveryState, Message},
};
use sandbox::Fault;
use serde_json::json;

use crate::harness::{
    TestApp,
    sender::{PATIENCE, delivery, error},
};

#[tokio::test]
async fn a_lost_answer_is_unknown_and_only_a_person_sends_again() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (elena, chat) = app.person(&bot, "Elena").await;
    app.sandbox.fault(Fault::lost_reply().on("sendMessage"));
    let _sender = app.sender(&bot).await;
    let sent = app.send(chat, "hello").await;

    let unknown = app.delivered(sent.id, DeliveryState::Unknown).await;
    assert!(error(&unknown).contains("no answer"), "{}", error(&unknown));
    assert_eq!(unknown.telegram_id, None);
    // later messages go on, and time does not bring it back
    app.state.clock.advance(std::time::Duration::from_hours(1));
    let next = app.send(chat, "still there?").await;
    app.delivered(next.id, DeliveryState::Sent).await;
    assert_eq!(app.asked(&bot), ["hello", "still there?"]);
    assert_eq!(delivery(&app.message(sent.id).await), DeliveryState::Unknown);

    let path = format!("/messages/{}", sent.id);
    let client = app.client(&app.owner);
    client.patch(&path, json!({"text": "x"})).await.problem(409, Code::Conflict);
    client.delete(&path).await.problem(409, Code::Conflict);
    let queued: Message = client.act(&format!("{path}/retry")).await.ok();
    assert_eq!(error(&queued), "");
    app.delivered(sent.id, DeliveryState::Sent).await;
    let texts: Vec<_> = app.sandbox.received(elena).into_iter().map(|one| one.text).collect();
    assert_eq!(texts, ["hello", "still there?", "hello"]);
    client.act(&format!("{path}/retry")).await.problem(409, Code::Conflict);
}

#[tokio::test]
async fn a_person_settles_what_is_unknown() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (_, chat) = app.person(&bot, "Elena").await;
    app.sandbox.fault(Fault::refused_reply().on("sendMessage").times(2));
    let _sender = app.sender(&bot).await;
    let client = app.client(&app.owner);
    for (outcome, state) in [("sent", DeliveryState::Sent), ("failed", DeliveryState::Failed)] {
        let sent = app.send(chat, outcome).await;
        app.delivered(sent.id, DeliveryState::Unknown).await;
        let path = format!("/messages/{}/resolve", sent.id);
        let settled: Message = client.post(&path, json!({"outcome": outcome})).await.ok();
        assert_eq!(delivery(&settled), state);
        client.post(&path, json!({"outcome": outcome})).await.problem(409, Code::Conflict);
    }
    assert_eq!(app.asked(&bot), ["sent", "failed"]);
    let actions = app.audit_actions().await;
    assert_eq!(actions.iter().filter(|action| *action == "message.resolve").count(), 2);
}

#[tokio::test]
async fn a_fault_of_telegrams_is_unknown_too() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (elena, chat) = app.person(&bot, "Elena").await;
    app.sandbox.fault(Fault::server_error(502).on("sendMessage"));
    let _sender = app.sender(&bot).await;
    let sent = app.send(chat, "hello").await;
    app.delivered(sent.id, DeliveryState::Unknown).await;
    assert!(app.sandbox.received(elena).is_empty());
}

#[tokio::test]
async fn a_person_who_blocked_the_bot_is_not_written_to_again() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (elena, chat) = app.person(&bot, "Elena").await;
    app.sandbox.block(elena, &bot.at_telegram);
    let _sender = app.sender(&bot).await;
    let before = app.state.newest_event(app.owner.workspace).await.unwrap();
    let sent = app.send(chat, "hello").await;

    let failed = app.delivered(sent.id, DeliveryState::Failed).await;
    assert_eq!(error(&failed), "Forbidden: bot was blocked by the user");
    let client = app.client(&app.owner);
    let shown: Chat = client.get(&format!("/chats/{chat}")).await.ok();
    assert_eq!(shown.access, ChatAccess::Blocked);
    assert_eq!(shown.last_message.unwrap().delivery, Some(DeliveryState::Failed));
    let events = backend::events::store::after(&app.state.db.reader, app.owner.workspace, before, 10).await;
    let kinds: Vec<_> = events.unwrap().into_iter().map(|event| event.kind).collect();
    assert_eq!(kinds, ["message.created", "message.updated", "chat.updated"]);

    let path = format!("/chats/{chat}/messages");
    client.post(&path, json!({"text": "x"})).await.problem(409, Code::Conflict);
    client.act(&format!("/messages/{}/retry", sent.id)).await.problem(409, Code::Conflict);
    // discarded: it stays as a mark
    let gone: Message = client.delete(&format!("/messages/{}", sent.id)).await.ok();
    assert!(gone.deleted_at.is_some());
}

#[tokio::test]
async fn a_group_that_became_a_supergroup_gets_the_message_there() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let oleg = app.sandbox.add_person("Oleg", None, None);
    let group = app.sandbox.add_group("Warehouse 7", oleg);
    app.sandbox.join(&bot.at_telegram, group);
    let chat = app.chat(&bot, group, ChatKind::Group, "Warehouse 7").await;
    let supergroup = app.sandbox.migrate(group);
    let _sender = app.sender(&bot).await;
    let sent = app.send(chat, "hello").await;

    app.delivered(sent.id, DeliveryState::Sent).await;
    assert_eq!(app.asked(&bot), ["hello", "hello"]);
    let texts: Vec<_> = app.sandbox.received(oleg).into_iter().map(|one| one.text).collect();
    assert_eq!(texts, ["hello"]);
    let shown: Chat = app.client(&app.owner).get(&format!("/chats/{chat}")).await.ok();
    assert_eq!(shown.telegram_id, supergroup.marked(bot.at_telegram.id));
    assert_eq!(shown.kind, ChatKind::Supergroup);
}

#[tokio::test]
async fn a_revoked_token_ends_the_sender_and_the_message_waits() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (_, chat) = app.person(&bot, "Elena").await;
    app.sandbox.revoke_token(&bot.at_telegram.token);
    let sender = app.sender(&bot).await;
    let sent = app.send(chat, "hello").await;
    assert_eq!(sender.ended().await, End::Revoked);
    let waits = app.message(sent.id).await;
    assert_eq!(
        (delivery(&waits), error(&waits)),
        (DeliveryState::Queued, "Unauthorized: the token is not valid (any more)")
    );
}

#[tokio::test]
async fn an_unreachable_telegram_is_tried_again_after_growing_pauses() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (_, chat) = app.person(&bot, "Elena").await;
    let nobody = Api::new("http://127.0.0.1:1".parse().unwrap(), PATIENCE).unwrap();
    let _sender = app.sender_through(&bot, nobody).await;
    let sent = app.send(chat, "hello").await;
    for seconds in [1, 2, 4] {
        let now = app.state.clock.now();
        let at = now + std::time::Duration::from_secs(seconds);
        let waits = app
            .message_when(sent.id, |message| message.delivery.as_ref().unwrap().retry_at == Some(at))
            .await;
        assert_eq!(delivery(&waits), DeliveryState::Queued);
        assert!(error(&waits).starts_with("Telegram cannot be reached"), "{}", error(&waits));
        app.state.clock.advance(std::time::Duration::from_secs(seconds));
    }
}
