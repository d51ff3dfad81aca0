//! What is written to an account, and what it writes.

use std::cell::RefCell;

use backend::state::AppState;
use openapi::{
    accounts::Account,
    chats::{Backfill, Chat, ChatKind, Unread},
    messages::{DeliveryState, Message, MessageKind, MessagePage},
};
use sandbox::{ChatRef, Draft, Fault, UserId};
use serde_json::json;

use super::Desk;
use crate::harness::{Node, PATIENCE, wait_account};

/// A running account, and someone who writes to it.
pub struct Talk {
    pub desk: Desk,
    /// The node whose news are waited for.
    pub hears: AppState,
    pub friend: UserId,
    pub chat: ChatRef,
    node: RefCell<Option<Node>>,
}

impl Talk {
    pub async fn new() -> Self {
        let desk = Desk::signed_in().await;
        let friend = desk.app.sandbox.add_person("Boris", Some("Petrov"), Some("boris"));
        desk.app.sandbox.give_phone(friend, "15550001002");
        let chat = ChatRef::private(friend, desk.person);
        Self { hears: desk.app.state.clone(), desk, friend, chat, node: RefCell::default() }
    }

    /// A running account that was written to, and who runs it.
    pub async fn begun() -> (Self, Node, Message) {
        let talk = Self::new().await;
        let node = talk.desk.app.supervise();
        talk.desk.live().await;
        talk.write("Hello");
        let hello = talk.messages(|all| all.len() == 1).await.remove(0);
        (talk, node, hello)
    }

    /// Has a node run for as long as this.
    pub fn keep(&self, node: Node) {
        self.node.replace(Some(node));
    }

    pub fn write(&self, text: &str) -> sandbox::MessageId {
        self.desk.app.sandbox.write(self.friend, self.chat, Draft::text(text))
    }

    pub async fn chats(&self) -> Vec<Chat> {
        self.desk.app.client(&self.desk.app.owner).get("/accounts/chats").await.items()
    }

    /// Waits until its chats are as wanted.
    pub async fn chats_when(&self, wanted: impl Fn(&[Chat]) -> bool) -> Vec<Chat> {
        let mut wakes = self.hears.bus.listen();
        let there = async {
            loop {
                let chats = self.chats().await;
                if wanted(&chats) {
                    return chats;
                }
                let _ = wakes.recv().await;
            }
        };
        tokio::time::timeout(PATIENCE, there).await.expect("the chats come")
    }

    /// Waits until the account has a chat.
    pub async fn a_chat(&self) -> Chat {
        let mut wakes = self.hears.bus.listen();
        let there = async {
            loop {
                if let Some(chat) = self.chats().await.into_iter().next() {
                    return chat;
                }
                let _ = wakes.recv().await;
            }
        };
        tokio::time::timeout(PATIENCE, there).await.expect("nothing came")
    }

    /// Waits until the messages of its one chat are as wanted, oldest first.
    pub async fn messages(&self, wanted: impl Fn(&[Message]) -> bool) -> Vec<Message> {
        let mut wakes = self.hears.bus.listen();
        let chat = self.a_chat().await.id;
        let client = self.desk.app.client(&self.desk.app.owner);
        let mut last = Vec::new();
        let there = async {
            loop {
                let page: MessagePage = client.get(&format!("/chats/{chat}/messages")).await.ok();
                last = page.items;
                if wanted(&last) {
                    return;
                }
                let _ = wakes.recv().await;
            }
        };
        let in_time = tokio::time::timeout(PATIENCE, there).await;
        assert!(in_time.is_ok(), "the messages are still {last:#?}");
        last
    }

    pub async fn texts(&self, wanted: &[&str]) {
        self.messages(|all| all.iter().map(|message| message.text.as_str()).eq(wanted.iter().copied())).await;
    }

    pub async fn send(&self, text: &str) -> Message {
        let chat = self.a_chat().await.id;
        let path = format!("/chats/{chat}/messages");
        self.desk.app.client(&self.desk.app.owner).post(&path, json!({ "text": text })).await.created()
    }

