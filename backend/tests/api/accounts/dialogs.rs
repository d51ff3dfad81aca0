//! The account's own list of chats: as its other devices change it, and as operators do.

use chrono::{DateTime, TimeDelta, Utc};
use openapi::chats::{Chat, Dialog};
use sandbox::{ChatRef, Draft, Fault, Listing};
use serde_json::{Value, json};

use super::inbox::Talk;
use crate::harness::PATIENCE;

impl Talk {
    /// Running, with one chat that is in the list.
    pub async fn listed() -> (Self, crate::harness::Node, Chat) {
        let talk = Self::new().await;
        let node = talk.desk.app.supervise();
        talk.list_fetched().await;
        talk.write("Hello");
        let chat = talk.dialog(|dialog| dialog.unread == 1).await;
        (talk, node, chat)
    }

    /// Waits until its one chat is shown as wanted in the account's list.
    pub async fn dialog(&self, wanted: impl Fn(&Dialog) -> bool) -> Chat {
        self.listing(|chats| chats[0].dialog.as_ref().is_some_and(&wanted)).await.remove(0)
    }

    /// Waits until its chats are as wanted.
    pub async fn listing(&self, wanted: impl Fn(&[Chat]) -> bool) -> Vec<Chat> {
        let mut wakes = self.hears.bus.listen();
        let mut last = Vec::new();
        let there = async {
            loop {
                last = self.chats().await;
                if !last.is_empty() && wanted(&last) {
                    return;
                }
                let _ = wakes.recv().await;
            }
        };
        let in_time = tokio::time::timeout(PATIENCE, there).await;
        assert!(in_time.is_ok(), "the chats are still {last:#?}");
        last
    }

    pub async fn update_dialog(&self, chat: &Chat, change: Value) -> crate::harness::Answer {
        let client = self.desk.app.client(&self.desk.app.owner);
        client.patch(&format!("/chats/{}/dialog", chat.id), change).await
    }

    /// What was asked of Telegram by this name.
    pub fn asked(&self, method: &str) -> usize {
        let calls = self.desk.app.sandbox.account_calls(self.desk.person);
        calls.iter().filter(|call| call.method == method).count()
    }
}

fn later(talk: &Talk) -> DateTime<Utc> {
    talk.desk.app.state.clock.now() + TimeDelta::hours(8)
}

#[tokio::test]
async fn what_comes_and_what_is_read_elsewhere_counts() {
    let (talk, _node, chat) = Talk::listed().await;
    talk.write("Are you there?");
    talk.dialog(|dialog| dialog.unread == 2).await;
    let sandbox = &talk.desk.app.sandbox;
    sandbox.read(talk.desk.person, talk.chat);
    let read = talk.dialog(|dialog| dialog.unread == 0).await.dialog.unwrap();
    assert_eq!(read.read_up_to, 2);
    let third = talk.write("And now?");
    talk.dialog(|dialog| dialog.unread == 1).await;
    sandbox.delete(talk.friend, third);
    talk.dialog(|dialog| dialog.unread == 0).await;
    // what we wrote and the other one reads
    let answer = talk.send("Here").await;
    let sent = talk.desk.app.delivered(answer.id, openapi::messages::DeliveryState::Sent).await;
    sandbox.read(talk.friend, talk.chat);
    let seen = talk.dialog(|dialog| dialog.seen_up_to > 0).await.dialog.unwrap();
    assert_eq!(Some(seen.seen_up_to), sent.telegram_id);
    assert_eq!(chat.unread, Some(1), "what the operator has read is another thing");
}

#[tokio::test]
async fn what_came_and_was_read_while_nobody_listened_counts_once() {
    let mut talk = Talk::new().await;
    let node = talk.desk.app.supervise();
    talk.desk.live().await;
    talk.write("one");
    talk.dialog(|dialog| dialog.unread == 1).await;
    node.stop().await;
    talk.write("two");
    talk.desk.app.sandbox.read(talk.desk.person, talk.chat);
    talk.write("three");
    let node = talk.desk.app.second_node().await;
    talk.hears = node.state.clone();
    let dialog = talk.dialog(|dialog| dialog.read_up_to == 2).await.dialog.unwrap();
    assert_eq!(dialog.unread, 1);
}

#[tokio::test]
async fn mentions_are_counted() {
    let talk = Talk::new().await;
    let sandbox = &talk.desk.app.sandbox;
    let group = sandbox.add_supergroup("North yard", talk.friend, None);
    sandbox.join(talk.desk.person, group);
    let _node = talk.desk.app.supervise();
    talk.desk.live().await;
    sandbox.write(talk.friend, group, Draft::text("Where is @elena?"));
    sandbox.write(talk.friend, group, Draft::text("Anyone?"));
    talk.dialog(|dialog| (dialog.unread, dialog.mentions) == (2, 1)).await;
    sandbox.read(talk.desk.person, group);
    talk.dialog(|dialog| (dialog.unread, dialog.mentions) == (0, 0)).await;
}

