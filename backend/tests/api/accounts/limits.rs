//! What Telegram makes an account wait with, as it is told.

use std::time::Duration;

use openapi::{Code, chats::Chat, messages::Message, profiles::AccountLimit};
use sandbox::{ChatRef, Draft, Fault};
use serde_json::json;

use super::Desk;
use crate::harness::PATIENCE;

impl Desk {
    async fn limits(&self) -> Vec<AccountLimit> {
        let path = format!("/accounts/{}/limits", self.account.id);
        self.app.client(&self.app.owner).get(&path).await.items()
    }
}

#[tokio::test]
async fn a_method_that_waits_is_told_while_it_waits_and_after_a_restart() {
    let desk = Desk::signed_in().await;
    assert_eq!(desk.limits().await, []);
    let node = desk.app.supervise();
    desk.live().await;
    let limited = Fault::too_many_requests(120).of(desk.person).on("users.getFullUser");
    desk.app.sandbox.fault(limited);
    let client = desk.app.client(&desk.app.owner);
    let path = format!("/accounts/{}/profile", desk.account.id);
    client.get(&path).await.problem(429, Code::TooManyRequests);
    let limits = desk.limits().await;
    assert_eq!(limits.len(), 1, "{limits:?}");
    assert_eq!(limits[0].method.as_deref(), Some("users.getFullUser"));
    assert_eq!(limits[0].until, desk.app.state.clock.now() + Duration::from_secs(120));
    assert_eq!((limits[0].chat_id, &limits[0].chat_title), (None, &None));
    node.stop().await;
    assert_eq!(desk.limits().await, limits);
    desk.app.state.clock.advance(Duration::from_secs(121));
    assert_eq!(desk.limits().await, []);
}

#[tokio::test]
async fn a_chat_that_waits_is_told_by_its_name() {
    let desk = Desk::signed_in().await;
    let friend = desk.app.sandbox.add_person("Boris", None, None);
    let group = desk.app.sandbox.add_supergroup("Yard", friend, None);
    desk.app.sandbox.join(desk.person, group);
    let _node = desk.app.supervise();
    desk.live().await;
    desk.app.sandbox.write(friend, group, Draft::text("Hello"));
    desk.app.sandbox.write(friend, ChatRef::private(friend, desk.person), Draft::text("Hello"));
    let client = desk.app.client(&desk.app.owner);
    let mut wakes = desk.app.state.bus.listen();
    let yard = async {
        loop {
            let chats: Vec<Chat> = client.get("/accounts/chats").await.items();
            if let Some(yard) = chats.into_iter().find(|chat| chat.title == "Yard") {
                return yard.id;
            }
            let _ = wakes.recv().await;
        }
    };
    let yard = tokio::time::timeout(PATIENCE, yard).await.expect("the chat came");
    desk.app.sandbox.set_slow_mode(friend, group, 60);
    let limited = Fault::rpc_error(420, "SLOWMODE_WAIT_60").of(desk.person).on("messages.sendMessage");
    desk.app.sandbox.fault(limited);
    client.post(&format!("/chats/{yard}/messages"), json!({ "text": "one" })).await.created::<Message>();
    let waits = async {
        while client.get(&format!("/chats/{yard}")).await.ok::<Chat>().wait_until.is_none() {
            let _ = wakes.recv().await;
        }
    };
    tokio::time::timeout(PATIENCE, waits).await.expect("the chat waits");
    let limits = desk.limits().await;
    assert_eq!(limits.len(), 1, "{limits:?}");
    assert_eq!((limits[0].chat_id, limits[0].chat_title.as_deref()), (Some(yard), Some("Yard")));
    assert_eq!(limits[0].method, None);
}
