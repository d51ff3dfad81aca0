//! Forums and their topics.

use grammers_tl_types::{enums, functions, types};
use sandbox::{Draft, Sandbox};
use serde_json::json;

use crate::client::{Live, error, message};

fn in_topic(peer: &enums::InputPeer, topic: i32, random_id: i64) -> functions::messages::SendMessage {
    let reply = types::InputReplyToMessage {
        reply_to_msg_id: topic,
        top_msg_id: None,
        reply_to_peer_id: None,
        quote_text: None,
        quote_entities: None,
        quote_offset: None,
        monoforum_peer_id: None,
        todo_item_id: None,
        poll_option: None,
    };
    functions::messages::SendMessage {
        reply_to: Some(reply.into()),
        ..message(peer.clone(), "in the topic", random_id)
    }
}

fn list(peer: &enums::InputPeer) -> functions::messages::GetForumTopics {
    functions::messages::GetForumTopics {
        peer: peer.clone(),
        q: None,
        offset_date: 0,
        offset_id: 0,
        offset_topic: 0,
        limit: 10,
    }
}

async fn topics(live: &Live, peer: &enums::InputPeer) -> Vec<(String, i32)> {
    let enums::messages::ForumTopics::Topics(found) = live.call(&list(peer)).await.unwrap();
    let shown = found.topics.into_iter().map(|topic| match topic {
        enums::ForumTopic::Topic(topic) => (topic.title, topic.unread_count),
        enums::ForumTopic::Deleted(topic) => panic!("{topic:?}"),
    });
    shown.collect()
}

#[tokio::test]
async fn a_forum_has_topics_that_people_bots_and_accounts_write_in() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let bot = sandbox.add_bot("north_support", "North");
    let (anna, boris) = (sandbox.add_person("Anna", None, None), sandbox.add_person("Boris", None, None));
    let group = sandbox.add_supergroup("Fleet", boris, None);
    sandbox.join(anna, group);
    sandbox.promote(&bot, group);
    let live = Live::signed_in(&sandbox, &telegram, anna).await;
    let peer = live.chat_peer(group).await;
    assert_eq!(error(live.call(&list(&peer)).await).1, "CHANNEL_FORUM_MISSING");
    let routes = sandbox.add_topic(boris, group, "Routes");
    let repairs = sandbox.add_topic(boris, group, "Repairs");
    sandbox.write(boris, group, Draft::text("which way?").in_topic(routes));
    assert_eq!(topics(&live, &peer).await, [("Routes".into(), 2), ("Repairs".into(), 1)]);

    let number = i32::try_from(sandbox.message_id(anna, repairs)).unwrap();
    live.call(&in_topic(&peer, number, 1)).await.unwrap();
    let newest = sandbox.history(group).pop().unwrap();
    assert_eq!((newest.topic, newest.reply_to), (Some(repairs), None));
    let url = format!("{}/bot{}/sendMessage", sandbox.url(), bot.token);
    let body = json!({"chat_id": group.marked(bot.id), "message_thread_id": number, "text": "by the bot"});
    let http = reqwest::Client::new();
    let sent: serde_json::Value = http.post(url).json(&body).send().await.unwrap().json().await.unwrap();
    assert_eq!(sent["result"]["message_thread_id"], number);
    let replies = functions::messages::GetReplies {
        peer: peer.clone(),
        msg_id: number,
        offset_id: 0,
        offset_date: 0,
        add_offset: 0,
        limit: 10,
        max_id: 0,
        min_id: 0,
        hash: 0,
    };
    let enums::messages::Messages::ChannelMessages(found) = live.call(&replies).await.unwrap() else {
        panic!("not of a channel")
    };
    assert_eq!(found.count, 3, "its beginning, the account's message and the bot's");
    let enums::Message::Message(last) = &found.messages[0] else { panic!("not a message") };
    let Some(enums::MessageReplyHeader::Header(header)) = &last.reply_to else { panic!("no header") };
    assert!(header.forum_topic && header.reply_to_msg_id == Some(number));

    let read =
        functions::messages::ReadDiscussion { peer: peer.clone(), msg_id: number, read_max_id: last.id };
    live.call(&read).await.unwrap();
    assert_eq!(topics(&live, &peer).await, [("Repairs".into(), 0), ("Routes".into(), 2)]);
    assert_eq!(error(live.call(&in_topic(&peer, 9999, 2)).await).1, "REPLY_MESSAGE_ID_INVALID");

    let owner = Live::signed_in(&sandbox, &telegram, boris).await;
    let own = owner.chat_peer(group).await;
    let close = functions::messages::EditForumTopic {
        peer: own.clone(),
        topic_id: number,
        title: Some("Workshop".into()),
        icon_emoji_id: None,
        closed: Some(true),
        hidden: None,
    };
    owner.call(&close).await.unwrap();
    assert_eq!(error(live.call(&in_topic(&peer, number, 3)).await).1, "TOPIC_CLOSED");
    let create = functions::messages::CreateForumTopic {
        title_missing: false,
        peer: own.clone(),
        title: "Fuel".into(),
        icon_color: None,
        icon_emoji_id: None,
        random_id: 4,
        send_as: None,
    };
    owner.call(&create).await.unwrap();
    let titles: Vec<_> = topics(&owner, &own).await.into_iter().map(|(title, _)| title).collect();
    assert_eq!(titles, ["Fuel", "Workshop", "Routes"]);
}
