//! Joining groups and channels, and leaving them.

use openapi::chats::{Chat, ChatAccess, ChatKind, Joined};
use sandbox::{Draft, Fault};
use serde_json::{Value, json};

use super::inbox::Talk;
use crate::harness::{Answer, Node};

impl Talk {
    pub async fn running() -> (Self, Node) {
        let talk = Self::new().await;
        let node = talk.desk.app.supervise();
        talk.desk.live().await;
        (talk, node)
    }

    async fn join(&self, link: &str) -> Answer {
        self.desk.post("join", json!({ "link": link })).await
    }

    async fn leave(&self, chat: &Chat) -> Answer {
        self.desk.app.client(&self.desk.app.owner).act(&format!("/chats/{}/leave", chat.id)).await
    }

    async fn audited(&self, action: &str) -> Vec<Value> {
        let all: Vec<Value> = self.desk.app.client(&self.desk.app.owner).get("/audit").await.items();
        all.into_iter().filter(|line| line["action"] == action).collect()
    }
}

#[tokio::test]
async fn a_public_channel_is_joined_by_its_name_and_left() {
    let (talk, _node) = Talk::running().await;
    let sandbox = &talk.desk.app.sandbox;
    let channel = sandbox.add_channel("News", talk.friend, Some("north_news"));
    sandbox.write(talk.friend, channel, Draft::text("Before"));
    let joined: Joined = talk.join("https://t.me/north_news/1").await.ok();
    let chat = joined.chat.unwrap();
    let told = (chat.title.as_str(), chat.kind, chat.access, joined.requested);
    assert_eq!(told, ("News", ChatKind::Channel, ChatAccess::Open, false));
    assert_eq!(chat.last_message.as_ref().unwrap().text, "Before");
    sandbox.write(talk.friend, channel, Draft::text("After"));
    talk.messages(|all| all.last().is_some_and(|last| last.text == "After")).await;
    assert_eq!(talk.audited("account.join").await.len(), 1);

    let again = talk.join("@north_news").await;
    assert_eq!(again.status, 409, "{again}");
    assert!(again.text().contains("already"), "{again}");

    let left: Chat = talk.leave(&chat).await.ok();
    assert_eq!(left.access, ChatAccess::Left);
    assert_eq!(talk.leave(&chat).await.ok::<Chat>().access, ChatAccess::Left, "twice is no failure");
    assert_eq!(talk.audited("chat.leave").await.len(), 2);
    talk.join("north_news").await.ok::<Joined>();
    talk.listing(|chats| chats[0].access == ChatAccess::Open).await;
}

#[tokio::test]
async fn an_invite_link_leads_in_or_asks() {
    let (talk, _node) = Talk::running().await;
    let sandbox = &talk.desk.app.sandbox;
    let group = sandbox.add_group("North yard", talk.friend);
    let link = sandbox.invite(talk.friend, group, false);
    let joined: Joined = talk.join(&link).await.ok();
    let chat = joined.chat.unwrap();
    assert_eq!((chat.title.as_str(), chat.kind), ("North yard", ChatKind::Group));
    assert_eq!(talk.leave(&chat).await.ok::<Chat>().access, ChatAccess::Left);

    let closed = sandbox.add_supergroup("Closed", talk.friend, None);
    let asks = sandbox.invite(talk.friend, closed, true).replace("t.me/+", "t.me/joinchat/");
    let asked: Joined = talk.join(&asks).await.ok();
    assert_eq!((asked.chat, asked.requested), (None, true));
    assert_eq!(talk.audited("account.join").await.len(), 2);
}

#[tokio::test]
async fn why_a_chat_cannot_be_joined_is_told() {
    let (talk, _node) = Talk::running().await;
    let sandbox = &talk.desk.app.sandbox;
    let group = sandbox.add_supergroup("North yard", talk.friend, Some("north_yard"));
    sandbox.ban(talk.desk.person, group);
    let refuse = |name| sandbox.fault(Fault::rpc_error(400, name).on("messages.importChatInvite"));
    for (link, refusal, status, words) in [
        ("no name at all", None, 422, "neither a name"),
        ("-1001234567890", None, 422, "by its number"),
        ("@nobody_here", None, 422, "nothing at Telegram"),
        ("@boris", None, 422, "no group or channel"),
        ("@north_yard", None, 409, "banned"),
        ("t.me/+unknown", None, 422, "expired"),
        ("t.me/+wrong", Some("INVITE_HASH_INVALID"), 422, "does not know"),
        ("t.me/+many", Some("CHANNELS_TOO_MUCH"), 409, "leave one first"),
        ("t.me/+full", Some("USERS_TOO_MUCH"), 409, "full"),
        ("t.me/+other", Some("SOMETHING_ELSE"), 502, "SOMETHING_ELSE"),
    ] {
        refusal.map(refuse);
        let answer = talk.join(link).await;
        assert_eq!(answer.status, status, "{link}: {answer}");
        assert!(answer.text().contains(words), "{link}: {answer}");
    }
    assert_eq!(talk.audited("account.join").await, Vec::<Value>::new());
}

#[tokio::test]
async fn what_cannot_be_left_stays() {
    let (talk, _node, private) = Talk::listed().await;
    let answer = talk.leave(&private).await;
    assert_eq!(answer.status, 409, "{answer}");
    let sandbox = &talk.desk.app.sandbox;
    let own = sandbox.add_supergroup("Our own", talk.desk.person, None);
    sandbox.write(talk.desk.person, own, Draft::text("Hello"));
    let chats = talk.listing(|chats| chats.len() == 2).await;
    let own = chats.iter().find(|chat| chat.title == "Our own").unwrap();
    let answer = talk.leave(own).await;
    assert_eq!(answer.status, 409, "{answer}");
    assert!(answer.text().contains("owns the chat"), "{answer}");
}

#[tokio::test]
async fn where_another_device_leaves_nobody_is_heard() {
    let (talk, _node) = Talk::running().await;
    let sandbox = &talk.desk.app.sandbox;
    let group = sandbox.add_supergroup("North yard", talk.friend, None);
    sandbox.join(talk.desk.person, group);
    sandbox.write(talk.friend, group, Draft::text("Hello"));
    talk.listing(|chats| chats[0].access == ChatAccess::Open).await;
    sandbox.leave(talk.desk.person, group);
    talk.listing(|chats| chats[0].access == ChatAccess::Left).await;
}

#[tokio::test]
async fn a_bot_leaves_a_group() {
    let mut desk = crate::inbox::Desk::new().await;
    let app = &desk.app;
    let person = app.sandbox.add_person("Vera", None, None);
    let group = app.sandbox.add_group("North yard", person);
    let bot = sandbox::UserId(desk.bot.telegram_id);
    app.sandbox.join(bot, group);
    let id = match group {
        sandbox::ChatRef::Group(id) => -id,
        other => panic!("{other:?}"),
    };
    desk.take(json!({ "message": {
        "message_id": 1, "date": 1_795_176_000,
        "chat": { "id": id, "type": "group", "title": "North yard" },
        "from": { "id": person.0, "is_bot": false, "first_name": "Vera" }, "text": "Hello",
    } }))
    .await;
    let chat = desk.chats().await.remove(0);
    let left: Chat = desk.owner().act(&format!("/chats/{}/leave", chat.id)).await.ok();
    assert_eq!(left.access, ChatAccess::Left);
    assert_eq!(desk.app.sandbox.calls(bot).last().unwrap().method, "leaveChat");
}
