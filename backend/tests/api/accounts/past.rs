//! What an account fetches by itself: what it missed while Telegram forgot it, and the last days of its chats.

use std::time::Duration;

use openapi::{
    accounts::{Account, HistoryProgress},
    chats::{Backfill, Chat},
    events::EventData,
    media::MediaKind,
    messages::{Message, MessagePage},
};
use sandbox::{ChatRef, Draft, Fault};
use serde_json::json;

use super::inbox::Talk;
use crate::harness::Node;

impl Talk {
    fn write_many(&self, what: &str, count: usize) -> Vec<String> {
        let texts: Vec<_> = (0..count).map(|number| format!("{what} {number}")).collect();
        for text in &texts {
            self.write(text);
        }
        texts
    }

    /// Waits until its one chat is as wanted, while time passes.
    pub(super) async fn chat_when(&self, wanted: impl Fn(&Chat) -> bool) -> Chat {
        let mut wakes = self.hears.bus.listen();
        let looked = async {
            loop {
                let chat = self.a_chat().await;
                if wanted(&chat) {
                    return chat;
                }
                wakes.recv().await.unwrap();
            }
        };
        self.desk.as_time_passes(looked).await
    }

    /// Waits until this was written last of all.
    pub(super) async fn last_is(&self, text: &str) {
        self.chat_when(|chat| chat.last_message.as_ref().is_some_and(|last| last.text == text)).await;
    }

    /// All messages of a chat, oldest first.
    async fn all(&self, chat: &Chat) -> Vec<Message> {
        let client = self.desk.app.client(&self.desk.app.owner);
        let path = format!("/chats/{}/messages?limit=200", chat.id);
        let mut all = client.get(&path).await.ok::<MessagePage>();
        while let Some(before) = all.before {
            let earlier = client.get(&format!("{path}&before={}", before.0)).await.ok::<MessagePage>();
            all.items.splice(0..0, earlier.items);
            all.before = earlier.before;
        }
        all.items
    }

    /// The texts that were told of, in the order of the events.
    async fn events_told(&self) -> Vec<String> {
        let events = self.desk.app.events().await.into_iter();
        let texts = events.filter_map(|event| match event {
            EventData::MessageCreated(new) => Some(new.message.text),
            _ => None,
        });
        texts.collect()
    }

    /// Has the account fetch so many days of history.
    async fn want_days(&self, days: i32) -> Account {
        let now = self.desk.now().await;
        let change = json!({ "name": now.name, "device": now.device, "history_days": days });
        let client = self.desk.app.client(&self.desk.app.owner);
        client.put(&format!("/accounts/{}", now.id), change).await.ok()
    }

    async fn history(&self, wanted: HistoryProgress) {
        let there = self.desk.when(|account| account.history == Some(wanted));
        self.desk.as_time_passes(there).await;
    }

    /// Waits until the list of chats was told: what comes then is news.
    pub async fn list_fetched(&self) {
        self.desk.live().await;
        self.desk.has_asked("messages.getDialogs", 2).await;
    }

    async fn next_node(&mut self) -> Node {
        let node = self.desk.app.second_node().await;
        self.hears = node.state.clone();
        node
    }

    fn days_pass(&self, days: u32) {
        self.desk.app.sandbox.clock().advance(i64::from(days) * 86_400);
        self.desk.app.state.clock.advance(Duration::from_hours(24) * days);
    }
}

fn texts(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(|message| message.text.as_str()).collect()
}

#[tokio::test]
async fn what_telegram_forgot_while_nobody_listened_is_fetched_as_news() {
    let mut talk = Talk::new().await;
    let node = talk.desk.app.supervise();
    talk.list_fetched().await;
    talk.write("one");
    talk.texts(&["one"]).await;
    node.stop().await;
    let mut missed = vec!["one".to_owned()];
    missed.extend(talk.write_many("missed", 150));
    talk.desk.app.sandbox.forget_updates(talk.desk.person);

    // it goes on where another node stopped
    let node = talk.next_node().await;
    let part = talk.chat_when(|chat| chat.incoming_count > 1).await;
    assert_eq!(part.incoming_count, 101, "the oldest first");
    node.stop().await;
    let _node = talk.next_node().await;
    talk.write("now");
    missed.push("now".to_owned());
    let chat = talk.chat_when(|chat| chat.incoming_count == 152).await;
    assert_eq!(chat.unread, Some(152));
    assert_eq!(chat.last_message.as_ref().unwrap().text, "now");
    let all = talk.all(&chat).await;
    assert_eq!(texts(&all), missed, "each once, in their order");
    let mut told = talk.events_told().await;
    told.retain(|text| text != "now");
    assert_eq!(told, missed[..151], "and told in their order");
    assert_eq!(talk.desk.app.dump("stretches").await, Vec::<String>::new());

    // whoever reads the newest has read what came late, too
    let mark = json!({ "message_id": all.last().unwrap().id });
    let client = talk.desk.app.client(&talk.desk.app.owner);
    client.post(&format!("/chats/{}/read", chat.id), mark).await.ok::<openapi::chats::ReadMark>();
    assert_eq!(talk.a_chat().await.unread, Some(0));
}