#[tokio::test]
async fn what_other_devices_do_to_the_list_is_shown() {
    let (talk, _node, _) = Talk::listed().await;
    let (sandbox, me) = (&talk.desk.app.sandbox, talk.desk.person);
    let list = |listing| sandbox.list(me, talk.chat, listing);
    list(Listing::Pinned(true));
    talk.dialog(|dialog| dialog.pinned).await;
    list(Listing::Archived(true));
    talk.dialog(|dialog| dialog.archived).await;
    list(Listing::Archived(false));
    talk.dialog(|dialog| !dialog.archived).await;
    list(Listing::MarkedUnread(true));
    talk.dialog(|dialog| dialog.marked_unread).await;
    let until = later(&talk);
    list(Listing::MutedUntil(until.timestamp()));
    talk.dialog(|dialog| dialog.muted_until == Some(until)).await;
    list(Listing::MutedUntil(0));
    talk.dialog(|dialog| dialog.muted_until.is_none()).await;
}

#[tokio::test]
async fn another_order_of_pinned_chats_unpins_the_others() {
    let (talk, _node, _) = Talk::listed().await;
    let (sandbox, me) = (&talk.desk.app.sandbox, talk.desk.person);
    let second = sandbox.add_person("Vera", None, None);
    let second = ChatRef::private(second, me);
    sandbox.write(second_of(second, me), second, Draft::text("Hi"));
    talk.listing(|chats| chats.len() == 2).await;
    sandbox.list(me, talk.chat, Listing::Pinned(true));
    talk.listing(|chats| chats.iter().any(|chat| chat.dialog.as_ref().unwrap().pinned)).await;
    sandbox.pin_only(me, &[second]);
    let pinned = |chat: &Chat| chat.dialog.as_ref().unwrap().pinned.then(|| chat.title.clone());
    talk.listing(|chats| chats.iter().filter_map(pinned).eq(["Vera".to_owned()])).await;
}

fn second_of(chat: ChatRef, me: sandbox::UserId) -> sandbox::UserId {
    match chat {
        ChatRef::Private(pair) => pair.other(me),
        _ => panic!("a private chat"),
    }
}

#[tokio::test]
async fn an_operator_arranges_a_chat() {
    let (talk, _node, chat) = Talk::listed().await;
    let until = later(&talk);
    let all = json!({ "pinned": true, "archived": true, "muted_until": until, "marked_unread": true });
    let answer: Chat = talk.update_dialog(&chat, all).await.ok();
    let shown = answer.dialog.unwrap();
    let told = (shown.pinned, shown.archived, shown.muted_until, shown.marked_unread);
    assert_eq!(told, (true, true, Some(until), true));
    assert_eq!((shown.unread, answer.unread), (1, Some(1)), "nothing else changed");
    let taken = json!({ "muted_until": "2020-01-01T00:00:00Z", "pinned": false });
    let shown = talk.update_dialog(&chat, taken).await.ok::<Chat>().dialog.unwrap();
    let told = (shown.pinned, shown.archived, shown.muted_until, shown.marked_unread);
    assert_eq!(told, (false, true, None, true), "what is left out stays");
    // as Telegram has it, too
    talk.desk.app.execute("UPDATE chats SET dialog = NULL, archived = FALSE").await;
    talk.desk.app.execute("UPDATE accounts SET dialogs_at = NULL").await;
    talk.desk.act("restart").await.ok::<openapi::accounts::Account>();
    let fetched = talk.dialog(|dialog| dialog.archived).await.dialog.unwrap();
    assert_eq!(fetched, shown);
}

#[tokio::test]
async fn what_telegram_refuses_is_told_and_what_it_took_stays() {
    let (talk, _node, chat) = Talk::listed().await;
    let full = Fault::rpc_error(400, "PINNED_DIALOGS_TOO_MUCH").on("messages.toggleDialogPin");
    talk.desk.app.sandbox.fault(full);
    let answer = talk.update_dialog(&chat, json!({ "pinned": true })).await;
    assert_eq!(answer.status, 409, "{answer}");
    assert!(answer.text().contains("unpin one first"), "{answer}");
    let refused = Fault::rpc_error(400, "PEER_ID_INVALID").on("messages.markDialogUnread");
    talk.desk.app.sandbox.fault(refused);
    let both = json!({ "archived": true, "marked_unread": true });
    let answer = talk.update_dialog(&chat, both).await;
    assert_eq!(answer.status, 502, "{answer}");
    let shown = talk.chats().await.remove(0).dialog.unwrap();
    assert!(shown.archived && !shown.marked_unread);
}

#[tokio::test]
async fn a_bots_chat_is_in_no_list() {
    let mut desk = crate::inbox::Desk::new().await;
    desk.take(crate::inbox::message(1, "hello")).await;
    let chat = desk.chats().await.remove(0);
    let answer = desk.owner().patch(&format!("/chats/{}/dialog", chat.id), json!({ "pinned": true })).await;
    assert_eq!(answer.status, 409, "{answer}");
    assert!(answer.text().contains("bots have no list"), "{answer}");
}
