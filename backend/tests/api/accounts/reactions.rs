//! Reactions of an account: given at Telegram first, and counted once however they are told.

use std::time::Duration;

use openapi::{
    Code,
    messages::{ChangeAction, DeliveryState, Message, Reaction},
};
use sandbox::{Draft, Fault};
use serde_json::json;

use super::inbox::Talk;
use crate::harness::Answer;

async fn react(talk: &Talk, message: &Message, emoji: Option<&str>) -> Answer {
    let path = format!("/messages/{}/reaction", message.id);
    talk.desk.app.client(&talk.desk.app.owner).put(&path, json!({ "emoji": emoji })).await
}

/// Waits until a message has these reactions: emoji, count and whether it is ours; and no change waits.
async fn shows(talk: &Talk, message: &Message, wanted: &[(&str, i64, bool)]) -> Message {
    let is = |reaction: &Reaction, (emoji, count, ours): &(&str, i64, bool)| {
        (reaction.emoji.as_str(), reaction.count, reaction.ours) == (*emoji, *count, *ours)
    };
    let same = |all: &[Reaction]| {
        all.len() == wanted.len() && wanted.iter().all(|one| all.iter().any(|reaction| is(reaction, one)))
    };
    talk.desk.app.message_when(message.id, |it| it.change.is_none() && same(&it.reactions)).await
}

#[tokio::test]
async fn ours_comes_changes_and_goes() {
    let (talk, _node, hello) = Talk::begun().await;
    let asked: Message = react(&talk, &hello, Some("👍")).await.ok();
    assert_eq!(asked.change.unwrap().action, ChangeAction::React);
    assert_eq!(asked.reactions, [], "what is true at Telegram until then");
    shows(&talk, &hello, &[("👍", 1, true)]).await;
    let at_telegram = talk.desk.app.sandbox.history(talk.chat).remove(0);
    assert!(at_telegram.reactions.contains_key(&talk.desk.person));
    talk.desk.app.sandbox.react(talk.friend, at_telegram.id, "👍");
    shows(&talk, &hello, &[("👍", 2, true)]).await;
    react(&talk, &hello, Some("🔥")).await.ok::<Message>();
    shows(&talk, &hello, &[("👍", 1, false), ("🔥", 1, true)]).await;
    react(&talk, &hello, None).await.ok::<Message>();
    let shown = shows(&talk, &hello, &[("👍", 1, false)]).await;
    assert_eq!((shown.revisions, shown.edited_at), (0, None));
    assert!(talk.desk.app.audit_actions().await.contains(&"message.react".to_owned()));
}

#[tokio::test]
async fn one_that_telegram_refuses_says_why_and_another_takes_its_place() {
    let (talk, _node, hello) = Talk::begun().await;
    react(&talk, &hello, Some("x")).await.ok::<Message>();
    let refused = |it: &Message| it.change.as_ref().is_some_and(|it| it.state == DeliveryState::Failed);
    let failed = talk.desk.app.message_when(hello.id, refused).await;
    let change = failed.change.unwrap();
    assert_eq!((change.action, change.error.as_deref()), (ChangeAction::React, Some("REACTION_INVALID")));
    assert_eq!(change.reaction.as_deref(), Some("x"), "what was wanted is kept, to be asked for again");
    react(&talk, &hello, Some("👍")).await.ok::<Message>();
    shows(&talk, &hello, &[("👍", 1, true)]).await;
    react(&talk, &hello, Some("")).await.problem(422, Code::Invalid);
}

#[tokio::test]
async fn of_several_that_wait_the_last_is_given() {
    let (mut talk, node, hello) = Talk::begun().await;
    node.stop().await;
    react(&talk, &hello, Some("👍")).await.ok::<Message>();
    react(&talk, &hello, Some("🔥")).await.ok::<Message>();
    let node = talk.desk.app.second_node().await;
    talk.hears = node.state.clone();
    let given = |all: &[Message]| all[0].reactions.iter().any(|it| it.ours) && all[0].change.is_none();
    let all = talk.messages(given).await;
    assert_eq!(all[0].reactions[0].emoji, "🔥");
    let calls = talk.desk.app.sandbox.account_calls(talk.desk.person);
    assert_eq!(calls.iter().filter(|call| call.method == "messages.sendReaction").count(), 1);
}

#[tokio::test]
async fn in_supergroups_they_are_told_as_edits_and_are_none() {
    let mut talk = Talk::new().await;
    let sandbox = &talk.desk.app.sandbox;
    let group = sandbox.add_supergroup("North yard", talk.friend, None);
    sandbox.join(talk.desk.person, group);
    talk.chat = group;
    let _node = talk.desk.app.supervise();
    talk.desk.live().await;
    let written = sandbox.write(talk.friend, group, Draft::text("in the group"));
    let all = talk.messages(|all| all.iter().any(|it| it.text == "in the group")).await;
    let message = all.into_iter().find(|it| it.text == "in the group").unwrap();
    react(&talk, &message, Some("👍")).await.ok::<Message>();
    shows(&talk, &message, &[("👍", 1, true)]).await;
    talk.desk.app.sandbox.react(talk.friend, written, "👍");
    let shown = shows(&talk, &message, &[("👍", 2, true)]).await;
    assert_eq!((shown.revisions, shown.edited_at), (0, None));
}

#[tokio::test]
async fn one_whose_answer_was_lost_is_asked_for_again_and_counted_once() {
    let (talk, _node, hello) = Talk::begun().await;
    talk.desk.app.sandbox.fault(Fault::lost_reply().of(talk.desk.person).on("messages.sendReaction"));
    react(&talk, &hello, Some("👍")).await.ok::<Message>();
    let waiting = talk.desk.when(|account| account.standing.retry_at.is_some()).await;
    talk.desk.until_retry(&waiting);
    talk.desk.live().await;
    talk.desk.app.state.clock.advance(Duration::from_secs(2));
    shows(&talk, &hello, &[("👍", 1, true)]).await;
}

#[tokio::test]
async fn those_from_before_come_with_their_message() {
    let talk = Talk::new().await;
    let before = talk.write("before");
    talk.desk.app.sandbox.react(talk.friend, before, "👍");
    talk.desk.app.sandbox.react(talk.desk.person, before, "👍");
    let _node = talk.desk.app.supervise();
    let message = talk.messages(|all| all.len() == 1).await.remove(0);
    shows(&talk, &message, &[("👍", 2, true)]).await;
}
