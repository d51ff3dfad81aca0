//! A bot whose outbox the test serves: it decides when sending begins and how it ends.

use std::{sync::Arc, time::Duration};

use backend::{
    bus::Wake,
    entity::{audit_log, chat, identity},
    outbox::{self, End},
    platforms::{Messenger, telegram_bot::Api},
    supervisor::Lease,
};
use openapi::{
    BotId, ChatId, IdentityId, MessageId,
    bots::Bot,
    chats::{ChatAccess, ChatKind},
    messages::{DeliveryState, Message},
};
use sandbox::{ChatRef, Draft, UserId};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QueryOrder};
use serde_json::json;
use tokio::{sync::Notify, task::JoinHandle, time::timeout};
use tokio_util::sync::CancellationToken;

use super::TestApp;

/// How long anything may take that a test waits for.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// A bot at the sandbox and here.
pub struct TestBot {
    pub id: BotId,
    pub at_telegram: sandbox::Bot,
}

/// A task that serves a bot's outbox.
pub struct Sender {
    cancel: CancellationToken,
    task: JoinHandle<backend::error::Result<End>>,
}

impl TestApp {
    /// A bot of the first workspace that is added but does not run.
    pub async fn bot(&self, username: &str) -> TestBot {
        let at_telegram = self.sandbox.add_bot(username, &format!("Bot {username}"));
        let new = json!({"token": at_telegram.token, "start": false});
        let bot: Bot = self.client(&self.owner).post("/bots", new).await.created();
        TestBot { id: bot.id, at_telegram }
    }

    /// A person who started the bot, and their chat with it.
    pub async fn person(&self, bot: &TestBot, name: &str) -> (UserId, ChatId) {
        let person = self.sandbox.add_person(name, None, None);
        let chat = ChatRef::private(person, &bot.at_telegram);
        self.sandbox.write(person, chat, Draft::text("/start"));
        (person, self.chat(bot, chat, ChatKind::Private, name).await)
    }