    /// What is in the chat at Telegram.
    pub fn at_telegram(&self) -> Vec<String> {
        let history = self.desk.app.sandbox.history(self.chat);
        history.iter().filter_map(|message| Some(message.content.text()?.text.clone())).collect()
    }
}

#[tokio::test]
async fn what_is_written_arrives_with_who_wrote_it() {
    let talk = Talk::new().await;
    let _node = talk.desk.app.supervise();
    talk.desk.live().await;
    talk.write("Hello");
    let messages = talk.messages(|all| all.len() == 1).await;
    let hello = &messages[0];
    assert_eq!((hello.kind, hello.outgoing, hello.text.as_str()), (MessageKind::Text, false, "Hello"));
    let author = hello.author.as_ref().unwrap();
    assert_eq!((author.name.as_str(), author.username.as_deref()), ("Boris Petrov", Some("boris")));
    let chat = talk.a_chat().await;
    assert_eq!((chat.kind, chat.title.as_str(), chat.unread), (ChatKind::Private, "Boris Petrov", Some(1)));
    assert_eq!(chat.telegram_id, talk.friend.0);
    let owner = talk.desk.app.client(&talk.desk.app.owner);
    assert_eq!(owner.get("/accounts/unread").await.ok::<Unread>().total, 1);
    // never among the bots'
    assert_eq!(owner.get("/bots/chats").await.items::<Chat>(), []);
    assert_eq!(owner.get("/bots/unread").await.ok::<Unread>().total, 0);
    let account: Account = talk.desk.now().await;
    assert!(account.last_update_at.is_some());
}

#[tokio::test]
async fn what_came_while_nobody_listened_is_fetched_once() {
    let mut talk = Talk::new().await;
    talk.write("before");
    let node = talk.desk.app.supervise();
    talk.texts(&["before"]).await;
    node.stop().await;
    talk.write("one");
    talk.write("two");
    let node = talk.desk.app.second_node().await;
    talk.hears = node.state.clone();
    talk.texts(&["before", "one", "two"]).await;
    talk.desk.app.sandbox.drop_connections(talk.desk.person);
    let (workspace, id) = (talk.desk.app.owner.workspace, talk.desk.account.id);
    let cut = |account: &Account| account.standing.retry_at.is_some();
    let waiting = wait_account(&node.state, workspace, id, cut).await;
    talk.write("three");
    talk.desk.until_retry(&waiting);
    talk.texts(&["before", "one", "two", "three"]).await;
}

#[tokio::test]
async fn an_update_that_was_not_pushed_is_fetched_with_the_next() {
    let talk = Talk::new().await;
    let _node = talk.desk.app.supervise();
    talk.desk.live().await;
    talk.write("one");
    talk.texts(&["one"]).await;
    talk.desk.app.sandbox.fault(Fault::lost_updates().of(talk.desk.person));
    talk.write("two");
    talk.write("three");
    talk.texts(&["one", "two", "three"]).await;
}

#[tokio::test]
async fn groups_and_channels_arrive_with_their_kinds() {
    let talk = Talk::new().await;
    let sandbox = &talk.desk.app.sandbox;
    let group = sandbox.add_supergroup("North yard", talk.friend, None);
    sandbox.join(talk.desk.person, group);
    let channel = sandbox.add_channel("News", talk.friend, Some("north_news"));
    sandbox.join(talk.desk.person, channel);
    let node = talk.desk.app.supervise();
    talk.desk.live().await;
    sandbox.write(talk.friend, group, Draft::text("in the group"));
    sandbox.write(talk.friend, channel, Draft::text("in the channel"));
    let mut wakes = talk.desk.app.state.bus.listen();
    let both = async {
        loop {
            let mut found: Vec<_> =
                talk.chats().await.into_iter().map(|chat| (chat.title, chat.kind)).collect();
            found.sort_by(|a, b| a.0.cmp(&b.0));
            if found.len() == 2 {
                return found;
            }
            let _ = wakes.recv().await;
        }
    };
    let found = tokio::time::timeout(PATIENCE, both).await.expect("both arrive");
    assert_eq!(
        found,
        [("News".to_owned(), ChatKind::Channel), ("North yard".to_owned(), ChatKind::Supergroup)]
    );
    drop(node);
}

