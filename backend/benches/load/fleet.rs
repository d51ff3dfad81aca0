//! Many accounts: what each costs, how soon all are live after a restart, and how fast what is written to them is seen.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use futures::{StreamExt, TryStreamExt, stream};
use openapi::{
    AccountId, EventId, Page,
    accounts::{Account, AccountState, Standing},
    events::{Event, EventData},
};
use sandbox::{ChatRef, Draft, Sandbox, UserId};
use serde_json::json;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use crate::{
    arena::{Arena, Kind},
    idle::{self, Memory},
    latency::{self, Beat, Latency},
    report::float,
    storm::{self, Storm},
    telethon::{self, Telethon},
};

/// Messages a second to a thousand accounts; to fewer, fewer.
const RATE: f64 = 500.0;
/// How long anything may take.
const PATIENCE: Duration = Duration::from_mins(5);

/// What was measured of accounts on one database.
pub struct Figures {
    pub memory: Memory,
    /// From the start of the server's process until all accounts were live.
    pub live: Duration,
    /// The most accounts that connected within one second of that start.
    pub most: usize,
    pub latency: Option<Latency>,
    pub storm: Storm,
    /// Telethon with as many other accounts at the same sandbox, with the same load.
    pub telethon: Telethon,
}

/// Accounts that a server runs, and who writes to them.
pub struct Fleet {
    pub arena: Arena,
    /// Each account's person at Telegram.
    pub people: HashMap<AccountId, UserId>,
    standings: HashMap<AccountId, (bool, Standing)>,
    /// The last event that was heard.
    heard: EventId,
}

/// Measures everything with so many accounts.
pub async fn measure(kind: Kind, count: usize) -> Result<Figures> {
    let (mut fleet, before) = Fleet::start(kind, count).await?;
    let (live, most) = fleet.restart().await?;
    let memory = Memory { before, after: idle::resident(&fleet.arena.server)?, count };
    let rate = RATE * float(count) / 1000.0;
    let sandbox = fleet.arena.telegram.sandbox.clone();
    let friend = sandbox.add_person("Friend", None, None);
    let accounts: Vec<UserId> = fleet.people.values().copied().collect();
    let writing = async |beat: Beat| write(&sandbox, friend, &accounts, beat).await;
    let latency = latency::clock(&fleet.arena, "accounts", 1, rate, writing).await?;
    let storm = storm::measure(&mut fleet).await?;
    fleet.arena.server.kill().await?;
    let telethon = telethon::measure(&fleet.arena.telegram, count, rate).await?;
    Ok(Figures { memory, live, most, latency, storm, telethon })
}

/// A friend of everybody writes to any of them.
pub async fn write(sandbox: &Sandbox, friend: UserId, people: &[UserId], beat: Beat) -> Result<()> {
    beat.marks(|mark| {
        let person = people[fastrand::usize(..people.len())];
        sandbox.write(friend, ChatRef::private(friend, person), Draft::text(&format!("Hello! {mark}")));
        Ok(())
    })
    .await
}

/// People with a telephone number each, and a session of theirs.
pub fn people(sandbox: &Sandbox, count: usize) -> Vec<(UserId, String)> {
    let one = |_| {
        let person = sandbox.add_person("Person", None, None);
        sandbox.give_phone(person, &format!("1555{person}"));
        (person, sandbox.new_session(person))
    };
    (0..count).map(one).collect()
}

impl Fleet {
    /// A server that runs so many accounts; with its memory before they came, in kB.
    async fn start(kind: Kind, count: usize) -> Result<(Self, u64)> {
        let mut arena = Arena::new(kind).await?;
        // whoever checked a password holds on to the memory that takes, for a while
        arena.server.kill().await?;
        arena.server.start().await?;
        let before = idle::resident(&arena.server)?;
        let owner = arena.api.owner().await?;
        let import = |(person, session): (UserId, String)| {
            let owner = owner.clone();
            async move {
                let imported: Account =
                    owner.post("/accounts/import", &json!({ "session": session })).await?;
                anyhow::Ok((imported.id, person))
            }
        };
        let people = people(&arena.telegram.sandbox, count);
        let people = stream::iter(people).map(import).buffer_unordered(8).try_collect().await?;
        let mut fleet = Self { arena, people, standings: HashMap::new(), heard: EventId(0) };
        fleet.all_live().await?;
        Ok((fleet, before))
    }

    /// Stops the server as a service manager does, starts it again, and says how soon all accounts were live, and how
    /// many connected within one second at most.
    async fn restart(&mut self) -> Result<(Duration, usize)> {
        let newest: Page<Event> = self.arena.api.get("/events?limit=1").await?;
        // each will be told to have stopped, then to run
        self.heard = newest.items.first().context("no event")?.id;
        self.standings.clear();
        self.arena.server.stop().await?;
        let begun = Instant::now();
        self.arena.server.start().await?;
        self.all_live().await?;
        let took = begun.elapsed();
        let connects = self.people.values().flat_map(|person| self.connects(*person));
        let connects: Vec<Instant> = connects.filter(|at| *at > begun).collect();
        Ok((took, most(&connects, Duration::from_secs(1))))
    }

    async fn all_live(&mut self) -> Result<()> {
        let ids: Vec<AccountId> = self.people.keys().copied().collect();
        let live = |(running, standing): &(bool, Standing)| *running && standing.state == AccountState::Ok;
        self.until(|all| ids.iter().all(|id| all.get(id).is_some_and(live))).await
    }

    /// When an account connected: each connection asks who it is.
    pub fn connects(&self, person: UserId) -> Vec<Instant> {
        let calls = self.arena.telegram.sandbox.account_calls(person);
        calls.iter().filter(|call| call.method == "users.getUsers").map(|call| call.at).collect()
    }

    /// Follows the accounts' events until they stand as wanted: whether each runs, and how it stands.
    pub async fn until(
        &mut self,
        wanted: impl Fn(&HashMap<AccountId, (bool, Standing)>) -> bool,
    ) -> Result<()> {
        let mut news = self.arena.connect("accounts", &format!("?after={}", self.heard)).await?;
        let follow = async {
            while !wanted(&self.standings) {
                let Message::Text(text) = news.next().await.context("closed")?? else { continue };
                let event: Event = serde_json::from_str(&text)?;
                self.heard = event.id;
                if let EventData::AccountUpdated(account) = event.data {
                    self.standings.insert(account.id, (account.running, account.standing));
                }
            }
            Ok(())
        };
        timeout(PATIENCE, follow).await.unwrap_or_else(|_| Err(anyhow::anyhow!("not in time")))
    }

    /// How an account stands, as far as was heard.
    pub fn standing(&self, id: AccountId) -> Option<&Standing> {
        self.standings.get(&id).map(|(_, standing)| standing)
    }
}

/// How many of these were within so long of each other, at most.
pub fn most(all: &[Instant], within: Duration) -> usize {
    let after = |first: &Instant| all.iter().filter(|at| (*first..*first + within).contains(*at)).count();
    all.iter().map(after).max().unwrap_or(0)
}
