//! The people who write and the bots they write to.

use std::{collections::HashMap, time::Duration};

use anyhow::{Context, Result};
use openapi::{IdentityId, bots::Bot, chats::Chat};
use sandbox::{ChatRef, Fault, Sandbox, UserId};
use serde_json::json;

use super::api::Api;

/// How long anything may take that the test waits for.
pub const PATIENCE: Duration = Duration::from_mins(1);
/// How long Telegram takes to send a message: long enough for a kill to come in between.
const LATENCY: Duration = Duration::from_millis(60);

/// A person and a bot who talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Talk {
    pub person: UserId,
    pub bot: UserId,
}

impl Talk {
    /// Their chat.
    pub fn chat(self) -> ChatRef {
        ChatRef::private(self.person, self.bot)
    }
}

/// Three bots and twelve people, each of whom talks to two of them; one more blocks a bot now and then.
pub struct World {
    pub sandbox: Sandbox,
    pub bots: Vec<sandbox::Bot>,
    pub talks: Vec<Talk>,
    pub blocker: Talk,
    identities: HashMap<IdentityId, UserId>,
}

impl World {
    /// A world in which sending takes a while, is sometimes refused for a second, and sometimes has no answer.
    pub async fn start() -> Result<Self> {
        let sandbox = Sandbox::start().await?;
        for _ in 0..10 {
            sandbox.fault(Fault::latency(LATENCY).on("sendMessage").times(20));
            sandbox.fault(Fault::lost_reply().on("sendMessage"));
            sandbox.fault(Fault::refused_reply().on("sendMessage"));
            sandbox.fault(Fault::too_many_requests(1).on("sendMessage"));
        }
        sandbox.fault(Fault::latency(LATENCY).on("sendMessage").times(u32::MAX));
        let names = ["north", "south", "west"];
        let bots: Vec<_> = names.iter().map(|name| sandbox.add_bot(&format!("{name}_bot"), name)).collect();
        let mut talks = Vec::new();
        for number in 0..12 {
            let person = sandbox.add_person(&format!("Person {number}"), None, None);
            talks.extend([number, number + 1].map(|n| Talk { person, bot: bots[n % 3].id }));
        }
        let person = sandbox.add_person("Blocker", None, None);
        let blocker = Talk { person, bot: bots[0].id };
        Ok(Self { sandbox, bots, talks, blocker, identities: HashMap::new() })
    }

    /// Gives the server the bots.
    pub async fn add_bots(&mut self, api: &Api) -> Result<()> {
        for bot in &self.bots {
            let added: Bot = api.post("/bots", &json!({ "token": bot.token })).await?;
            self.identities.insert(added.id.into(), bot.id);
        }
        Ok(())
    }

    /// Who talks in a private chat of the server's.
    pub fn talk(&self, chat: &Chat) -> Result<Talk> {
        let bot = *self.identities.get(&chat.identity_id).with_context(|| format!("whose is {chat:?}?"))?;
        Ok(Talk { person: UserId(chat.telegram_id), bot })
    }

    /// Waits until no update waits for a bot.
    pub async fn all_acknowledged(&self) -> Result<()> {
        for bot in &self.bots {
            self.sandbox.wait_acknowledged(bot, PATIENCE, |_| self.sandbox.pending(bot) == 0).await?;
        }
        Ok(())
    }
}
