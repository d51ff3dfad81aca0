//! Every shape an update may have, and how the inbox shows it.

use openapi::{
    chats::{ChatAccess, ChatKind},
    media::MediaKind,
    messages::{MessageKind, Reaction, ServiceAction},
};
use serde_json::{Value, json};

use super::{Desk, elena, message, private};

#[tokio::test]
async fn an_edit_keeps_what_was_there() {
    let mut desk = Desk::new().await;
    desk.take(message(1, "Helo")).await;
    let edit = |text: &str, at: i64| {
        json!({ "edited_message": {
            "message_id": 1, "date": 1_795_176_001, "edit_date": at, "chat": private(), "from": elena(), "text": text,
        } })
    };
    desk.take(edit("Hello", 1_795_176_100)).await;
    desk.take(edit("Hello!", 1_795_176_200)).await;
    // an older edit that comes late
    desk.take(edit("Hel", 1_795_176_050)).await;

    let chat = desk.chats().await.remove(0);
    assert_eq!(chat.last_message.as_ref().unwrap().text, "Hello!");
    assert_eq!(chat.incoming_count, 1);
    let shown = desk.thread(chat.id).await.items.remove(0);
    assert_eq!((shown.text.as_str(), shown.revisions), ("Hello!", 2));
    let revisions: Vec<Value> = desk.owner().get(&format!("/messages/{}/revisions", shown.id)).await.items();
    let texts: Vec<&str> = revisions.iter().map(|r| r["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["Hello", "Helo"]);
}

#[tokio::test]
async fn an_edit_of_a_message_never_seen_adds_it() {
    let mut desk = Desk::new().await;
    let mut update = message(9, "Late");
    let mut edited = update["message"].take();
    edited["edit_date"] = json!(1_795_176_900);
    desk.take(json!({ "edited_message": edited })).await;
    let chat = desk.chats().await.remove(0);
    assert_eq!(chat.incoming_count, 1);
    assert!(desk.thread(chat.id).await.items[0].edited_at.is_some());
}

#[tokio::test]
async fn a_photo_a_document_and_a_sticker_arrive_with_what_is_known_of_them() {
    let mut desk = Desk::new().await;
    let base = |id: i64, more: Value| {
        let mut update = message(id, "");
        let message = update["message"].as_object_mut().unwrap();
        message.remove("text");
        message.extend(more.as_object().unwrap().clone());
        update
    };
    desk.take(base(1, json!({
        "caption": "It is wet", "caption_entities": [{ "type": "bold", "offset": 6, "length": 3 }],
        "media_group_id": "77",
        "photo": [
            { "file_id": "small", "file_unique_id": "s", "width": 90, "height": 60, "file_size": 900 },
            { "file_id": "large", "file_unique_id": "l", "width": 1280, "height": 853, "file_size": 90_000 },
        ],
    })))
    .await;
    desk.take(base(
        2,
        json!({ "document": {
        "file_id": "doc", "file_unique_id": "d", "file_name": "invoice.pdf", "mime_type": "application/pdf",
        "file_size": 30_000_000,
    } }),
    ))
    .await;
    desk.take(base(
        3,
        json!({ "sticker": {
        "file_id": "st", "file_unique_id": "u", "type": "regular", "width": 512, "height": 512, "emoji": "👍",
        "is_animated": false, "is_video": false,
    } }),
    ))
    .await;

    let chat = desk.chats().await.remove(0);
    let thread = desk.thread(chat.id).await.items;
    let photo = &thread[0];
    assert_eq!((photo.kind, photo.text.as_str()), (MessageKind::Media, "It is wet"));
    assert_eq!(photo.entities[0].kind, "bold");
    assert_eq!(photo.album_id.as_deref(), Some("77"));
    let media = photo.media.as_ref().unwrap();
    assert_eq!((media.kind, media.width, media.downloadable), (MediaKind::Photo, Some(1280), true));
    let document = thread[1].media.as_ref().unwrap();
    assert_eq!((document.name.as_deref(), document.downloadable), (Some("invoice.pdf"), false));
    assert_eq!(thread[2].media.as_ref().unwrap().emoji.as_deref(), Some("👍"));
    assert_eq!(chat.last_message.unwrap().media, Some(MediaKind::Sticker));
}

#[tokio::test]
async fn replies_forwards_buttons_and_presses() {
    let mut desk = Desk::new().await;
    desk.take(message(1, "Where is it?")).await;
    let mut reply = message(2, "Here");
    reply["message"]["reply_to_message"] = message(1, "Where is it?")["message"].clone();
    reply["message"]["forward_origin"] =
        json!({ "type": "hidden_user", "sender_user_name": "Pavel", "date": 1_795_000_000 });
    reply["message"]["reply_markup"] =
        json!({ "inline_keyboard": [[{ "text": "Yes", "callback_data": "y" }]] });
    desk.take(reply).await;
    desk.take(json!({ "callback_query": {
        "id": "99", "from": elena(), "chat_instance": "1", "data": "y", "message": message(2, "Here")["message"],
    } }))
    .await;

    let chat = desk.chats().await.remove(0);
    let thread = desk.thread(chat.id).await.items;
    let answer = thread.iter().find(|m| m.telegram_id == Some(2)).unwrap();
    let question = thread.iter().find(|m| m.telegram_id == Some(1)).unwrap();
    let to = answer.reply_to.as_ref().unwrap();
    assert_eq!((to.message_id, to.text.as_deref()), (Some(question.id), Some("Where is it?")));
    assert_eq!(answer.forward.as_ref().unwrap().name, "Pavel");
    assert_eq!(answer.buttons[0][0].text, "Yes");
    let press = thread.iter().find(|m| m.kind == MessageKind::Callback).unwrap();
    assert_eq!((press.text.as_str(), press.telegram_id), ("y", None));
}

#[tokio::test]
async fn reactions_add_up() {
    let mut desk = Desk::new().await;
    desk.take(message(1, "Done")).await;
    let change = |old: Value, new: Value| {
        json!({ "message_reaction": {
            "chat": private(), "message_id": 1, "user": elena(), "date": 1_795_176_100,
            "old_reaction": old, "new_reaction": new,
        } })
    };
    let thumb = json!([{ "type": "emoji", "emoji": "👍" }]);
    desk.take(change(json!([]), thumb.clone())).await;
    desk.take(change(thumb, json!([{ "type": "emoji", "emoji": "🔥" }]))).await;
    let chat = desk.chats().await.remove(0);
    let reactions = desk.thread(chat.id).await.items.remove(0).reactions;
    assert_eq!(reactions, [Reaction { emoji: "🔥".to_owned(), count: 1, ours: false }]);

    desk.take(json!({ "message_reaction_count": {
        "chat": private(), "message_id": 1, "date": 1_795_176_200,
        "reactions": [{ "type": { "type": "custom_emoji", "custom_emoji_id": "5" }, "total_count": 12 }],
    } }))
    .await;
    let reactions = desk.thread(chat.id).await.items.remove(0).reactions;
    assert_eq!(reactions, [Reaction { emoji: "custom".to_owned(), count: 12, ours: false }]);
}

#[tokio::test]
async fn a_poll_is_shown_with_its_votes() {
    let mut desk = Desk::new().await;
    let poll = |votes: [i64; 2], closed: bool| {
        json!({
            "id": "5420", "question": "Tea?", "is_closed": closed, "is_anonymous": true, "type": "quiz",
            "allows_multiple_answers": false, "total_voter_count": votes[0] + votes[1], "correct_option_id": 1,
            "options": [{ "text": "yes", "voter_count": votes[0] }, { "text": "no", "voter_count": votes[1] }],
        })
    };
    let mut asked = message(1, "");
    asked["message"].as_object_mut().unwrap().remove("text");
    asked["message"]["poll"] = poll([0, 0], false);
    desk.take(asked).await;
    desk.take(json!({ "poll": poll([3, 1], true) })).await;
    // nobody knows this one
    desk.take(json!({ "poll": { "id": "1", "question": "Coffee?", "options": [] } })).await;
    let chat = desk.chats().await.remove(0);
    let shown = desk.thread(chat.id).await.items.remove(0);
    assert_eq!((shown.kind, shown.text.as_str()), (MessageKind::Poll, "Tea?\n- yes\n- no"));
    let poll = shown.poll.unwrap();
    assert_eq!((poll.voters, poll.closed, poll.anonymous, poll.quiz), (4, true, true, true));
    let votes: Vec<_> = poll.options.iter().map(|option| (option.voters, option.correct)).collect();
    assert_eq!(votes, [(Some(3), false), (Some(1), true)]);
}

#[tokio::test]
async fn a_group_that_becomes_a_supergroup_keeps_its_history() {
    let mut desk = Desk::new().await;
    let group = json!({ "id": -77, "type": "group", "title": "Warehouse" });
    let supergroup = json!({ "id": -1_001_234_567_890_i64, "type": "supergroup", "title": "Warehouse" });
    let in_chat = |chat: &Value, id: i64, more: Value| {
        let mut message =
            json!({ "message_id": id, "date": 1_795_176_000 + id, "chat": chat, "from": elena() });
        message.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "message": message })
    };
    desk.take(in_chat(&group, 5, json!({ "text": "before" }))).await;
    let old = desk.chats().await.remove(0);
    assert_eq!((old.kind, old.telegram_id), (ChatKind::Group, -77));
    desk.take(in_chat(&group, 6, json!({ "migrate_to_chat_id": -1_001_234_567_890_i64 }))).await;
    desk.take(in_chat(&supergroup, 1, json!({ "migrate_from_chat_id": -77 }))).await;
    desk.take(in_chat(&supergroup, 2, json!({ "text": "after" }))).await;

    let chats = desk.chats().await;
    assert_eq!(chats.len(), 1);
    assert_eq!((chats[0].id, chats[0].kind), (old.id, ChatKind::Supergroup));
    assert_eq!(chats[0].telegram_id, -1_001_234_567_890);
    let texts: Vec<String> = desk.thread(old.id).await.items.into_iter().map(|m| m.text).collect();
    assert!(texts.contains(&"before".to_owned()) && texts.contains(&"after".to_owned()), "{texts:?}");
}

