//! Groups and channels: who sees what, and who may do what.

use sandbox::{ChatRef, Draft, Member, Options, Right, Sandbox};
use serde_json::{Value, json};

use crate::client::Client;

fn texts(updates: &[Value]) -> Vec<&str> {
    updates.iter().filter_map(|update| update["message"]["text"].as_str()).collect()
}

#[tokio::test]
async fn privacy_mode_hides_what_people_say_to_each_other() {
    let sandbox = Sandbox::start().await.unwrap();
    let (private, open) = (sandbox.add_bot("north_support", "North"), sandbox.add_bot("cargo_ru", "Cargo"));
    sandbox.set_reads_all(&open, true);
    let oleg = sandbox.add_person("Oleg", None, None);
    let group = sandbox.add_group("Warehouse 7", oleg);
    sandbox.join(&private, group);
    sandbox.join(&open, group);
    let client = Client::new(&sandbox, &private);
    let sent =
        client.ok("sendMessage", json!({"chat_id": group.marked(private.id), "text": "I am here"})).await;
    let here = sandbox.message(&private, group, sent["message_id"].as_i64().unwrap()).unwrap();
    sandbox.write(oleg, group, Draft::text("between us"));
    sandbox.write(oleg, group, Draft::text("/status"));
    sandbox.write(oleg, group, Draft::text("/status@cargo_ru"));
    sandbox.write(oleg, group, Draft::text("welcome").reply_to(here));
    sandbox.write(oleg, group, Draft::text("@north_support where is it?"));
    assert_eq!(texts(&client.updates().await), ["/status", "welcome", "@north_support where is it?"]);
    let seen = Client::new(&sandbox, &open).updates().await;
    assert_eq!(texts(&seen).len(), 5, "but never what another bot says");
    let joined = &seen[0]["my_chat_member"];
    assert_eq!(joined["old_chat_member"]["status"], "left");
    assert_eq!(joined["new_chat_member"]["status"], "member");
    assert_eq!(seen[1]["message"]["new_chat_members"][0]["username"], "cargo_ru");
}

#[tokio::test]
async fn numbers_are_per_account_in_groups_and_per_chat_in_supergroups() {
    let sandbox = Sandbox::start().await.unwrap();
    let (one, two) = (sandbox.add_bot("one_bot", "One"), sandbox.add_bot("two_bot", "Two"));
    let oleg = sandbox.add_person("Oleg", None, None);
    sandbox.write(oleg, ChatRef::private(oleg, &one), Draft::text("/start"));
    let group = sandbox.add_group("Warehouse 7", oleg);
    let supergroup = sandbox.add_supergroup("Fleet", oleg, None);
    for chat in [group, supergroup] {
        sandbox.promote(&one, chat);
        sandbox.promote(&two, chat);
    }
    let in_group = sandbox.write(oleg, group, Draft::text("hello"));
    assert_ne!(sandbox.message_id(&one, in_group), sandbox.message_id(&two, in_group));
    let in_supergroup = sandbox.write(oleg, supergroup, Draft::text("hello"));
    assert_eq!(sandbox.message_id(&one, in_supergroup), sandbox.message_id(&two, in_supergroup));
    let client = Client::new(&sandbox, &two);
    let shown = client.updates().await.pop().unwrap();
    assert_eq!(shown["message"]["message_id"], sandbox.message_id(&two, in_supergroup));
    assert_eq!(shown["message"]["chat"]["type"], "supergroup");
}

