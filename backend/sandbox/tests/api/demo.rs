//! The demo: alive at once, and people answer.

use sandbox::{Sandbox, demo::Demo};
use serde_json::{Value, json};

use crate::{PATIENCE, client::Client};

#[tokio::test]
async fn the_world_is_alive_at_once_and_answers() {
    let sandbox = Sandbox::start().await.unwrap();
    let demo = Demo::set_up(&sandbox, 5);
    let now = sandbox.clock().now();
    let world: Value =
        reqwest::get(format!("{}/control/world", sandbox.url())).await.unwrap().json().await.unwrap();
    assert_eq!(world["people"].as_array().unwrap().len(), 60);
    assert_eq!(world["chats"].as_array().unwrap().len(), 4);
    for bot in sandbox.bots() {
        let updates = Client::new(&sandbox, &bot).updates().await;
        assert!(updates.len() > 10, "{} has something to read", bot.username);
        let dates = updates.iter().filter_map(|update| update["message"]["date"].as_i64());
        assert!(dates.clone().all(|date| (now - 24 * 3600..=now).contains(&date)));
        assert!(dates.is_sorted());
    }

    let bot = &sandbox.bots()[0];
    let client = Client::new(&sandbox, bot);
    let updates = client.updates().await;
    let mut private = updates.iter().rev().filter(|update| update["message"]["chat"]["type"] == "private");
    let chat = private.next().unwrap()["message"]["chat"]["id"].clone();
    tokio::spawn(demo.play(300.0));
    client.ok("sendMessage", json!({"chat_id": chat, "text": "It is on its way"})).await;
    let mut offset = updates.last().unwrap()["update_id"].as_i64().unwrap() + 1;
    let answered = async {
        loop {
            let new = client
                .ok(
                    "getUpdates",
                    json!({"offset": offset, "timeout": 50,
                "allowed_updates": ["message", "message_reaction"]}),
                )
                .await;
            for update in new.as_array().unwrap() {
                offset = update["update_id"].as_i64().unwrap() + 1;
                if update["message"]["chat"]["id"] == chat || update["message_reaction"]["chat"]["id"] == chat
                {
                    return;
                }
            }
        }
    };
    tokio::time::timeout(PATIENCE, answered).await.expect("the person answers");
}