#[tokio::test]
async fn ids_of_different_kinds_do_not_collide() {
    let mut desk = Desk::new().await;
    for chat in [
        json!({ "id": 5, "type": "private", "first_name": "Five" }),
        json!({ "id": -5, "type": "group", "title": "Group five" }),
        json!({ "id": -1_000_000_000_005_i64, "type": "channel", "title": "Channel five" }),
    ] {
        let key = if chat["type"] == "channel" { "channel_post" } else { "message" };
        desk.take(json!({ key: { "message_id": 1, "date": 1_795_176_000, "chat": chat, "text": "x" } }))
            .await;
    }
    let mut ids: Vec<i64> = desk.chats().await.iter().map(|chat| chat.telegram_id).collect();
    ids.sort_unstable();
    assert_eq!(ids, [-1_000_000_000_005, -5, 5]);
}

#[tokio::test]
async fn who_blocks_the_bot_is_seen() {
    let mut desk = Desk::new().await;
    desk.take(message(1, "Bye")).await;
    let bot = json!({ "id": desk.bot.telegram_id, "is_bot": true, "first_name": "North" });
    let change = |old: &str, new: &str| {
        json!({ "my_chat_member": {
            "chat": private(), "from": elena(), "date": 1_795_176_500,
            "old_chat_member": { "status": old, "user": bot }, "new_chat_member": { "status": new, "user": bot },
        } })
    };
    let (block, unblock) = (change("member", "kicked"), change("kicked", "member"));
    desk.take(block).await;
    let chat = desk.chats().await.remove(0);
    assert_eq!(chat.access, ChatAccess::Blocked);
    let service = chat.last_message.unwrap().service.unwrap();
    assert_eq!((service.action, service.names), (ServiceAction::Blocked, vec!["Elena Markova".to_owned()]));
    desk.take(unblock).await;
    assert_eq!(desk.chats().await[0].access, ChatAccess::Open);
}

