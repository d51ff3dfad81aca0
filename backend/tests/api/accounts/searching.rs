//! Searching a chat at Telegram.

use openapi::{
    chats::{Backfill, Chat},
    messages::{Message, MessagePage},
};
use sandbox::Fault;

use super::inbox::Talk;

impl Talk {
    async fn search(&self, chat: &Chat, query: &str) -> MessagePage {
        let path = format!("/chats/{}/search?{query}", chat.id);
        self.desk.app.client(&self.desk.app.owner).get(&path).await.ok()
    }

    async fn thread(&self, chat: &Chat, query: &str) -> Vec<String> {
        let path = format!("/chats/{}/messages?limit=200&{query}", chat.id);
        let page: MessagePage = self.desk.app.client(&self.desk.app.owner).get(&path).await.ok();
        texts(&page.items)
    }
}

fn texts(messages: &[Message]) -> Vec<String> {
    messages.iter().map(|message| message.text.clone()).collect()
}

/// A chat with 250 messages of which every second one is about apples, and the newest is stored.
async fn long() -> (Talk, crate::harness::Node, Chat) {
    let talk = Talk::new().await;
    for number in 0..250 {
        talk.write(&format!("{} {number}", if number % 2 == 0 { "apples" } else { "pears" }));
    }
    // as new to the account as to us: nothing of what was before is news
    talk.desk.app.execute("UPDATE accounts SET pts = 251").await;
    let node = talk.desk.app.supervise();
    talk.desk.live().await;
    let chat = talk.a_chat().await;
    (talk, node, chat)
}

#[tokio::test]
async fn what_is_found_can_be_opened_and_history_still_has_no_holes() {
    let (talk, _node, chat) = long().await;
    let first = talk.search(&chat, "q=Apples").await;
    let wanted = |from: i32| (0..50).map(|n| format!("apples {}", from + 2 * n)).collect::<Vec<_>>();
    assert_eq!(texts(&first.items), wanted(150));
    let second = talk.search(&chat, &format!("q=apples&before={}", first.before.unwrap())).await;
    assert_eq!(texts(&second.items), wanted(50));
    let third = talk.search(&chat, &format!("q=apples&before={}", second.before.unwrap())).await;
    assert_eq!((third.items.len(), third.before), (25, None));
    let again = talk.search(&chat, "q=apples").await;
    assert_eq!(again, first, "found twice, stored once");

    assert_eq!(talk.thread(&chat, "").await, ["pears 249"], "the thread has no holes");
    let id = second.items[0].id;
    assert_eq!(talk.thread(&chat, &format!("around={id}")).await, ["apples 50", "pears 249"]);
    let client = talk.desk.app.client(&talk.desk.app.owner);
    for (fetched, complete) in [(100, false), (100, false), (49, true)] {
        let done: Backfill = client.act(&format!("/chats/{}/history", chat.id)).await.ok();
        assert_eq!((done.fetched, done.complete), (fetched, complete));
    }
    let all: Vec<_> =
        (0..250).map(|n| format!("{} {n}", if n % 2 == 0 { "apples" } else { "pears" })).collect();
    let newest = talk.thread(&chat, "").await;
    assert_eq!(newest, all[50..]);
}

#[tokio::test]
async fn what_a_search_finds_before_it_arrives_is_news_all_the_same() {
    let (talk, _node, chat) = Talk::listed().await;
    talk.desk.app.sandbox.fault(Fault::lost_updates().of(talk.desk.person));
    talk.write("apples");
    let found = talk.search(&chat, "q=apples").await.items;
    assert_eq!(texts(&found), ["apples"]);
    assert_eq!(talk.thread(&chat, "").await, ["Hello"]);
    talk.write("pears");
    talk.texts(&["Hello", "apples", "pears"]).await;
    let chat = talk.chats().await.remove(0);
    assert_eq!((chat.unread, chat.incoming_count, chat.dialog.unwrap().unread), (Some(3), 3, 3));
    assert_eq!(chat.last_message.unwrap().text, "pears");
}

#[tokio::test]
async fn nothing_is_found_by_nothing() {
    let (talk, _node, chat) = Talk::listed().await;
    assert_eq!(talk.search(&chat, "q=nowhere").await.items, []);
    let path = format!("/chats/{}/search?q=%20", chat.id);
    let answer = talk.desk.app.client(&talk.desk.app.owner).get(&path).await;
    assert_eq!(answer.status, 422, "{answer}");
}