#[tokio::test]
async fn rights_decide_what_a_bot_may_do() {
    let sandbox = Sandbox::start().await.unwrap();
    let bot = sandbox.add_bot("north_support", "North");
    let oleg = sandbox.add_person("Oleg", None, None);
    let group = sandbox.add_supergroup("Fleet", oleg, Some("fleet"));
    let client = Client::new(&sandbox, &bot);
    let refused = client.error("sendMessage", json!({"chat_id": "@fleet", "text": "x"})).await;
    assert_eq!(refused, (403, "Forbidden: bot is not a member of the supergroup chat".into()));
    sandbox.join(&bot, group);
    let message = sandbox.write(oleg, group, Draft::text("hello"));
    let number = sandbox.message_id(&bot, message);
    let there = json!({"chat_id": "@fleet", "message_id": number});
    assert_eq!(
        client.error("deleteMessage", there.clone()).await.1,
        "Bad Request: message can't be deleted for everyone"
    );
    sandbox.set_member(&bot, group, Member::Restricted([].into()));
    assert_eq!(
        client.error("sendMessage", json!({"chat_id": "@fleet", "text": "x"})).await.1,
        "Bad Request: not enough rights to send text messages to the chat"
    );
    sandbox.set_member(&bot, group, Member::Administrator([Right::DeleteMessages].into()));
    assert_eq!(
        client.error("pinChatMessage", there.clone()).await.1,
        "Bad Request: not enough rights to manage pinned messages in the chat"
    );
    sandbox.promote(&bot, group);
    client.ok("pinChatMessage", there.clone()).await;
    let pinned = client.updates().await.pop().unwrap();
    assert_eq!(pinned["message"]["pinned_message"]["text"], "hello");
    assert_eq!(
        client.ok("getChat", json!({"chat_id": "@fleet"})).await["pinned_message"]["message_id"],
        number
    );
    client.ok("unpinChatMessage", there.clone()).await;
    client.ok("deleteMessage", there).await;
    let me = client.ok("getChatMember", json!({"chat_id": "@fleet", "user_id": bot.id})).await;
    assert_eq!(me["status"], "administrator");
    assert_eq!(me["can_pin_messages"], true);
    assert_eq!(me.get("can_post_messages"), None, "a right of channels");
    client.ok("leaveChat", json!({"chat_id": "@fleet"})).await;
    assert_eq!(client.updates().await.pop().unwrap()["my_chat_member"]["new_chat_member"]["status"], "left");
}

#[tokio::test]
async fn a_channel_speaks_in_its_own_name() {
    let sandbox = Sandbox::start().await.unwrap();
    let bot = sandbox.add_bot("north_support", "North");
    let oleg = sandbox.add_person("Oleg", None, None);
    let reader = sandbox.add_person("Elena", None, None);
    let channel = sandbox.add_channel("North news", oleg, Some("north_news"));
    sandbox.join(reader, channel);
    sandbox.promote(&bot, channel);
    let client = Client::new(&sandbox, &bot);
    let post = sandbox.write(oleg, channel, Draft::text("open on Sunday"));
    sandbox.edit(oleg, post, Draft::text("closed on Sunday"));
    client
        .ok("getUpdates", json!({"offset": -1, "allowed_updates": ["message_reaction_count", "chat_member"]}))
        .await;
    sandbox.react(reader, post, "👍");
    sandbox.leave(reader, channel);
    let updates = client.updates().await;
    assert_eq!(updates[0]["edited_channel_post"]["text"], "closed on Sunday");
    assert_eq!(updates[0]["edited_channel_post"]["sender_chat"]["title"], "North news");
    assert_eq!(updates[0]["edited_channel_post"].get("from"), None);
    let counted = &updates[1]["message_reaction_count"]["reactions"];
    assert_eq!(*counted, json!([{"type": {"type": "emoji", "emoji": "👍"}, "total_count": 1}]));
    assert_eq!(updates[2]["chat_member"]["new_chat_member"]["status"], "left");

    let forwarded = json!({"chat_id": channel.marked(bot.id), "from_chat_id": "@north_news",
        "message_id": sandbox.message_id(&bot, post)});
    let shown = client.ok("forwardMessage", forwarded).await;
    assert_eq!(shown["forward_origin"]["type"], "channel");
    assert_eq!(shown["forward_origin"]["chat"]["username"], "north_news");
}

#[tokio::test]
async fn ids_follow_from_the_seed() {
    let mut worlds = Vec::new();
    for seed in [5, 5, 6] {
        let sandbox = Sandbox::start_with(Options { seed, ..Options::default() }).await.unwrap();
        let bot = sandbox.add_bot("north_support", "North");
        let oleg = sandbox.add_person("Oleg", None, None);
        worlds.push((bot, oleg, sandbox.add_group("Warehouse 7", oleg)));
    }
    assert_eq!(worlds[0], worlds[1]);
    assert_ne!(worlds[1], worlds[2]);
}
