//! The way in: what Telegram sends is stored once, in order, and shown as it should be.

mod chats;
mod once;
mod searching;
mod shapes;

use backend::{
    entity::identity::IdentityKind,
    error::Result,
    inbox::{Delivery, Update},
    platforms::telegram_bot::read,
};
use openapi::{ChatId, bots::Bot, chats::Chat, messages::MessagePage};
use serde_json::{Value, json};

use crate::harness::{Client, TestApp};

/// An app with a bot that was added and does not run: tests hand its updates in themselves.
pub struct Desk {
    pub app: TestApp,
    pub bot: Bot,
    next: i64,
}

impl Desk {
    pub async fn new() -> Self {
        let app = TestApp::new().await;
        let bot = add_bot(&app, "north_support").await;
        Self { app, bot, next: 100 }
    }

    pub fn owner(&self) -> Client {
        self.app.client(&self.app.owner)
    }

    /// Reads a raw update as it would come from Telegram; `update_id` is filled in where it is missing.
    pub fn read(&mut self, mut raw: Value) -> Update {
        if raw.get("update_id").is_none() {
            self.next += 1;
            raw["update_id"] = json!(self.next);
        }
        read::read(&raw.to_string(), self.bot.telegram_id, self.app.state.clock.now()).unwrap().update
    }

    pub fn delivery(&self, updates: Vec<Update>) -> Delivery {
        Delivery {
            identity: self.bot.id.into(),
            workspace: self.app.owner.workspace,
            kind: IdentityKind::Bot,
            fencing: None,
            updates,
            next: None,
        }
    }

    pub async fn submit(&self, updates: Vec<Update>) -> Result<()> {
        self.app.state.inbox.submit(self.delivery(updates)).await
    }

    /// Hands in one update.
    pub async fn take(&mut self, raw: Value) {
        let update = self.read(raw);
        self.submit(vec![update]).await.unwrap();
    }

    pub async fn chats(&self) -> Vec<Chat> {
        self.owner().get("/bots/chats").await.items()
    }

    pub async fn thread(&self, chat: ChatId) -> MessagePage {
        self.owner().get(&format!("/chats/{chat}/messages")).await.ok()
    }
}

pub async fn add_bot(app: &TestApp, username: &str) -> Bot {
    let bot = app.sandbox.add_bot(username, username);
    let body = json!({ "token": bot.token, "start": false });
    app.client(&app.owner).post("/bots", body).await.created()
}

/// A person as Telegram shows them.
pub fn elena() -> Value {
    json!({ "id": 501, "is_bot": false, "first_name": "Elena", "last_name": "Markova", "username": "elena_m" })
}

/// Elena's private chat as Telegram shows it.
pub fn private() -> Value {
    json!({ "id": 501, "type": "private", "first_name": "Elena", "last_name": "Markova", "username": "elena_m" })
}

/// A new message of Elena's in her private chat.
pub fn message(id: i64, text: &str) -> Value {
    json!({ "message": {
        "message_id": id, "date": 1_795_176_000 + id, "chat": private(), "from": elena(), "text": text,
    } })
}
