//! Dialogs and history.

use grammers_tl_types::{enums, functions, types};
use sandbox::{ChatRef, Draft, Sandbox};

use crate::client::{Live, error};

fn history(peer: &enums::InputPeer) -> functions::messages::GetHistory {
    functions::messages::GetHistory {
        peer: peer.clone(),
        offset_id: 0,
        offset_date: 0,
        add_offset: 0,
        limit: 3,
        max_id: 0,
        min_id: 0,
        hash: 0,
    }
}

fn texts(messages: enums::messages::Messages) -> Vec<String> {
    let messages = match messages {
        enums::messages::Messages::Messages(found) => found.messages,
        enums::messages::Messages::Slice(found) => found.messages,
        enums::messages::Messages::ChannelMessages(found) => found.messages,
        enums::messages::Messages::NotModified(_) => Vec::new(),
    };
    let text = |message| match message {
        enums::Message::Message(message) => message.message,
        other => format!("{other:?}"),
    };
    messages.into_iter().map(text).collect()
}

#[tokio::test]
async fn history_goes_in_all_directions() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let (anna, boris) = (sandbox.add_person("Anna", None, None), sandbox.add_person("Boris", None, None));
    for number in 1..=9 {
        let date = 1_700_000_000 + number;
        sandbox.write(boris, ChatRef::private(anna, boris), Draft::text(&number.to_string()).dated(date));
    }
    let live = Live::signed_in(&sandbox, &telegram, anna).await;
    let peer = live.peer(boris).await;
    let all = history(&peer);
    assert_eq!(texts(live.call(&all).await.unwrap()), ["9", "8", "7"]);
    let before = functions::messages::GetHistory { offset_id: 5, ..all.clone() };
    assert_eq!(texts(live.call(&before).await.unwrap()), ["4", "3", "2"]);
    let around = functions::messages::GetHistory { offset_id: 5, add_offset: -2, ..all.clone() };
    assert_eq!(texts(live.call(&around).await.unwrap()), ["6", "5", "4"]);
    let by_date = functions::messages::GetHistory { offset_date: 1_700_000_004, ..all.clone() };
    assert_eq!(texts(live.call(&by_date).await.unwrap()), ["3", "2", "1"]);
    let new = functions::messages::GetHistory { min_id: 7, limit: 100, ..all.clone() };
    assert_eq!(texts(live.call(&new).await.unwrap()), ["9", "8"]);
    assert_eq!(live.client.iter_messages(live.peer_ref(boris).await).total().await.unwrap(), 9);
    let gone = functions::messages::GetMessages {
        id: vec![types::InputMessageId { id: 3 }.into(), types::InputMessageId { id: 77 }.into()],
    };
    let found = texts(live.call(&gone).await.unwrap());
    assert!(found[0] == "3" && found[1].contains("MessageEmpty") || found[1].contains("Empty"), "{found:?}");
}

#[tokio::test]
async fn dialogs_come_in_pages_with_unread_figures() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let anna = sandbox.add_person("Anna", None, None);
    for number in 0..25 {
        let name = format!("P{number:02}");
        let person = sandbox.add_person(&name, None, None);
        let text = Draft::text("hello").dated(1_700_000_000 + number);
        sandbox.write(person, ChatRef::private(anna, person), text);
    }
    let live = Live::signed_in(&sandbox, &telegram, anna).await;
    let page = functions::messages::GetDialogs {
        exclude_pinned: false,
        folder_id: None,
        offset_date: 0,
        offset_id: 0,
        offset_peer: enums::InputPeer::Empty,
        limit: 10,
        hash: 0,
    };
    let enums::messages::Dialogs::Slice(first) = live.call(&page).await.unwrap() else { panic!("no slice") };
    assert_eq!((first.count, first.dialogs.len()), (25, 10));
    let enums::Dialog::Dialog(dialog) = &first.dialogs[0] else { panic!("no dialog") };
    assert_eq!((dialog.unread_count, dialog.top_message, dialog.pts), (1, 25, None));
    let names = live.dialogs().await;
    assert_eq!(names.len(), 25);
    assert_eq!((names[0].as_str(), names[24].as_str()), ("P24", "P00"));
}

#[tokio::test]
async fn what_one_account_may_name_another_may_not() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let (anna, boris) = (sandbox.add_person("Anna", None, None), sandbox.add_person("Boris", None, None));
    let group = sandbox.add_supergroup("Fleet", boris, None);
    let secret = sandbox.add_supergroup("Secret", boris, None);
    sandbox.join(anna, group);
    let one = Live::signed_in(&sandbox, &telegram, anna).await;
    let other = Live::signed_in(&sandbox, &telegram, boris).await;
    let borrowed = other.chat_peer(group).await;
    assert_eq!(error(one.call(&history(&borrowed)).await), (400, "CHANNEL_INVALID".into()));
    assert!(other.call(&history(&other.chat_peer(secret).await)).await.is_ok());
    assert_eq!(one.dialogs().await, ["Fleet"]);
    let unknown = functions::messages::GetStickers { emoticon: "x".into(), hash: 0 };
    let (code, name) = error(one.call(&unknown).await);
    assert!(code == 400 && name.contains("messages.getStickers"), "{name}");
}
