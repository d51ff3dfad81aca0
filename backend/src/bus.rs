//! Wake-ups: tell whoever waits that there is something new in the database. A lost one costs time only, never data:
//! every waiter also looks by itself from time to time. What is of no use a moment later is told here and nowhere else.

mod redis;

use openapi::{IdentityId, WorkspaceId, events::Passing};
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;

pub use redis::BusError;

use crate::entity::identity::IdentityKind;

/// What there is news of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wake {
    /// A workspace has new events.
    Events(WorkspaceId),
    /// An identity has something to send.
    Outbox(IdentityId),
    /// An account has something to tell Telegram of what was read.
    Read(IdentityId),
    /// An identity should be started, stopped or restarted.
    Identity(IdentityId),
    /// Something passes in a chat, for the sockets that show it.
    Passing(Box<Passage>),
}

/// Something passing, with what decides who sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    /// The workspace of the chat.
    pub workspace: WorkspaceId,
    /// Whether it is a bot's chat or an account's.
    pub kind: IdentityKind,
    /// What it is.
    pub what: Passing,
}

/// Wakes whoever waits, in this process and, with Redis, in the others.
#[derive(Clone, Debug)]
pub struct Bus {
    local: broadcast::Sender<Wake>,
    redis: Option<redis::Redis>,
}

impl Bus {
    /// A bus within this process.
    pub fn local() -> Self {
        Self { local: broadcast::Sender::new(4096), redis: None }
    }

    /// A bus between all processes at this Redis with the same prefix.
    pub async fn redis(url: &str, prefix: &str) -> Result<Self, BusError> {
        let local = broadcast::Sender::new(4096);
        let redis = redis::Redis::connect(url, prefix, local.clone()).await?;
        Ok(Self { local, redis: Some(redis) })
    }

    /// Wakes whoever waits for this. Never blocks.
    pub fn wake(&self, wake: Wake) {
        // no receiver is fine: nobody waits
        let _ = self.local.send(wake.clone());
        if let Some(redis) = &self.redis {
            redis.publish(wake);
        }
    }

    /// Everything there is news of, from now on.
    pub fn listen(&self) -> broadcast::Receiver<Wake> {
        self.local.subscribe()
    }

    /// Whether the other processes can be reached.
    pub async fn check(&self) -> Result<(), BusError> {
        match &self.redis {
            Some(redis) => redis.ping().await,
            None => Ok(()),
        }
    }
}
