//! Deleting for an account alone.

use openapi::{Code, chats::Chat, messages::Message};
use sandbox::Draft;

use super::inbox::Talk;

#[tokio::test]
async fn what_is_deleted_for_the_account_stays_with_the_other_one() {
    let (talk, _node, hello) = Talk::begun().await;
    let client = talk.desk.app.client(&talk.desk.app.owner);
    client.delete(&format!("/messages/{}?for_me=true", hello.id)).await.ok::<Message>();
    let gone = |it: &Message| it.deleted_at.is_some() && it.change.is_none();
    let deleted = talk.desk.app.message_when(hello.id, gone).await;
    assert_eq!(deleted.text, "Hello", "kept here");
    let last = talk.a_chat().await.last_message.unwrap();
    assert_eq!((last.text.as_str(), last.deleted), ("Hello", true), "and in the list of chats");
    assert_eq!(last.telegram_id, hello.telegram_id);
    assert_eq!(talk.at_telegram(), ["Hello"]);
    assert!(talk.desk.app.audit_actions().await.contains(&"message.delete_for_me".to_owned()));
}

#[tokio::test]
async fn in_supergroups_and_by_bots_there_is_no_such_choice() {
    let (mut talk, _node, _hello) = Talk::begun().await;
    let sandbox = &talk.desk.app.sandbox;
    let group = sandbox.add_supergroup("North yard", talk.friend, None);
    sandbox.join(talk.desk.person, group);
    talk.chat = group;
    sandbox.write(talk.friend, group, Draft::text("in the group"));
    let listed = |chats: &[Chat]| chats.iter().any(|chat| chat.title == "North yard");
    let chat = talk.chats_when(listed).await.into_iter().find(|chat| chat.title == "North yard").unwrap();
    let client = talk.desk.app.client(&talk.desk.app.owner);
    let last = chat.last_message.unwrap().id;
    let refused = client.delete(&format!("/messages/{last}?for_me=true")).await.problem(409, Code::Conflict);
    assert!(refused.detail.unwrap().contains("for everyone only"));

    let app = &talk.desk.app;
    let bot = app.bot("north").await;
    let (_elena, chat) = app.person(&bot, "Elena").await;
    let waits = app.send(chat, "one").await;
    client.delete(&format!("/messages/{}?for_me=true", waits.id)).await.problem(409, Code::Conflict);
}