    /// A chat of the sandbox as the inbox would have stored it, with no message yet.
    pub async fn chat(&self, bot: &TestBot, chat: ChatRef, kind: ChatKind, title: &str) -> ChatId {
        let marked = chat.marked(bot.at_telegram.id);
        let (peer_kind, peer_id) = match kind {
            ChatKind::Private => (chat::PeerKind::User, marked),
            ChatKind::Group => (chat::PeerKind::Group, -marked),
            ChatKind::Supergroup | ChatKind::Channel => {
                (chat::PeerKind::Channel, -marked - 1_000_000_000_000)
            }
        };
        let now = self.state.clock.now();
        let row = chat::Model {
            id: ChatId(self.state.clock.uuid()),
            workspace_id: self.owner.workspace,
            identity_id: bot.id.into(),
            identity_kind: identity::IdentityKind::Bot,
            peer_kind,
            peer_id,
            kind,
            title: title.to_owned(),
            username: None,
            search: title.to_lowercase(),
            access: ChatAccess::Open,
            role: None,
            preview: None,
            last_message_at: now,
            incoming_count: 0,
            wait_until: None,
            dialog: None,
            archived: false,
            pinned: false,
            muted_until: None,
            has_unread: false,
            is_bot: false,
            is_contact: false,
            read_wanted: None,
            keyboard: None,
            created_at: now,
        };
        let id = row.id;
        let tx = self.state.db.begin().await.unwrap();
        row.into_active_model().insert(&tx).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Takes the bot's lease, as its new owner, for as long as a test may last.
    pub async fn lease(&self, bot: &TestBot) -> Lease {
        let id: IdentityId = bot.id.into();
        let tx = self.state.db.begin().await.unwrap();
        let row = identity::Entity::find_by_id(id).one(&tx).await.unwrap().unwrap();
        let fencing = row.fencing + 1;
        let mut row = row.into_active_model();
        row.fencing = Set(fencing);
        row.lease_owner = Set(Some(self.state.node));
        row.lease_until = Set(Some(self.state.clock.now() + Duration::from_hours(24)));
        row.update(&tx).await.unwrap();
        tx.commit().await.unwrap();
        Lease { workspace: self.owner.workspace, identity: id, fencing }
    }

    /// Serves the bot's outbox from now on, as its new owner.
    pub async fn sender(&self, bot: &TestBot) -> Sender {
        self.sender_through(bot, self.state.telegram.clone()).await
    }

    /// Serves the bot's outbox through another Bot API server.
    pub async fn sender_through(&self, bot: &TestBot, api: Api) -> Sender {
        let lease = self.lease(bot).await;
        let (state, token) = (self.state.clone(), bot.at_telegram.token.clone());
        let (cancel, wake) = (CancellationToken::new(), Arc::new(Notify::new()));
        let stop = cancel.clone();
        let mut wakes = state.bus.listen();
        let task = tokio::spawn(async move {
            let client = Messenger::Bot(api.client(token.into()));
            let passed_on = async {
                loop {
                    if wakes.recv().await != Ok(Wake::Events(lease.workspace)) {
                        wake.notify_one();
                    }
                }
            };
            tokio::select! {
                end = outbox::run(&state, lease, &client, &wake, &stop) => end,
                never = passed_on => never,
            }
        });
        Sender { cancel, task }
    }

    /// Sends a text as the owner.
    pub async fn send(&self, chat: ChatId, text: &str) -> Message {
        self.client(&self.owner)
            .post(&format!("/chats/{chat}/messages"), json!({"text": text}))
            .await
            .created()
    }

    /// A message as it stands.
    pub async fn message(&self, id: MessageId) -> Message {
        self.client(&self.owner).get(&format!("/messages/{id}")).await.ok()
    }

    /// Waits until a message is as wanted.
    pub async fn message_when(&self, id: MessageId, wanted: impl Fn(&Message) -> bool) -> Message {
        let mut wakes = self.state.bus.listen();
        let mut last = self.message(id).await;
        let wait = async {
            while !wanted(&last) {
                let _ = wakes.recv().await;
                last = self.message(id).await;
            }
        };
        let in_time = timeout(PATIENCE, wait).await;
        assert!(in_time.is_ok(), "the message is still {last:#?}");
        last
    }

    /// Waits until the sending of a message stands like this.
    pub async fn delivered(&self, id: MessageId, state: DeliveryState) -> Message {
        self.message_when(id, |message| delivery(message) == state).await
    }

    /// What the audit log says was done, oldest first.
    pub async fn audit_actions(&self) -> Vec<String> {
        let rows = audit_log::Entity::find().order_by_asc(audit_log::Column::Id);
        rows.all(&self.state.db.reader).await.unwrap().into_iter().map(|row| row.action).collect()
    }

    /// The texts of the messages a bot asked Telegram to send, whatever came of it.
    pub fn asked(&self, bot: &TestBot) -> Vec<String> {
        let calls = self.sandbox.calls(&bot.at_telegram);
        let sends = calls.into_iter().filter(|call| call.method == "sendMessage");
        sends.map(|call| call.params["text"].clone()).collect()
    }
}

impl Sender {
    /// Asks it to end and waits until it has.
    pub async fn stop(self) -> End {
        self.cancel.cancel();
        self.ended().await
    }

    /// Waits until it ends by itself.
    pub async fn ended(self) -> End {
        timeout(PATIENCE, self.task).await.expect("it ends").unwrap().unwrap()
    }

    /// Ends it in the middle of whatever it does, as a crash would.
    pub async fn kill(self) {
        self.task.abort();
        assert!(self.task.await.unwrap_err().is_cancelled());
    }
}

/// How the sending of a message stands.
pub fn delivery(message: &Message) -> DeliveryState {
    message.delivery.as_ref().expect("an outgoing message").state
}

/// Why a message was not sent.
pub fn error(message: &Message) -> &str {
    message.delivery.as_ref().and_then(|delivery| delivery.error.as_deref()).unwrap_or_default()
}
