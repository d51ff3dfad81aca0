//! Searching the messages that are stored.

use openapi::{
    Code, Page,
    chats::{Chat, FoundMessage},
    messages::{Message, MessagePage},
};
use serde_json::{Value, json};

use super::{Desk, message};

impl Desk {
    async fn search(&self, chat: &Chat, query: &str) -> MessagePage {
        self.owner().get(&format!("/chats/{}/messages?{query}", chat.id)).await.ok()
    }

    async fn finds(&self, chat: &Chat, words: &str) -> Vec<i64> {
        let words: String = url::form_urlencoded::byte_serialize(words.as_bytes()).collect();
        let found = self.search(chat, &format!("q={words}")).await;
        assert_eq!((found.before, found.after), (None, None));
        found.items.iter().map(telegram_id).collect()
    }
}

fn telegram_id(message: &Message) -> i64 {
    message.telegram_id.unwrap_or_default()
}

/// A message with a field in place of its text.
fn with(id: i64, field: &str, value: &Value) -> Value {
    let mut update = message(id, "");
    let message = update["message"].as_object_mut().unwrap();
    message.remove("text");
    message.insert(field.to_owned(), value.clone());
    update
}

#[tokio::test]
async fn words_are_found_in_every_language_case_and_place() {
    let mut desk = Desk::new().await;
    let texts = ["Where is my parcel?", "ГДЕ моя посылка?", "Ο ΔΡΟΜΟΣ", "100% [sure] a_b *c* \\d", "Ёлка"];
    for (id, text) in (1..).zip(texts) {
        desk.take(message(id, text)).await;
    }
    let mut photo = with(6, "photo", &json!([{ "file_id": "p", "file_unique_id": "p" }]));
    photo["message"]["caption"] = json!("The Parcel is wet");
    desk.take(photo).await;
    let file = json!({ "file_id": "d", "file_unique_id": "d", "file_name": "Invoice.pdf" });
    desk.take(with(7, "document", &file)).await;
    let poll = json!({ "id": "1", "question": "Tea or coffee?", "options": [{ "text": "Tea" }] });
    desk.take(with(8, "poll", &poll)).await;
    desk.take(with(9, "new_chat_title", &json!("Parcel"))).await;
    let chat = desk.chats().await.remove(0);

    assert_eq!(desk.finds(&chat, "PARCEL").await, [1, 6], "the earlier first, and none of what happened");
    assert_eq!(desk.finds(&chat, "wet parcel").await, [6], "all words, wherever they stand");
    assert_eq!(desk.finds(&chat, "гДе ПОСЫЛ").await, [2]);
    assert_eq!(desk.finds(&chat, "ёЛКА").await, [5]);
    assert_eq!(desk.finds(&chat, "δρομος").await, [3]);
    assert_eq!(desk.finds(&chat, "invoice.PDF").await, [7]);
    assert_eq!(desk.finds(&chat, "COFFEE").await, [8]);
    for sign in ["100%", "[SURE]", "a_b", "*c*", "\\D"] {
        assert_eq!(desk.finds(&chat, sign).await, [4], "{sign}");
    }
    for nothing in ["p?rcel", "p.rcel", "p_rcel", "p%l", "[p]arcel", "nowhere", "\0?nothing"] {
        assert_eq!(desk.finds(&chat, nothing).await, [0; 0], "{nothing}");
    }
}

