//! Faults on the wire, and the log that shows them.

use sandbox::{ChatRef, Draft, Fault, Outcome, Sandbox};
use serde_json::json;

use crate::{PATIENCE, client::Client};

#[tokio::test]
async fn a_fault_meets_only_the_calls_it_fits() {
    let sandbox = Sandbox::start().await.unwrap();
    let bot = sandbox.add_bot("north_support", "North support");
    let elena = sandbox.add_person("Elena", None, None);
    sandbox.write(elena, ChatRef::private(elena, &bot), Draft::text("hello"));
    let client = Client::new(&sandbox, &bot);
    let hello = json!({"chat_id": elena, "text": "hello"});

    sandbox.fault(Fault::too_many_requests(7).on("sendMessage").of(&bot));
    client.ok("getMe", json!({})).await;
    let response = client.raw("sendMessage", &hello).await.unwrap();
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "7");
    let body: serde_json::Value = response.json().await.unwrap();
    assert_eq!(body["description"], "Too Many Requests: retry after 7");
    assert_eq!(body["parameters"]["retry_after"], 7);

    sandbox.fault(Fault::server_error(502));
    let response = client.raw("sendMessage", &hello).await.unwrap();
    assert_eq!(response.status(), 502);
    assert!(response.text().await.unwrap().starts_with("<html>"));
    assert!(sandbox.received(elena).is_empty());

    sandbox.fault(Fault::lost_reply());
    assert!(client.raw("sendMessage", &hello).await.is_err());
    assert_eq!(sandbox.received(elena).len(), 1, "carried out, though never answered");
    sandbox.fault(Fault::refused_reply());
    assert!(client.raw("sendMessage", &hello).await.is_err());
    assert_eq!(sandbox.received(elena).len(), 1);

    sandbox.fault(Fault::timeout());
    let patient = client.raw("sendMessage", &hello);
    assert!(tokio::time::timeout(std::time::Duration::from_millis(50), patient).await.is_err());
    let calls = sandbox
        .wait_calls(&bot, PATIENCE, |calls| calls.iter().all(|call| call.outcome.is_some()))
        .await
        .unwrap();
    let outcomes: Vec<_> = calls.into_iter().skip(3).filter_map(|call| call.outcome).collect();
    assert_eq!(outcomes, [Outcome::ReplyLost, Outcome::Cut, Outcome::Abandoned]);
    client.ok("sendMessage", hello).await;
}

#[tokio::test]
async fn updates_come_twice_and_out_of_order() {
    let sandbox = Sandbox::start().await.unwrap();
    let bot = sandbox.add_bot("north_support", "North support");
    let elena = sandbox.add_person("Elena", None, None);
    let chat = ChatRef::private(elena, &bot);
    sandbox.write(elena, chat, Draft::text("one"));
    sandbox.write(elena, chat, Draft::text("two"));
    sandbox.fault(Fault::duplicate_updates());
    sandbox.fault(Fault::reordered_updates());
    let client = Client::new(&sandbox, &bot);
    let texts: Vec<_> =
        client.updates().await.iter().map(|update| update["message"]["text"].clone()).collect();
    assert_eq!(texts, ["two", "one", "two", "one"]);
    assert_eq!(client.updates().await.len(), 2);
}