#[tokio::test]
async fn what_its_owner_read_elsewhere_is_fetched_and_not_news() {
    let mut talk = Talk::new().await;
    let node = talk.desk.app.supervise();
    talk.list_fetched().await;
    talk.write("one");
    talk.texts(&["one"]).await;
    node.stop().await;
    talk.write("read");
    talk.desk.app.sandbox.read(talk.desk.person, talk.chat);
    talk.write("not read");
    talk.desk.app.sandbox.forget_updates(talk.desk.person);
    let _node = talk.next_node().await;
    let chat = talk.chat_when(|chat| chat.incoming_count == 2).await;
    assert_eq!(texts(&talk.all(&chat).await), ["one", "read", "not read"]);
    assert_eq!(talk.events_told().await, ["one", "not read"]);
}

#[tokio::test]
async fn a_chat_that_began_while_nobody_listened_is_there() {
    let mut talk = Talk::new().await;
    let node = talk.desk.app.supervise();
    talk.desk.live().await;
    node.stop().await;
    talk.write("are you there?");
    talk.write("hello?");
    talk.desk.app.sandbox.forget_updates(talk.desk.person);
    let _node = talk.next_node().await;
    let chat = talk.chat_when(|chat| chat.incoming_count == 2).await;
    assert_eq!((chat.title.as_str(), chat.unread), ("Boris Petrov", Some(2)));
}

#[tokio::test]
async fn what_a_channel_forgot_is_fetched_too() {
    let mut talk = Talk::new().await;
    let sandbox = &talk.desk.app.sandbox;
    let group: ChatRef = sandbox.add_supergroup("North yard", talk.friend, None);
    sandbox.join(talk.desk.person, group);
    talk.chat = group;
    let node = talk.desk.app.supervise();
    talk.desk.live().await;
    talk.write("one");
    talk.messages(|all| all.iter().any(|message| message.text == "one")).await;
    let before = talk.chat_when(|chat| chat.dialog.is_some()).await.incoming_count;
    node.stop().await;
    let missed = talk.write_many("missed", 120);
    talk.desk.app.sandbox.forget_channel_updates(group);
    let _node = talk.next_node().await;
    let chat = talk.chat_when(|chat| chat.incoming_count == before + 120).await;
    let all = talk.all(&chat).await;
    let from = all.iter().position(|message| message.text == "one").unwrap();
    assert_eq!(texts(&all)[from + 1..], missed);
}

#[tokio::test]
async fn the_last_days_are_fetched_by_themselves() {
    let talk = Talk::new().await;
    let mut written = talk.write_many("long ago", 130);
    talk.days_pass(5);
    written.extend(talk.write_many("lately", 150));
    // as new to the account as to us: nothing of what was before is news
    talk.desk.app.execute("UPDATE accounts SET pts = 281").await;
    talk.want_days(2).await;
    let busy = Fault::too_many_requests(30).of(talk.desk.person).on("messages.getHistory");
    talk.desk.app.sandbox.fault(busy);
    let _node = talk.desk.app.supervise();
    talk.desk.live().await;
    talk.history(HistoryProgress { chats: 1, done: 1, messages: 200 }).await;
    assert_eq!(talk.desk.asked("messages.getHistory"), 3, "one of them had to wait");
    let chat = talk.a_chat().await;
    assert_eq!(texts(&talk.all(&chat).await), written[80..]);

    // more days are more history, and none is none
    talk.want_days(30).await;
    talk.history(HistoryProgress { chats: 1, done: 1, messages: 280 }).await;
    assert_eq!(talk.desk.asked("messages.getHistory"), 4);
    let all = talk.all(&chat).await;
    assert_eq!(texts(&all), written, "each once, in their order");
    assert_eq!(talk.a_chat().await.unread, Some(0));
    assert_eq!(talk.events_told().await, Vec::<String>::new(), "what is history is not news");
    talk.want_days(0).await;
    talk.desk.when(|account| account.history.is_none()).await;
}

#[tokio::test]
async fn a_chat_that_may_not_be_read_does_not_hold_up_others() {
    let talk = Talk::new().await;
    let other = talk.desk.app.sandbox.add_person("Vera", None, None);
    let chat = ChatRef::private(other, talk.desk.person);
    talk.desk.app.sandbox.write(other, chat, Draft::text("hello"));
    talk.write("hello");
    talk.desk.app.execute("UPDATE accounts SET pts = 3").await;
    talk.want_days(1).await;
    let refused = Fault::rpc_error(400, "CHANNEL_PRIVATE").of(talk.desk.person).on("messages.getHistory");
    talk.desk.app.sandbox.fault(refused);
    let _node = talk.desk.app.supervise();
    talk.desk.live().await;
    talk.history(HistoryProgress { chats: 2, done: 2, messages: 1 }).await;
}