#[tokio::test]
async fn an_answer_goes_out_once() {
    let talk = Talk::new().await;
    let _node = talk.desk.app.supervise();
    talk.desk.live().await;
    talk.write("Hello");
    talk.a_chat().await;
    let answer = talk.send("Good day").await;
    let sent = talk.desk.app.delivered(answer.id, DeliveryState::Sent).await;
    assert!(sent.telegram_id.is_some());
    talk.texts(&["Hello", "Good day"]).await;
    assert_eq!(talk.at_telegram(), ["Hello", "Good day"]);
}

#[tokio::test]
async fn a_send_whose_answer_was_lost_is_found_and_not_repeated() {
    let talk = Talk::new().await;
    let _node = talk.desk.app.supervise();
    talk.desk.live().await;
    talk.write("Hello");
    talk.a_chat().await;
    talk.desk.app.sandbox.fault(Fault::lost_reply().of(talk.desk.person).on("messages.sendMessage"));
    let answer = talk.send("Good day").await;
    let waiting = talk.desk.when(|account| account.standing.retry_at.is_some()).await;
    talk.desk.until_retry(&waiting);
    talk.desk.live().await;
    talk.desk.app.state.clock.advance(std::time::Duration::from_secs(2));
    let sent = talk.desk.app.delivered(answer.id, DeliveryState::Sent).await;
    assert!(sent.telegram_id.is_some());
    talk.texts(&["Hello", "Good day"]).await;
    assert_eq!(talk.at_telegram(), ["Hello", "Good day"]);
}

#[tokio::test]
async fn a_restricted_account_says_so_when_it_writes() {
    let talk = Talk::new().await;
    let _node = talk.desk.app.supervise();
    talk.desk.live().await;
    talk.write("Hello");
    talk.a_chat().await;
    talk.desk.app.sandbox.fault(Fault::rpc_error(400, "PEER_FLOOD").on("messages.sendMessage"));
    let answer = talk.send("Good day").await;
    let failed = talk.desk.app.delivered(answer.id, DeliveryState::Failed).await;
    assert_eq!(failed.delivery.unwrap().error.as_deref(), Some("PEER_FLOOD"));
    talk.desk.stands(openapi::accounts::AccountState::Restricted).await;
}

#[tokio::test]
async fn a_wait_for_a_chat_is_obeyed() {
    let talk = Talk::new().await;
    let _node = talk.desk.app.supervise();
    talk.desk.live().await;
    talk.write("Hello");
    talk.a_chat().await;
    let wait = Fault::too_many_requests(30).of(talk.desk.person).on("messages.sendMessage");
    talk.desk.app.sandbox.fault(wait);
    let answer = talk.send("Good day").await;
    let waiting = |message: &Message| message.delivery.as_ref().is_some_and(|it| it.retry_at.is_some());
    let held = talk.desk.app.message_when(answer.id, waiting).await;
    let until = held.delivery.unwrap().retry_at.unwrap();
    assert_eq!(until, talk.desk.app.state.clock.now() + chrono::TimeDelta::seconds(30));
    talk.desk.app.state.clock.advance(std::time::Duration::from_secs(30));
    talk.desk.app.delivered(answer.id, DeliveryState::Sent).await;
    assert_eq!(talk.at_telegram(), ["Hello", "Good day"]);
}

#[tokio::test]
async fn what_came_in_a_group_while_nobody_listened_is_fetched_once() {
    let mut talk = Talk::new().await;
    let group = talk.desk.app.sandbox.add_supergroup("North yard", talk.friend, None);
    talk.desk.app.sandbox.join(talk.desk.person, group);
    talk.chat = group;
    let node = talk.desk.app.supervise();
    talk.desk.live().await;
    talk.write("one");
    talk.messages(|all| all.iter().any(|message| message.text == "one")).await;
    node.stop().await;
    talk.write("two");
    talk.write("three");
    let node = talk.desk.app.second_node().await;
    talk.hears = node.state.clone();
    let all = talk.messages(|all| all.iter().any(|message| message.text == "three")).await;
    let written: Vec<_> =
        all.iter().filter(|it| it.kind == MessageKind::Text).map(|it| &it.text[..]).collect();
    assert_eq!(written, ["one", "two", "three"]);
}

