//! The main job: what a person writes reaches the operator, and the answer goes back.

use openapi::{
    chats::Chat,
    media::MediaKind,
    messages::{Message, MessageKind, MessagePage},
};
use sandbox::{ChatRef, Draft};
use serde_json::json;
use tokio::time::timeout;

use crate::{
    harness::{PATIENCE, TestApp},
    media::PNG,
};

/// The messages of the only chat, once there are so many.
async fn messages(app: &TestApp, count: usize) -> (Chat, Vec<Message>) {
    let client = app.client(&app.owner);
    let mut wakes = app.state.bus.listen();
    let look = async {
        loop {
            if let Some(chat) = client.get("/bots/chats").await.items::<Chat>().pop() {
                let page: MessagePage = client.get(&format!("/chats/{}/messages", chat.id)).await.ok();
                if page.items.len() >= count {
                    return (chat, page.items);
                }
            }
            let _ = wakes.recv().await;
        }
    };
    timeout(PATIENCE, look).await.expect("the messages come")
}

#[tokio::test]
async fn a_question_is_answered() {
    let app = TestApp::new().await;
    let bot = app.sandbox.add_bot("north_support", "North support");
    let elena = app.sandbox.add_person("Elena", Some("Markova"), None);
    let _node = app.supervise();
    app.add_bot(&bot).await;
    let line = ChatRef::private(elena, &bot);
    let question = app.sandbox.write(elena, line, Draft::text("Where is my parcel?"));

    let (chat, all) = messages(&app, 1).await;
    assert_eq!((chat.title.as_str(), all[0].text.as_str()), ("Elena Markova", "Where is my parcel?"));
    let answer = json!({"text": "On its way", "reply_to": all[0].id});
    let path = format!("/chats/{}/messages", chat.id);
    app.client(&app.owner).post(&path, answer).await.created::<Message>();
    let received = app.sandbox.wait_received(elena, PATIENCE, |all| !all.is_empty()).await.unwrap();
    assert_eq!(received[0].text, "On its way");
    assert_eq!(received[0].reply_to, Some(question));
}

#[tokio::test]
async fn a_photo_goes_both_ways() {
    let app = TestApp::new().await;
    let bot = app.sandbox.add_bot("north_support", "North support");
    let elena = app.sandbox.add_person("Elena", None, None);
    let _node = app.supervise();
    app.add_bot(&bot).await;
    app.sandbox.write(elena, ChatRef::private(elena, &bot), Draft::photo(PNG).caption("is it this one?"));

    let (chat, all) = messages(&app, 1).await;
    let media = all[0].media.clone().unwrap();
    assert_eq!((all[0].kind, media.kind, media.downloadable), (MessageKind::Media, MediaKind::Photo, true));
    let client = app.client(&app.owner);
    let content = client.get(&format!("/media/{}/content", media.id)).await;
    assert_eq!((content.header("content-type"), &content.body[..]), (Some("image/png"), PNG));

    // what was fetched can be sent on
    let path = format!("/chats/{}/messages", chat.id);
    client.post(&path, json!({"text": "yes, this", "media_id": media.id})).await.created::<Message>();
    let received = app.sandbox.wait_received(elena, PATIENCE, |all| !all.is_empty()).await.unwrap();
    assert_eq!(received[0].text, "yes, this");
    assert_eq!(&received[0].file.as_ref().unwrap().bytes[..], PNG);
}