#[tokio::test]
async fn an_answer_shows_what_it_answers_whichever_was_stored_first() {
    let talk = Talk::new().await;
    let sandbox = &talk.desk.app.sandbox;
    let question = talk.write("where is the parcel?");
    let file = sandbox.write(talk.friend, talk.chat, Draft::document("way.txt", "north"));
    sandbox.write(talk.friend, talk.chat, Draft::text("see there").reply_to(file));
    sandbox.write(talk.friend, talk.chat, Draft::text("in Antwerp").reply_to(question));
    talk.desk.app.execute("UPDATE accounts SET pts = 5").await;
    talk.want_days(1).await;
    let _node = talk.desk.app.supervise();
    talk.desk.live().await;
    talk.history(HistoryProgress { chats: 1, done: 1, messages: 4 }).await;

    let chat = talk.a_chat().await;
    let client = talk.desk.app.client(&talk.desk.app.owner);
    let page: MessagePage = client.get(&format!("/chats/{}/messages", chat.id)).await.ok();
    assert!(page.complete, "Telegram has nothing earlier");
    let answered = |place: usize| page.items[place].reply_to.clone().unwrap();
    assert_eq!(answered(2).media, Some(MediaKind::Document));
    assert_eq!((answered(2).text, answered(2).message_id), (None, Some(page.items[1].id)));
    assert_eq!(answered(3).text.as_deref(), Some("where is the parcel?"));
    assert_eq!(answered(3).author.as_deref(), Some("Boris Petrov"));
    assert_eq!(answered(3).message_id, Some(page.items[0].id));

    talk.desk.app.sandbox.write(talk.friend, talk.chat, Draft::text("and now?").reply_to(question));
    talk.last_is("and now?").await;
    let told = talk.desk.app.events().await.into_iter().find_map(|event| match event {
        EventData::MessageCreated(new) => new.message.reply_to,
        _ => None,
    });
    assert_eq!(told, Some(answered(3)));
}

#[tokio::test]
async fn where_a_chat_begins_is_remembered_once_it_was_asked_for() {
    let talk = Talk::new().await;
    talk.write_many("note", 2);
    talk.desk.app.execute("UPDATE accounts SET pts = 3").await;
    talk.want_days(0).await;
    let _node = talk.desk.app.supervise();
    talk.list_fetched().await;
    let chat = talk.a_chat().await;
    let client = talk.desk.app.client(&talk.desk.app.owner);
    let path = format!("/chats/{}/messages", chat.id);
    assert!(!client.get(&path).await.ok::<MessagePage>().complete);
    client.act(&format!("/chats/{}/history", chat.id)).await.ok::<Backfill>();
    let page: MessagePage = client.get(&path).await.ok();
    assert!(page.complete);
    assert_eq!(texts(&page.items), ["note 0", "note 1"]);
    let last: MessagePage = client.get(&format!("{path}?limit=1")).await.ok();
    assert!(!last.complete, "there is an earlier page");
}

#[tokio::test]
async fn a_node_killed_in_the_middle_of_what_was_missed_doubles_nothing_and_loses_nothing() {
    let mut talk = Talk::new().await;
    let node = talk.desk.app.supervise();
    talk.list_fetched().await;
    talk.write("one");
    talk.texts(&["one"]).await;
    node.stop().await;
    let mut missed = vec!["one".to_owned()];
    missed.extend(talk.write_many("missed", 150));
    talk.desk.app.sandbox.forget_updates(talk.desk.person);

    // killed while Telegram is asked for the first page
    talk.desk.app.sandbox.fault(Fault::timeout().of(talk.desk.person).on("messages.getHistory"));
    let node = talk.next_node().await;
    talk.desk.as_time_passes(talk.desk.has_asked("messages.getHistory", 1)).await;
    let begun = talk.desk.app.dump("stretches").await;
    assert_eq!(begun.len(), 1, "{begun:?}");
    drop(node);

    // killed when a page is stored, and before it is noted how far it went
    let node = talk.next_node().await;
    let part = talk.chat_when(|chat| chat.incoming_count > 1).await;
    assert_eq!(part.incoming_count, 101);
    drop(node);
    let first = serde_json::from_str::<serde_json::Value>(&begun[0]).unwrap();
    talk.desk.app.execute(&format!("UPDATE stretches SET next_id = {}", first["next_id"])).await;

    let _node = talk.next_node().await;
    let chat = talk.chat_when(|chat| chat.incoming_count == 151).await;
    assert_eq!(texts(&talk.all(&chat).await), missed, "each once, in their order");
    assert_eq!(talk.events_told().await, missed, "and told once");
    assert_eq!(chat.unread, Some(151));
    assert_eq!(talk.desk.app.dump("stretches").await, Vec::<String>::new());
}
