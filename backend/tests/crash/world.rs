//! The people who write, and the bots and accounts they write to.

use std::{collections::HashMap, time::Duration};

use anyhow::{Context, Result};
use openapi::{AccountId, IdentityId, accounts::Account, bots::Bot, chats::Chat};
use sandbox::{ChatRef, Fault, Sandbox, UserId};
use serde_json::json;

use super::{api::Api, follower::Seen, server::Server, telegram::Telegram};

/// How long anything may take that the test waits for: an account whose connection breaks three times is to leave
/// Telegram alone for a minute, and has then still to send what waited.
pub const PATIENCE: Duration = Duration::from_mins(3);
/// How long Telegram takes to send a message: long enough for a kill to come in between.
const LATENCY: Duration = Duration::from_millis(60);

/// A chat as one of ours has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// A bot or an account.
    pub ours: UserId,
    pub chat: ChatRef,
}

/// A person in a chat with one of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Talk {
    pub person: UserId,
    pub place: Place,
}

impl Talk {
    fn private(person: UserId, ours: UserId) -> Self {
        Self { person, place: Place { ours, chat: ChatRef::private(person, ours) } }
    }
}

/// Three bots and twelve people, each of whom talks to two of them; one more blocks a bot now and then. Beside them two
/// accounts, each with people who write to it, two groups and a channel.
pub struct World {
    telegram: Telegram,
    pub bots: Vec<sandbox::Bot>,
    pub accounts: Vec<UserId>,
    pub of_bots: Vec<Talk>,
    pub of_accounts: Vec<Talk>,
    pub blocker: Talk,
    identities: HashMap<IdentityId, UserId>,
}

impl World {
    /// A world in which sending takes a while, is sometimes refused for a second, and sometimes has no answer.
    pub async fn start() -> Result<Self> {
        let telegram = Telegram::start().await?;
        let sandbox = &telegram.sandbox;
        for _ in 0..10 {
            sandbox.fault(Fault::latency(LATENCY).on("sendMessage").times(20));
            sandbox.fault(Fault::lost_reply().on("sendMessage"));
            sandbox.fault(Fault::refused_reply().on("sendMessage"));
            sandbox.fault(Fault::too_many_requests(1).on("sendMessage"));
        }
        sandbox.fault(Fault::latency(LATENCY).on("sendMessage").times(u32::MAX));
        let names = ["north", "south", "west"];
        let bots: Vec<_> = names.iter().map(|name| sandbox.add_bot(&format!("{name}_bot"), name)).collect();
        let mut people = Vec::new();
        let mut of_bots = Vec::new();
        for number in 0..12 {
            let person = sandbox.add_person(&format!("Person {number}"), None, None);
            of_bots.extend([number, number + 1].map(|n| Talk::private(person, bots[n % 3].id)));
            people.push(person);
        }
        let blocker = Talk::private(sandbox.add_person("Blocker", None, None), bots[0].id);
        let (mut accounts, mut of_accounts) = (Vec::new(), Vec::new());
        for (name, people) in ["Anna", "Boris"].iter().zip(people.chunks(6)) {
            let ours = sandbox.add_person(name, None, None);
            accounts.push(ours);
            of_accounts.extend(people[..3].iter().map(|person| Talk::private(*person, ours)));
            let groups =
                [sandbox.add_group("Yard", people[0]), sandbox.add_supergroup("Road", people[0], None)];
            for chat in groups {
                sandbox.join(people[1], chat);
                sandbox.join(ours, chat);
                of_accounts.extend(
                    people[..2].iter().map(|person| Talk { person: *person, place: Place { ours, chat } }),
                );
            }
            let chat = sandbox.add_channel("News", people[0], None);
            sandbox.join(ours, chat);
            of_accounts.push(Talk { person: people[0], place: Place { ours, chat } });
        }
        Ok(Self { telegram, bots, accounts, of_bots, of_accounts, blocker, identities: HashMap::new() })
    }

    pub fn sandbox(&self) -> &Sandbox {
        &self.telegram.sandbox
    }

    /// Tells a server where this world is, for its next start.
    pub fn introduce(&self, server: &mut Server) {
        self.telegram.settings().into_iter().for_each(|(name, value)| server.set(name, value));
    }

    /// Gives the server the bots, and signs the accounts in.
    pub async fn move_in(&mut self, api: &Api) -> Result<()> {
        for bot in &self.bots {
            let added: Bot = api.post("/bots", &json!({ "token": bot.token })).await?;
            self.identities.insert(added.id.into(), bot.id);
        }
        for person in &self.accounts {
            let (id, phone) = add_account(self.sandbox(), api, *person).await?;
            let login = format!("/accounts/{id}/login");
            api.post::<Account>(&login, &json!({})).await?;
            let code = self.sandbox().last_code(&phone).context("no code came")?;
            api.post::<Account>(&format!("{login}/code"), &json!({ "code": code })).await?;
            self.identities.insert(id.into(), *person);
        }
        Ok(())
    }

    /// What Telegram does to accounts after a start: each reconnects three times a minute at most, so one thing at a time.
    pub fn trouble(&self, round: usize) {
        let fault = match round % 4 {
            0 => Fault::lost_reply(),
            1 => Fault::refused_reply(),
            2 => Fault::too_many_requests(1),
            _ => Fault::lost_updates().times(5),
        };
        let fault = if fault.method.is_some() { fault } else { fault.on("messages.sendMessage") };
        self.sandbox().fault(fault);
        // few, for what comes next waits behind them
        self.sandbox().fault(Fault::latency(LATENCY).on("messages.sendMessage").times(6));
    }

    /// Where a chat of the server's is.
    pub fn place(&self, chat: &Chat) -> Result<Place> {
        let ours = *self.identities.get(&chat.identity_id).with_context(|| format!("whose is {chat:?}?"))?;
        Ok(Place { ours, chat: ChatRef::from_marked(ours, chat.telegram_id) })
    }

    /// How much the accounts were told.
    pub fn told(&self, seen: &Seen) -> usize {
        let of = |identity: &IdentityId| self.identities.get(identity);
        let accounts =
            seen.told.iter().filter(|(id, _)| of(id).is_some_and(|ours| self.accounts.contains(ours)));
        accounts.map(|(_, told)| told.len()).sum()
    }

    /// Whether it is a bot's.
    pub fn is_bots(&self, place: Place) -> bool {
        self.bots.iter().any(|bot| bot.id == place.ours)
    }

    /// Waits until no update waits for a bot.
    pub async fn all_acknowledged(&self) -> Result<()> {
        for bot in &self.bots {
            self.sandbox().wait_acknowledged(bot, PATIENCE, |_| self.sandbox().pending(bot) == 0).await?;
        }
        Ok(())
    }
}

/// Adds a person's account to the server, not signed in. Returns its number, too.
pub async fn add_account(sandbox: &Sandbox, api: &Api, person: UserId) -> Result<(AccountId, String)> {
    let phone = format!("1555{person}");
    sandbox.give_phone(person, &phone);
    let account: Account = api.post("/accounts", &json!({ "phone": format!("+{phone}") })).await?;
    Ok((account.id, phone))
}