#[tokio::test]
async fn what_has_no_face_yet_is_named_and_kept() {
    let mut desk = Desk::new().await;
    let mut update = message(1, "");
    let new = update["message"].as_object_mut().unwrap();
    new.remove("text");
    new.insert("hologram_shared".to_owned(), json!({ "depth": 3 }));
    desk.take(update).await;
    let chat = desk.chats().await.remove(0);
    let shown = desk.thread(chat.id).await.items.remove(0);
    assert_eq!((shown.kind, shown.text.as_str()), (MessageKind::Other, "hologram shared"));
}

#[tokio::test]
async fn an_entity_telegram_adds_tomorrow_hides_no_message() {
    let mut desk = Desk::new().await;
    let mut update = message(1, "Look 👀 here");
    update["message"]["entities"] = json!([
        { "type": "hologram", "offset": 0, "length": 4, "depth": 3 },
        { "type": "bold", "offset": 8, "length": 4 },
        { "type": "bold", "offset": 8, "length": 400 },
    ]);
    desk.take(update).await;
    let chat = desk.chats().await.remove(0);
    let kinds: Vec<String> =
        desk.thread(chat.id).await.items[0].entities.iter().map(|e| e.kind.clone()).collect();
    // the last one reaches beyond the text and is left out
    assert_eq!(kinds, ["hologram", "bold"]);
}
