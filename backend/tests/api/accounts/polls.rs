//! Polls: what is asked, the votes as they come, and ours.

use openapi::{
    Code,
    messages::{ChangeAction, DeliveryState, Message, MessageKind, Poll},
};
use sandbox::{Draft, Fault, MessageId};
use serde_json::json;

use super::inbox::Talk;
use crate::harness::{Answer, Node};

async fn vote(talk: &Talk, message: &Message, options: &[u32]) -> Answer {
    let path = format!("/messages/{}/vote", message.id);
    talk.desk.app.client(&talk.desk.app.owner).put(&path, json!({ "options": options })).await
}

/// The votes of each answer, and whether ours is among them.
fn votes(poll: &Poll) -> Vec<(i64, bool)> {
    poll.options.iter().map(|option| (option.voters.unwrap_or_default(), option.chosen)).collect()
}

/// Waits until the votes stand like this and none of ours waits.
async fn stands(talk: &Talk, message: &Message, wanted: &[(i64, bool)]) -> Poll {
    let is = |it: &Message| it.change.is_none() && votes(it.poll.as_ref().unwrap()) == wanted;
    talk.desk.app.message_when(message.id, is).await.poll.unwrap()
}

async fn asked() -> (Talk, Node, MessageId, Message) {
    let talk = Talk::new().await;
    let node = talk.desk.app.supervise();
    talk.desk.live().await;
    let poll = talk.desk.app.sandbox.write(talk.friend, talk.chat, Draft::poll("Tea?", &["yes", "no"]));
    let message = talk.messages(|all| all.len() == 1).await.remove(0);
    (talk, node, poll, message)
}

#[tokio::test]
async fn votes_come_and_ours_is_among_them() {
    let (talk, _node, poll, message) = asked().await;
    assert_eq!((message.kind, message.text.as_str()), (MessageKind::Poll, "Tea?\n- yes\n- no"));
    let shown = message.poll.clone().unwrap();
    assert_eq!((shown.question.as_str(), shown.voters, shown.closed), ("Tea?", 0, false));
    let texts: Vec<_> = shown.options.iter().map(|option| option.text.as_str()).collect();
    assert_eq!(texts, ["yes", "no"]);
    talk.desk.app.sandbox.vote(talk.friend, poll, &[0]);
    let one = stands(&talk, &message, &[(1, false), (0, false)]).await;
    assert_eq!(one.voters, 1);

    // the same answer twice is one answer
    let waits: Message = vote(&talk, &message, &[1, 1]).await.ok();
    assert_eq!(waits.change.unwrap().action, ChangeAction::Vote);
    let two = stands(&talk, &message, &[(1, false), (1, true)]).await;
    assert_eq!(two.voters, 2);
    talk.desk.app.sandbox.vote(talk.friend, poll, &[1]);
    stands(&talk, &message, &[(0, false), (2, true)]).await;
    vote(&talk, &message, &[]).await.ok::<Message>();
    let back = stands(&talk, &message, &[(0, false), (1, false)]).await;
    assert_eq!(back.voters, 1);
    assert!(talk.desk.app.audit_actions().await.contains(&"message.vote".to_owned()));
}

#[tokio::test]
async fn a_vote_that_cannot_be_is_refused_here() {
    let (talk, _node, poll, message) = asked().await;
    for options in [vec![2], vec![0, 1]] {
        let refused = vote(&talk, &message, &options).await.problem(422, Code::Invalid);
        assert_eq!(refused.fields[0].field, "options");
    }
    talk.write("Hello");
    let text = talk.messages(|all| all.len() == 2).await.remove(1);
    vote(&talk, &text, &[0]).await.problem(409, Code::Conflict);
    talk.desk.app.sandbox.close_poll(talk.friend, poll);
    talk.desk.app.message_when(message.id, |it| it.poll.as_ref().unwrap().closed).await;
    vote(&talk, &message, &[0]).await.problem(409, Code::Conflict);
}

#[tokio::test]
async fn a_vote_that_telegram_refuses_says_why() {
    let (talk, _node, _poll, message) = asked().await;
    talk.desk.app.sandbox.fault(Fault::rpc_error(400, "MESSAGE_POLL_CLOSED").on("messages.sendVote"));
    vote(&talk, &message, &[0]).await.ok::<Message>();
    let refused = |it: &Message| it.change.as_ref().is_some_and(|it| it.state == DeliveryState::Failed);
    let failed = talk.desk.app.message_when(message.id, refused).await;
    let change = failed.change.unwrap();
    assert_eq!(change.error.as_deref(), Some("MESSAGE_POLL_CLOSED"));
    assert_eq!(change.options, [0], "what was wanted is kept, to be asked for again");
    assert_eq!(votes(&failed.poll.unwrap()), [(0, false), (0, false)]);
}