#[tokio::test]
async fn what_is_found_comes_in_pages_and_what_was_deleted_too() {
    let mut desk = Desk::new().await;
    for id in 1..=7 {
        desk.take(message(id, if id % 2 == 0 { "pear" } else { "apple" })).await;
    }
    desk.app.execute("UPDATE messages SET deleted_at = sent_at WHERE external_id = 3").await;
    let chat = desk.chats().await.remove(0);
    let newest = desk.search(&chat, "q=apple&limit=2").await;
    assert_eq!(newest.items.iter().map(telegram_id).collect::<Vec<_>>(), [5, 7]);
    let rest = desk.search(&chat, &format!("q=apple&limit=2&before={}", newest.before.unwrap())).await;
    assert_eq!(rest.items.iter().map(telegram_id).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(rest.before, None);

    let path = format!("/chats/{}/messages", chat.id);
    let refuses = async |query: &str| {
        desk.owner().get(&format!("{path}?{query}")).await.problem(422, Code::Invalid);
    };
    refuses("q=%20").await;
    refuses(&format!("q={}", "a".repeat(257))).await;
    refuses(&format!("q=a&after={}", newest.items[0].id)).await;
    let stranger = desk.app.stranger().await;
    desk.app.client(&stranger).get(&format!("{path}?q=apple")).await.problem(404, Code::NotFound);
}

#[tokio::test]
async fn all_chats_of_the_bots_are_searched_together() {
    let mut desk = Desk::new().await;
    for id in 1..=3 {
        desk.take(message(id, "A parcel")).await;
    }
    let anna = json!({ "id": 502, "type": "private", "first_name": "Anna" });
    desk.take(json!({ "message": {
        "message_id": 9, "date": 1_795_176_002, "chat": anna, "text": "My PARCEL", "from": { "id": 502, "first_name": "Anna" },
    } }))
    .await;
    let find =
        async |query: &str| -> Page<FoundMessage> { desk.owner().get(&format!("/{query}")).await.ok() };
    let titles = |page: &Page<FoundMessage>| {
        page.items
            .iter()
            .map(|found| (found.chat.title.clone(), telegram_id(&found.message)))
            .collect::<Vec<_>>()
    };
    let elena = |id| ("Elena Markova".to_owned(), id);
    let newest = find("bots/messages?q=parcel&limit=2").await;
    assert_eq!(titles(&newest), [elena(3), ("Anna".to_owned(), 9)], "newest first");
    let rest = find(&format!("bots/messages?q=parcel&cursor={}", newest.next_cursor.unwrap())).await;
    assert_eq!((titles(&rest), rest.next_cursor), (vec![elena(2), elena(1)], None));
    assert_eq!(find(&format!("bots/messages?q=parcel&bot_id={}", desk.bot.id)).await.items.len(), 4);
    let other = super::add_bot(&desk.app, "other_bot").await;
    assert_eq!(find(&format!("bots/messages?q=parcel&bot_id={}", other.id)).await.items, []);
    assert_eq!(find("accounts/messages?q=parcel").await.items, [], "never mixed");
    desk.owner().get("/bots/messages?q=%20").await.problem(422, Code::Invalid);
}

#[tokio::test]
async fn a_page_looks_through_so_many_messages_and_no_more() {
    let mut desk = Desk::new().await;
    desk.take(message(1, "needle")).await;
    desk.app
        .execute(
            "INSERT INTO messages (workspace_id, identity_id, chat_id, kind, outgoing, text, sent_at) \
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) \
             SELECT workspace_id, identity_id, chat_id, kind, outgoing, 'Hay and straw', sent_at FROM messages, n",
        )
        .await;
    let chat = desk.chats().await.remove(0);
    let nothing = desk.search(&chat, "q=Needle").await;
    assert_eq!(nothing.items, []);
    let found = desk.search(&chat, &format!("q=Needle&before={}", nothing.before.unwrap())).await;
    assert_eq!(found.items.len(), 1);
    assert_eq!(found.before, None);

    let nothing: Page<FoundMessage> = desk.owner().get("/bots/messages?q=needle").await.ok();
    assert_eq!(nothing.items, []);
    let path = format!("/bots/messages?q=needle&cursor={}", nothing.next_cursor.unwrap());
    let found: Page<FoundMessage> = desk.owner().get(&path).await.ok();
    assert_eq!((found.items.len(), found.next_cursor), (1, None));
}
