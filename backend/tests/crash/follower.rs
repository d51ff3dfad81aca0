//! Follows the events over a WebSocket and resumes by its cursor whenever the server went away.

use std::collections::HashMap;

use anyhow::{Context, Result, bail, ensure};
use futures::StreamExt;
use openapi::{
    AccountId, EventId, IdentityId, MessageId,
    accounts::Account,
    chats::Chat,
    events::{Event, EventData, Hello},
    messages::{DeliveryState, Message, MessageKind},
};
use sandbox::UserId;
use tokio::{sync::watch, task::JoinHandle, time::timeout};
use tokio_tungstenite::tungstenite::{Message as Frame, client::IntoClientRequest};

use super::{api::Api, world::PATIENCE};

/// What a follower has seen.
#[derive(Default)]
pub struct Seen {
    /// The ids of all events, as they came.
    pub events: Vec<EventId>,
    /// The chats, in the order in which they appeared.
    pub chats: Vec<Chat>,
    /// How sendings stand.
    pub deliveries: HashMap<MessageId, DeliveryState>,
    /// What each of ours was told, as it is now.
    pub told: HashMap<IdentityId, HashMap<MessageId, String>>,
    /// How accounts stand.
    pub accounts: HashMap<AccountId, Account>,
    /// Why the following ended, if it did.
    pub failure: Option<String>,
}

impl Seen {
    /// Whether it is decided what became of a message.
    pub fn is_settled(&self, message: MessageId) -> bool {
        let state = self.deliveries.get(&message);
        state.is_some_and(|state| !matches!(state, DeliveryState::Queued | DeliveryState::Sending))
    }

    /// The first chat with a person.
    pub fn chat(&self, person: UserId) -> Option<&Chat> {
        self.chats.iter().find(|chat| chat.telegram_id == person.0)
    }

    fn take(&mut self, event: Event) {
        self.events.push(event.id);
        match event.data {
            EventData::MessageCreated(created) => {
                self.note(&created.message);
                if self.chats.iter().all(|chat| chat.id != created.chat.id) {
                    self.chats.push(created.chat);
                }
            }
            EventData::MessageUpdated(message) => self.note(&message),
            EventData::AccountUpdated(account) => {
                self.accounts.insert(account.id, *account);
            }
            EventData::ChatUpdated(_)
            | EventData::ChatRead(_)
            | EventData::BotUpdated(_)
            | EventData::RuntimeUpdated(_) => {}
        }
    }

    fn note(&mut self, message: &Message) {
        if let Some(delivery) = &message.delivery {
            self.deliveries.insert(message.id, delivery.state);
        }
        if !message.outgoing && message.kind != MessageKind::Service {
            self.told.entry(message.identity_id).or_default().insert(message.id, message.text.clone());
        }
    }
}

/// A client that follows all events from the first on.
pub struct Follower {
    pub api: Api,
    seen: watch::Receiver<Seen>,
    task: JoinHandle<()>,
}

impl Follower {
    /// Begins to follow.
    pub fn start(api: Api) -> Self {
        let (seen, receiver) = watch::channel(Seen::default());
        let follower = api.clone();
        let task = tokio::spawn(async move {
            let failure = follow(&follower, &seen).await.err().map(|error| format!("{error:#}"));
            seen.send_modify(|seen| seen.failure = failure);
        });
        Self { api, seen: receiver, task }
    }

    /// What it has seen so far.
    pub fn seen(&self) -> watch::Receiver<Seen> {
        self.seen.clone()
    }

    /// Waits until it has seen what is wanted.
    pub async fn wait(&self, what: &str, wanted: impl Fn(&Seen) -> bool) -> Result<()> {
        let mut seen = self.seen.clone();
        let done = timeout(PATIENCE, seen.wait_for(|seen| seen.failure.is_some() || wanted(seen))).await;
        let done = done.with_context(|| format!("not seen in time: {what}"))??;
        match &done.failure {
            Some(failure) => bail!("following failed: {failure}"),
            None => Ok(()),
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn follow(api: &Api, seen: &watch::Sender<Seen>) -> Result<()> {
    loop {
        let after = seen.borrow().events.last().map_or(0, |id| id.0);
        let url = format!("ws://{}/ws/notifications?after={after}", api.address().await?);
        let mut request = url.into_client_request()?;
        request.headers_mut().insert("Authorization", format!("Bearer {}", api.key).parse()?);
        // refused or cut while the server is away: the next turn waits for it
        let Ok((mut socket, _)) = tokio_tungstenite::connect_async(request).await else {
            tokio::task::yield_now().await;
            continue;
        };
        let mut greeted = false;
        while let Some(Ok(frame)) = socket.next().await {
            let Frame::Text(text) = frame else { continue };
            if !greeted {
                let hello: Hello = serde_json::from_str(&text).with_context(|| text.to_string())?;
                ensure!(hello.cursor.0 >= after, "the log went back from {after} to {}", hello.cursor);
                greeted = true;
                continue;
            }
            let event: Event = serde_json::from_str(&text).with_context(|| text.to_string())?;
            seen.send_modify(|seen| seen.take(event));
        }
    }
}
