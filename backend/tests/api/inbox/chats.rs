//! Lists of chats, threads and what is unread.

use openapi::{
    Code, MessageId, Page,
    chats::{Chat, ReadMark, Unread},
    messages::MessagePage,
    users::Role,
};
use serde_json::json;

use super::{Desk, add_bot, message};

#[tokio::test]
async fn unread_is_each_users_own() {
    let mut desk = Desk::new().await;
    for n in 1..=4 {
        desk.take(message(n, &n.to_string())).await;
    }
    let chat = desk.chats().await.remove(0);
    assert_eq!(chat.unread, Some(4));
    let thread = desk.thread(chat.id).await.items;
    let viewer = desk.app.member(Role::Viewer).await;
    let path = format!("/chats/{}/read", chat.id);

    let mark: ReadMark = desk.owner().post(&path, json!({ "message_id": thread[2].id })).await.ok();
    assert_eq!((mark.unread, mark.message_id), (1, Some(thread[2].id)));
    // it never moves back by itself
    let mark: ReadMark = desk.owner().post(&path, json!({ "message_id": thread[0].id })).await.ok();
    assert_eq!(mark.unread, 1);
    let mark: ReadMark =
        desk.owner().post(&path, json!({ "message_id": thread[1].id, "unread": true })).await.ok();
    assert_eq!(mark.unread, 3);
    let unread: Unread = desk.owner().get("/bots/unread").await.ok();
    assert_eq!((unread.total, unread.chats, unread.identities.len()), (3, 1, 1));

    // who joins later starts with nothing unread, and is not moved by others
    let theirs: Unread = desk.app.client(&viewer).get("/bots/unread").await.ok();
    assert_eq!((theirs.total, theirs.chats), (0, 0));
    desk.take(message(5, "5")).await;
    let theirs: Unread = desk.app.client(&viewer).get("/bots/unread").await.ok();
    assert_eq!(theirs.total, 1);
    let listed: Vec<Chat> = desk.app.client(&viewer).get("/bots/chats?unread=true").await.items();
    assert_eq!(listed[0].unread, Some(1));
    desk.owner().post(&path, json!({ "message_id": MessageId(9999) })).await.problem(404, Code::NotFound);
}

#[tokio::test]
async fn chats_are_found_filtered_and_paged() {
    let mut desk = Desk::new().await;
    let names = ["Ёлка Петрова", "Anna", "100% sure", "under_score"];
    for (n, name) in (1..).zip(names) {
        let chat = json!({ "id": n, "type": "private", "first_name": name, "username": format!("user{n}") });
        desk.take(
            json!({ "message": { "message_id": 1, "date": 1_795_176_000 + n, "chat": chat, "text": name } }),
        )
        .await;
    }
    let other = add_bot(&desk.app, "other_bot").await;
    let titles = async |query: &str| {
        let chats: Vec<Chat> = desk.owner().get(&format!("/bots/chats?{query}")).await.items();
        chats.into_iter().map(|chat| chat.title).collect::<Vec<_>>()
    };
    assert_eq!(titles("").await, ["under_score", "100% sure", "Anna", "Ёлка Петрова"]);
    assert_eq!(titles("q=%D1%91%D0%9B%D0%BA%D0%B0").await, ["Ёлка Петрова"]);
    assert_eq!(titles("q=%25").await, ["100% sure"]);
    assert_eq!(titles("q=_").await, ["under_score"]);
    assert_eq!(titles("q=@user2").await, ["Anna"]);
    assert!(titles(&format!("bot_id={}", other.id)).await.is_empty());
    assert!(titles("kind=channel").await.is_empty());
    assert_eq!(titles("kind=channel,private").await.len(), 4);
    desk.owner().get("/bots/chats?kind=private,nonsense").await.problem(400, Code::Invalid);
    desk.owner().get("/bots/chats?limit=0").await.problem(422, Code::Invalid);

    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page: Page<Chat> = desk.owner().get(&format!("/bots/chats?limit=3{cursor}")).await.ok();
        seen.extend(page.items.into_iter().map(|chat| chat.title));
        let Some(next) = page.next_cursor else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, ["under_score", "100% sure", "Anna", "Ёлка Петрова"]);
}

#[tokio::test]
async fn a_thread_is_read_from_any_place_in_both_directions() {
    let mut desk = Desk::new().await;
    for n in 1..=9 {
        desk.take(message(n, &n.to_string())).await;
    }
    let chat = desk.chats().await.remove(0);
    let page = async |query: String| {
        let page: MessagePage = desk.owner().get(&format!("/chats/{}/messages?{query}", chat.id)).await.ok();
        let texts = page.items.iter().map(|m| m.text.clone()).collect::<String>();
        (texts, page)
    };
    let (texts, newest) = page("limit=3".to_owned()).await;
    assert_eq!((texts.as_str(), newest.after), ("789", None));
    let (texts, before) = page(format!("limit=3&before={}", newest.before.unwrap())).await;
    assert_eq!(texts, "456");
    let (texts, after) = page(format!("limit=3&after={}", before.after.unwrap())).await;
    assert_eq!((texts.as_str(), after.after), ("789", None));
    let middle = before.items[1].id;
    let (texts, around) = page(format!("limit=4&around={middle}")).await;
    assert_eq!(texts, "34567");
    assert!(around.before.is_some() && around.after.is_some());
    let (texts, first) = page(format!("limit=200&before={middle}")).await;
    assert_eq!((texts.as_str(), first.before), ("1234", None));
    let both = format!("/chats/{}/messages?before=1&after=1", chat.id);
    desk.owner().get(&both).await.problem(422, Code::Invalid);
}
