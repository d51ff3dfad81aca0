//! What operators read here, the others are told, where the account tells such things.

use std::time::Duration;

use openapi::{accounts::Account, chats::Chat, messages::Message};
use sandbox::{Call, Fault};
use serde_json::{Value, json};

use super::inbox::Talk;
use crate::harness::{Answer, PATIENCE};

const READ: &str = "messages.readHistory";

impl Talk {
    /// The operator reads up to a message.
    async fn read(&self, chat: &Chat, message: &Message) {
        self.mark(chat, json!({ "message_id": message.id })).await.ok::<openapi::chats::ReadMark>();
    }

    async fn mark(&self, chat: &Chat, change: Value) -> Answer {
        let client = self.desk.app.client(&self.desk.app.owner);
        client.post(&format!("/chats/{}/read", chat.id), change).await
    }

    async fn set_receipts(&self, on: bool) {
        let account = self.desk.now().await;
        let change = json!({ "name": account.name, "device": account.device, "read_receipts": on });
        let path = format!("/accounts/{}", account.id);
        self.desk.app.client(&self.desk.app.owner).put(&path, change).await.ok::<Account>();
    }

    /// Waits until Telegram was told so often that something was read.
    async fn told(&self, times: usize) {
        let told = |calls: &[Call]| calls.iter().filter(|call| call.method == READ).count() == times;
        let (sandbox, me) = (&self.desk.app.sandbox, self.desk.person);
        sandbox.wait_account_calls(me, PATIENCE, told).await.expect("Telegram is told");
    }

    async fn last(&self) -> Message {
        self.messages(|all| !all.is_empty()).await.pop().unwrap()
    }
}

#[tokio::test]
async fn what_an_operator_reads_is_told_once() {
    let (talk, _node, chat) = Talk::listed().await;
    talk.write("Are you there?");
    talk.dialog(|dialog| dialog.unread == 2).await;
    let last = talk.last().await;
    talk.read(&chat, &last).await;
    let read = talk.dialog(|dialog| dialog.unread == 0).await.dialog.unwrap();
    assert_eq!(Some(read.read_up_to), last.telegram_id);
    talk.told(1).await;
    // said again, and undone: neither is told
    talk.read(&chat, &last).await;
    talk.mark(&chat, json!({ "message_id": last.id, "unread": true })).await.ok::<Value>();
    talk.write("And now?");
    talk.dialog(|dialog| dialog.unread == 1).await;
    assert_eq!(talk.asked(READ), 1);
    talk.read(&chat, &talk.messages(|all| all.len() == 3).await[2]).await;
    talk.dialog(|dialog| dialog.unread == 0).await;
    talk.told(2).await;
}

#[tokio::test]
async fn an_account_that_tells_nothing_tells_nothing() {
    let (talk, _node, chat) = Talk::listed().await;
    talk.set_receipts(false).await;
    talk.read(&chat, &talk.last().await).await;
    talk.write("Are you there?");
    talk.dialog(|dialog| dialog.unread == 2).await;
    assert_eq!(talk.asked(READ), 0);
    talk.set_receipts(true).await;
    talk.read(&chat, &talk.messages(|all| all.len() == 2).await[1]).await;
    talk.dialog(|dialog| dialog.unread == 0).await;
    assert_eq!(talk.asked(READ), 1);
}

#[tokio::test]
async fn what_was_read_while_nobody_ran_it_is_told_later_and_only_the_latest() {
    let (mut talk, node, chat) = Talk::listed().await;
    talk.write("two");
    let all = talk.messages(|all| all.len() == 2).await;
    node.stop().await;
    talk.read(&chat, &all[0]).await;
    talk.read(&chat, &all[1]).await;
    let node = talk.desk.app.second_node().await;
    talk.hears = node.state.clone();
    let read = talk.dialog(|dialog| dialog.unread == 0).await.dialog.unwrap();
    assert_eq!(Some(read.read_up_to), all[1].telegram_id);
    assert_eq!(talk.asked(READ), 1);
}

#[tokio::test]
async fn a_switch_that_is_turned_off_forgets_what_was_to_be_told() {
    let (mut talk, node, chat) = Talk::listed().await;
    node.stop().await;
    talk.read(&chat, &talk.last().await).await;
    talk.set_receipts(false).await;
    let node = talk.desk.app.second_node().await;
    talk.hears = node.state.clone();
    talk.write("two");
    talk.dialog(|dialog| dialog.unread == 2).await;
    assert_eq!(talk.asked(READ), 0);
}

#[tokio::test]
async fn what_was_forgotten_stays_so_when_the_switch_is_turned_on_again() {
    let (mut talk, node, chat) = Talk::listed().await;
    node.stop().await;
    talk.read(&chat, &talk.last().await).await;
    talk.set_receipts(false).await;
    talk.set_receipts(true).await;
    let node = talk.desk.app.second_node().await;
    talk.hears = node.state.clone();
    talk.write("two");
    talk.dialog(|dialog| dialog.unread == 2).await;
    assert_eq!(talk.asked(READ), 0);
    talk.read(&chat, &talk.messages(|all| all.len() == 2).await[1]).await;
    // another process runs it, and looks by itself
    talk.desk.app.state.clock.advance(Duration::from_secs(30));
    talk.dialog(|dialog| dialog.unread == 0).await;
    assert_eq!(talk.asked(READ), 1, "what was read since, and nothing before");
}

#[tokio::test]
async fn a_wait_is_obeyed_and_a_lost_answer_is_asked_for_again() {
    let (talk, _node, chat) = Talk::listed().await;
    let (sandbox, me) = (&talk.desk.app.sandbox, talk.desk.person);
    sandbox.fault(Fault::too_many_requests(20).of(me).on(READ));
    talk.read(&chat, &talk.last().await).await;
    talk.told(1).await;
    talk.write("two");
    talk.dialog(|dialog| dialog.unread == 2).await;
    talk.read(&chat, &talk.messages(|all| all.len() == 2).await[1]).await;
    talk.desk.app.state.clock.advance(Duration::from_secs(19));
    assert_eq!(talk.asked(READ), 1, "not before the wait is over");
    sandbox.fault(Fault::lost_reply().of(me).on(READ));
    talk.desk.app.state.clock.advance(Duration::from_secs(30));
    let waiting = talk.desk.when(|account| account.standing.retry_at.is_some()).await;
    talk.desk.until_retry(&waiting);
    talk.dialog(|dialog| dialog.unread == 0).await;
}

#[tokio::test]
async fn a_channel_is_read_by_its_own_method() {
    let talk = Talk::new().await;
    let sandbox = &talk.desk.app.sandbox;
    let group = sandbox.add_supergroup("North yard", talk.friend, None);
    sandbox.join(talk.desk.person, group);
    let _node = talk.desk.app.supervise();
    talk.desk.live().await;
    sandbox.write(talk.friend, group, sandbox::Draft::text("one"));
    let chat = talk.dialog(|dialog| dialog.unread == 1).await;
    talk.read(&chat, &talk.last().await).await;
    talk.dialog(|dialog| dialog.unread == 0).await;
    assert_eq!((talk.asked("channels.readHistory"), talk.asked(READ)), (1, 0));
}