#[tokio::test]
async fn what_became_of_messages_of_a_group_while_nobody_listened_is_fetched_too() {
    let mut talk = Talk::new().await;
    let sandbox = talk.desk.app.sandbox.clone();
    let group = sandbox.add_supergroup("North yard", talk.friend, None);
    sandbox.join(talk.desk.person, group);
    talk.chat = group;
    let node = talk.desk.app.supervise();
    talk.desk.live().await;
    let written = ["one", "two"].map(|text| talk.write(text));
    talk.messages(|all| all.iter().any(|message| message.text == "two")).await;
    node.stop().await;
    sandbox.edit(talk.friend, written[0], Draft::text("one, corrected"));
    sandbox.delete(talk.friend, written[1]);
    let node = talk.desk.app.second_node().await;
    talk.hears = node.state.clone();
    let corrected = |all: &[Message]| all.iter().any(|it| it.text == "one, corrected" && it.revisions == 1);
    let deleted = |all: &[Message]| all.iter().any(|it| it.text == "two" && it.deleted_at.is_some());
    talk.messages(|all| corrected(all) && deleted(all)).await;
}

#[tokio::test]
async fn edits_and_deletions_keep_what_was_said() {
    let talk = Talk::new().await;
    let _node = talk.desk.app.supervise();
    talk.desk.live().await;
    let first = talk.write("one");
    let second = talk.write("two");
    talk.texts(&["one", "two"]).await;
    let sandbox = &talk.desk.app.sandbox;
    sandbox.clock().advance(5);
    sandbox.edit(talk.friend, first, Draft::text("one, corrected"));
    sandbox.delete(talk.friend, second);
    let all = talk.messages(|all| all[0].revisions == 1 && all[1].deleted_at.is_some()).await;
    assert_eq!((all[0].text.as_str(), all[1].text.as_str()), ("one, corrected", "two"));
}

#[tokio::test]
async fn a_message_of_ours_is_edited_pinned_and_deleted() {
    let talk = Talk::new().await;
    let _node = talk.desk.app.supervise();
    talk.desk.live().await;
    talk.write("Hello");
    talk.a_chat().await;
    let answer = talk.send("Good day").await;
    talk.desk.app.delivered(answer.id, DeliveryState::Sent).await;
    let client = talk.desk.app.client(&talk.desk.app.owner);
    let path = format!("/messages/{}", answer.id);
    client.patch(&path, json!({ "text": "Good evening" })).await.ok::<Message>();
    let edited = |message: &Message| message.text == "Good evening" && message.change.is_none();
    talk.desk.app.message_when(answer.id, edited).await;
    assert_eq!(talk.at_telegram(), ["Hello", "Good evening"]);
    client.act(&format!("{path}/pin")).await.ok::<Message>();
    talk.desk.app.message_when(answer.id, |message| message.pinned && message.change.is_none()).await;
    client.act(&format!("{path}/unpin")).await.ok::<Message>();
    talk.desk.app.message_when(answer.id, |message| !message.pinned && message.change.is_none()).await;
    client.delete(&path).await.ok::<Message>();
    talk.desk.app.message_when(answer.id, |message| message.deleted_at.is_some()).await;
    assert_eq!(talk.at_telegram(), ["Hello"]);
}

#[tokio::test]
async fn a_file_goes_out_with_its_caption() {
    let talk = Talk::new().await;
    let _node = talk.desk.app.supervise();
    talk.desk.live().await;
    talk.write("Hello");
    let chat = talk.a_chat().await.id;
    let client = talk.desk.app.client(&talk.desk.app.owner);
    let upload = client.ask(
        axum::http::Method::POST,
        "/media?kind=document&name=price.txt",
        Some(("text/plain", "the price list".into())),
    );
    let upload: openapi::media::Media = upload.await.created();
    let new = json!({ "text": "as asked", "media_id": upload.id });
    let answer: Message = client.post(&format!("/chats/{chat}/messages"), new).await.created();
    talk.desk.app.delivered(answer.id, DeliveryState::Sent).await;
    assert_eq!(talk.at_telegram(), ["Hello", "as asked"]);
}

