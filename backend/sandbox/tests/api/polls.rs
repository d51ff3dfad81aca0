//! Polls: whom their votes are told to, and their end.

use sandbox::{ChatRef, Draft, Sandbox};
use serde_json::json;

use crate::client::Client;

#[tokio::test]
async fn a_bot_is_told_of_the_votes_of_its_own_polls() {
    let sandbox = Sandbox::start().await.unwrap();
    let bot = sandbox.add_bot("north_support", "North");
    let oleg = sandbox.add_person("Oleg", None, None);
    let chat = ChatRef::private(oleg, &bot);
    let theirs = sandbox.write(oleg, chat, Draft::poll("Coffee?", &["yes", "no"]));
    let client = Client::new(&sandbox, &bot);
    let asked = json!({"chat_id": oleg.0, "question": "Tea?", "options": ["yes", "no"]});
    let sent = client.ok("sendPoll", asked).await;
    let ours = sandbox.message(&bot, chat, sent["message_id"].as_i64().unwrap()).unwrap();
    sandbox.vote(oleg, theirs, &[0]);
    sandbox.vote(oleg, ours, &[1]);
    let updates = client.updates().await;
    let polls: Vec<_> =
        updates.iter().map(|update| &update["poll"]).filter(|poll| poll.is_object()).collect();
    assert_eq!(polls.len(), 1, "{updates:?}");
    let votes = |place: usize| polls[0]["options"][place]["voter_count"].as_i64();
    assert_eq!((polls[0]["question"].as_str(), votes(0), votes(1)), (Some("Tea?"), Some(0), Some(1)));
    assert_eq!(polls[0]["id"], sent["poll"]["id"]);
}

#[tokio::test]
#[should_panic(expected = "poll has already been closed")]
async fn a_poll_that_is_over_takes_no_votes() {
    let sandbox = Sandbox::start().await.unwrap();
    let bot = sandbox.add_bot("north_support", "North");
    let oleg = sandbox.add_person("Oleg", None, None);
    let poll = sandbox.write(oleg, ChatRef::private(oleg, &bot), Draft::poll("Tea?", &["yes", "no"]));
    sandbox.close_poll(oleg, poll);
    sandbox.vote(oleg, poll, &[0]);
}

#[tokio::test]
async fn what_is_protected_is_not_forwarded() {
    let sandbox = Sandbox::start().await.unwrap();
    let bot = sandbox.add_bot("north_support", "North");
    let oleg = sandbox.add_person("Oleg", None, None);
    let chat = ChatRef::private(oleg, &bot);
    let secret = sandbox.write(oleg, chat, Draft::text("between us").protected());
    let number = sandbox.message_id(&bot, secret);
    let forward = json!({"chat_id": oleg.0, "from_chat_id": oleg.0, "message_id": number});
    let refused = Client::new(&sandbox, &bot).call("forwardMessage", forward).await;
    assert_eq!(refused["error_code"], 400, "{refused}");
    assert_eq!(sandbox.history(chat).len(), 1);
}

#[tokio::test]
async fn a_quiz_shows_what_is_right_and_is_ended_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let bot = sandbox.add_bot("north_support", "North");
    let oleg = sandbox.add_person("Oleg", None, None);
    sandbox.write(oleg, ChatRef::private(oleg, &bot), Draft::text("/start"));
    let client = Client::new(&sandbox, &bot);
    let quiz = json!({
        "chat_id": oleg.0, "question": "Tea?", "options": ["yes", "no"], "type": "quiz", "correct_option_ids": [1],
    });
    let sent = client.ok("sendPoll", quiz).await;
    assert_eq!((&sent["poll"]["type"], &sent["poll"]["correct_option_ids"]), (&json!("quiz"), &json!([1])));
    let stop = json!({"chat_id": oleg.0, "message_id": sent["message_id"]});
    assert_eq!(client.ok("stopPoll", stop.clone()).await["is_closed"], true);
    let again = client.call("stopPoll", stop).await;
    assert_eq!(again["description"], "Bad Request: poll has already been closed");
}
