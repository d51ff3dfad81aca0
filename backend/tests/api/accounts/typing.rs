//! Who writes just now: shown to the others of a chat, and to the sockets of those who look.

use chrono::TimeDelta;
use openapi::{
    Code,
    events::{Passing, Typing},
};
use sandbox::{ChatRef, Doing, Draft, Fault};
use serde_json::{Value, json};

use super::inbox::Talk;
use crate::{
    harness::{PATIENCE, TestUser},
    live::Socket,
};

/// A socket of a user, past its first frame.
async fn socket(talk: &Talk, address: std::net::SocketAddr, user: &TestUser, query: &str) -> Socket {
    let url = format!("ws://{address}/ws/accounts/notifications?{query}");
    let mut socket = Socket::open(&url, &user.token).await;
    assert_eq!(socket.next().await["type"], "hello", "{:?}", talk.chat);
    socket
}

fn typing(frame: Value) -> Typing {
    assert_eq!(frame.get("id"), None, "it is in no log");
    let Passing::ChatTyping(typing) = serde_json::from_value(frame).unwrap();
    typing
}

#[tokio::test]
async fn those_who_look_see_who_writes() {
    let (talk, _node, hello) = Talk::begun().await;
    let app = &talk.desk.app;
    let (sandbox, address) = (&app.sandbox, app.serve().await);
    let mut one = socket(&talk, address, &app.owner, "type=chat.typing").await;
    let stranger = app.stranger().await;
    let mut theirs = socket(&talk, address, &stranger, "").await;
    // nobody knows this chat here
    let vera = sandbox.add_person("Vera", None, None);
    sandbox.be_busy(vera, ChatRef::private(vera, talk.desk.person), Doing::Typing);
    sandbox.be_busy(talk.friend, talk.chat, Doing::Typing);
    let now = app.state.clock.now();
    let seen = typing(one.next().await);
    assert_eq!((seen.chat_id, seen.identity_id), (hello.chat_id, hello.identity_id));
    assert_eq!((seen.name, seen.until), (None, now + TimeDelta::seconds(6)));
    sandbox.be_busy(talk.friend, talk.chat, Doing::Nothing);
    assert_eq!(typing(one.next().await).until, now);
    theirs.is_quiet().await;

    // in a group it says who
    let group = sandbox.add_supergroup("North yard", talk.friend, None);
    sandbox.join(talk.desk.person, group);
    sandbox.write(talk.friend, group, Draft::text("in the group"));
    let chats = talk.chats_when(|chats| chats.iter().any(|chat| chat.title == "North yard")).await;
    let yard = chats.into_iter().find(|chat| chat.title == "North yard").unwrap();
    sandbox.be_busy(talk.friend, group, Doing::RecordingVoice);
    let seen = typing(one.next().await);
    assert_eq!((seen.chat_id, seen.name.as_deref()), (yard.id, Some("Boris Petrov")));

    // a socket that resumes is not told again
    let mut late = socket(&talk, address, &app.owner, "after=0&type=chat.typing").await;
    late.is_quiet().await;
}

#[tokio::test]
async fn it_is_shown_to_sockets_of_other_nodes() {
    if std::env::var("TEST_REDIS_URL").unwrap_or_default().is_empty() {
        // without Redis there is one node
        return;
    }
    let (talk, node, _hello) = Talk::begun().await;
    node.stop().await;
    let other = talk.desk.app.again(json!({})).await.unwrap();
    let workspace = talk.desk.app.owner.workspace;
    let mut frames = other.live.clone().follow(&other, workspace).await.unwrap();
    let runs = talk.desk.app.second_node().await;
    talk.desk.live().await;
    let shown = async {
        loop {
            talk.desk.app.sandbox.be_busy(talk.friend, talk.chat, Doing::Typing);
            let together = frames.recv().await.unwrap();
            if let Some(frame) = together.iter().find(|frame| frame.id.is_none()) {
                return frame.text.to_string();
            }
        }
    };
    let text = tokio::time::timeout(PATIENCE, shown).await.expect("it is told");
    typing(serde_json::from_str(&text).unwrap());
    drop(runs);
}

#[tokio::test]
async fn what_is_written_here_is_shown_there() {
    let (talk, node, hello) = Talk::begun().await;
    let app = &talk.desk.app;
    let client = app.client(&app.owner);
    let path = format!("/chats/{}/typing", hello.chat_id);
    client.act(&path).await.done();
    let calls = app.sandbox.account_calls(talk.desk.person);
    assert!(calls.iter().any(|call| call.method == "messages.setTyping"), "{calls:?}");
    app.sandbox.fault(Fault::rpc_error(400, "PEER_ID_INVALID").on("messages.setTyping"));
    let refused = client.act(&path).await.problem(502, Code::Telegram);
    assert!(refused.detail.unwrap().contains("PEER_ID_INVALID"));
    node.stop().await;
    client.act(&path).await.problem(409, Code::NotConnected);

    let bot = app.bot("north").await;
    let (elena, chat) = app.person(&bot, "Elena").await;
    let path = format!("/chats/{chat}/typing");
    client.act(&path).await.done();
    let calls = app.sandbox.calls(&bot.at_telegram);
    let action = calls.iter().find(|call| call.method == "sendChatAction").unwrap();
    assert_eq!(action.params["action"], "typing");
    app.sandbox.block(elena, &bot.at_telegram);
    client.act(&path).await.problem(502, Code::Telegram);
}