#[tokio::test]
async fn the_list_of_chats_comes_as_the_accounts_own_apps_show_it() {
    let talk = Talk::new().await;
    let sandbox = &talk.desk.app.sandbox;
    let group = sandbox.add_supergroup("North yard", talk.friend, None);
    sandbox.join(talk.desk.person, group);
    sandbox.clock().advance(10);
    talk.write("long ago");
    talk.write("before we came");
    // as new to the account as to us: nothing of what was before is news
    talk.desk.app.execute("UPDATE accounts SET pts = 3").await;
    let _node = talk.desk.app.supervise();
    talk.desk.live().await;
    let mut wakes = talk.desk.app.state.bus.listen();
    let listed = async {
        loop {
            let chats = talk.chats().await;
            if chats.len() == 2 && chats.iter().all(|chat| chat.dialog.is_some()) {
                return chats;
            }
            let _ = wakes.recv().await;
        }
    };
    let chats = tokio::time::timeout(PATIENCE, listed).await.expect("the list comes");
    let titles: Vec<_> = chats.iter().map(|chat| chat.title.as_str()).collect();
    assert_eq!(titles, ["Boris Petrov", "North yard"], "the newest first");
    let private = &chats[0];
    assert_eq!(private.dialog.as_ref().unwrap().unread, 2);
    assert_eq!(private.last_message.as_ref().unwrap().text, "before we came");
}

#[tokio::test]
async fn history_is_fetched_from_where_it_stopped() {
    let talk = Talk::new().await;
    for number in 0..150 {
        talk.write(&format!("message {number}"));
    }
    talk.desk.app.execute("UPDATE accounts SET pts = 151").await;
    let _node = talk.desk.app.supervise();
    talk.desk.live().await;
    let chat = talk.a_chat().await;
    let client = talk.desk.app.client(&talk.desk.app.owner);
    let path = format!("/chats/{}/history", chat.id);
    let first: Backfill = client.act(&path).await.ok();
    assert_eq!((first.fetched, first.complete), (100, false));
    let second: Backfill = client.act(&path).await.ok();
    assert_eq!((second.fetched, second.complete), (49, true));
    let page: MessagePage = client.get(&format!("/chats/{}/messages?limit=200", chat.id)).await.ok();
    let texts: Vec<_> = page.items.iter().map(|message| message.text.clone()).collect();
    let all: Vec<_> = (0..150).map(|number| format!("message {number}")).collect();
    assert_eq!(texts, all, "each once, in their order");
    let chat: Chat = client.get(&format!("/chats/{}", chat.id)).await.ok();
    assert_eq!(chat.unread, Some(0), "what is history is not news");
    assert_eq!(chat.last_message.unwrap().text, "message 149");
}

#[tokio::test]
async fn what_an_account_knows_of_its_peers_is_not_written_again() {
    let (talk, _node, _) = Talk::begun().await;
    let db = &talk.desk.app.state.db.reader;
    let statements: &[&str] = match sea_orm::ConnectionTrait::get_database_backend(db) {
        sea_orm::DbBackend::Sqlite => {
            &["CREATE TRIGGER shut BEFORE INSERT ON account_peers BEGIN SELECT RAISE(ABORT, 'written'); END"]
        }
        _ => &[
            "CREATE FUNCTION shut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'written'; END $$",
            "CREATE TRIGGER shut BEFORE INSERT OR UPDATE ON account_peers FOR EACH ROW EXECUTE FUNCTION shut()",
        ],
    };
    for statement in statements {
        talk.desk.app.execute(statement).await;
    }
    talk.write("Still there?");
    talk.texts(&["Hello", "Still there?"]).await;
}
