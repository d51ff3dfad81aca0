//! `getUpdates`: offsets, long polls and who may poll.

use sandbox::{ChatRef, Draft, Sandbox};
use serde_json::json;

use crate::{PATIENCE, client::Client};

#[tokio::test]
async fn updates_stay_until_their_offset_is_passed() {
    let sandbox = Sandbox::start().await.unwrap();
    let bot = sandbox.add_bot("north_support", "North support");
    let elena = sandbox.add_person("Elena", Some("Markova"), Some("elena_m"));
    let chat = ChatRef::private(elena, &bot);
    let first = sandbox.write(elena, chat, Draft::text("/start"));
    sandbox.write(elena, chat, Draft::text("Where is my parcel?").reply_to(first));

    let client = Client::new(&sandbox, &bot);
    let updates = client.updates().await;
    assert_eq!(updates.len(), 2);
    assert_eq!(updates, client.updates().await, "the same offset returns the same updates");
    let message = &updates[0]["message"];
    assert_eq!(message["text"], "/start");
    assert_eq!(message["entities"], json!([{"type": "bot_command", "offset": 0, "length": 6}]));
    assert_eq!(message["from"]["username"], "elena_m");
    assert_eq!(
        message["chat"],
        json!({"id": elena, "type": "private", "first_name": "Elena",
        "last_name": "Markova", "username": "elena_m"})
    );
    assert_eq!(updates[1]["message"]["reply_to_message"]["text"], "/start");

    let id = updates[0]["update_id"].as_i64().unwrap();
    assert_eq!(updates[1]["update_id"], id + 1);
    assert!(sandbox.acknowledged(&bot).is_empty());
    let rest = client.ok("getUpdates", json!({"offset": id + 1})).await;
    assert_eq!(rest[0], updates[1]);
    assert_eq!(sandbox.acknowledged(&bot), [id]);
    let newest = client.ok("getUpdates", json!({"offset": -1, "limit": 1})).await;
    assert_eq!(newest[0], updates[1]);
    assert_eq!(client.ok("getUpdates", json!({"offset": id + 2})).await, json!([]));
    assert_eq!(sandbox.acknowledged(&bot), [id, id + 1]);
}

#[tokio::test]
async fn a_long_poll_ends_with_the_first_update() {
    let sandbox = Sandbox::start().await.unwrap();
    let bot = sandbox.add_bot("north_support", "North support");
    let elena = sandbox.add_person("Elena", None, None);
    let client = Client::new(&sandbox, &bot);
    let poll = tokio::spawn(async move { client.ok("getUpdates", json!({"timeout": 50})).await });
    sandbox
        .wait_calls(&bot, PATIENCE, |calls| calls.iter().any(|call| call.method == "getUpdates"))
        .await
        .unwrap();
    sandbox.write(elena, ChatRef::private(elena, &bot), Draft::text("hello"));
    let updates = tokio::time::timeout(PATIENCE, poll).await.unwrap().unwrap();
    assert_eq!(updates[0]["message"]["text"], "hello");
}

#[tokio::test]
async fn the_older_of_two_pollers_gets_a_conflict() {
    let sandbox = Sandbox::start().await.unwrap();
    let bot = sandbox.add_bot("north_support", "North support");
    let client = Client::new(&sandbox, &bot);
    let older = {
        let client = client.clone();
        tokio::spawn(async move { client.error("getUpdates", json!({"timeout": 50})).await })
    };
    sandbox.wait_calls(&bot, PATIENCE, |calls| calls.len() == 1).await.unwrap();
    client.ok("getUpdates", json!({})).await;
    let (code, description) = tokio::time::timeout(PATIENCE, older).await.unwrap().unwrap();
    assert_eq!(code, 409);
    assert_eq!(
        description,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    );
}

#[tokio::test]
async fn a_revoked_token_ends_a_running_poll() {
    let sandbox = Sandbox::start().await.unwrap();
    let bot = sandbox.add_bot("north_support", "North support");
    let client = Client::new(&sandbox, &bot);
    let poll = {
        let client = client.clone();
        tokio::spawn(async move { client.error("getUpdates", json!({"timeout": 50})).await })
    };
    sandbox.wait_calls(&bot, PATIENCE, |calls| calls.len() == 1).await.unwrap();
    sandbox.revoke_token(&bot.token);
    let refused = tokio::time::timeout(PATIENCE, poll).await.unwrap().unwrap();
    assert_eq!(refused, (401, "Unauthorized".into()));
    assert_eq!(client.error("getMe", json!({})).await, (401, "Unauthorized".into()));
}

#[tokio::test]
async fn kinds_must_be_asked_for_and_are_remembered() {
    let sandbox = Sandbox::start().await.unwrap();
    let bot = sandbox.add_bot("north_support", "North support");
    let elena = sandbox.add_person("Elena", None, None);
    let chat = ChatRef::private(elena, &bot);
    let client = Client::new(&sandbox, &bot);
    let message = sandbox.write(elena, chat, Draft::text("hello"));
    sandbox.react(elena, message, "👍");
    assert_eq!(client.updates().await.len(), 1, "reactions come only if asked for");
    client.ok("getUpdates", json!({"allowed_updates": ["message_reaction"], "offset": -1})).await;
    sandbox.react(elena, message, "🔥");
    sandbox.write(elena, chat, Draft::text("not asked for"));
    let updates = client.updates().await;
    assert_eq!(updates.len(), 2);
    let change = &updates[1]["message_reaction"];
    assert_eq!(change["old_reaction"], json!([{"type": "emoji", "emoji": "👍"}]));
    assert_eq!(change["new_reaction"], json!([{"type": "emoji", "emoji": "🔥"}]));
    assert_eq!(change["message_id"], sandbox.message_id(&bot, message));
}
