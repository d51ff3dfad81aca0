//! One server, killed again and again under load.

use std::sync::Arc;

use anyhow::{Context, Result};
use fastrand::Rng;
use openapi::{AccountId, accounts::Account};
use sandbox::Sandbox;
use serde_json::json;
use uuid::Uuid;

use super::{
    api::Api,
    checks::{self, End},
    database::TestDatabase,
    follower::Follower,
    load::Load,
    seed,
    server::Server,
    world::{PATIENCE, World, add_account},
};

const KILLS: usize = 20;
/// How answers must have ended, each at least once.
const HARD: [End; 5] =
    [("bots", "sent"), ("bots", "unknown"), ("bots", "failed"), ("accounts", "sent"), ("accounts", "failed")];

#[tokio::test]
async fn nothing_is_lost_or_doubled_however_often_the_server_is_killed() {
    let _alone = super::ALONE.lock().await;
    let data = tempfile::tempdir().unwrap();
    let database = TestDatabase::new(data.path()).await;
    let mut server = Server::new([
        ("DATABASE_URL", database.url.clone()),
        ("DATA_DIR", data.path().display().to_string()),
        ("LEASE_SECONDS", "3".to_owned()),
    ]);
    if let Err(error) = kill_under_load(&mut server).await {
        panic!("{error:?}\nthe end of the server's log:\n{}", server.log());
    }
}

async fn kill_under_load(server: &mut Server) -> Result<()> {
    let mut rng = Rng::with_seed(seed());
    let mut world = World::start().await?;
    world.introduce(server);
    server.start().await?;
    let api = Api::of(server).await?;
    world.move_in(&api).await?;
    let world = Arc::new(world);
    let latecomer = Latecomer::arrive(world.sandbox(), &api).await?;
    let follower = Follower::start(api.clone());
    let mut load = Load::start(&world, &[&follower], &mut rng);
    load.answer_blocker(&follower).await?;

    for round in 1..=KILLS {
        any_moment(&world, &mut rng).await.with_context(|| format!("before kill {round}"))?;
        if round.is_multiple_of(2) {
            load.burst(&follower).await?;
        }
        tokio::try_join!(latecomer.step(&api, round), async {
            tokio::task::yield_now().await;
            server.kill().await?;
            load.quarrel(round);
            if round < KILLS {
                world.trouble(round);
            }
            server.start().await.map(drop)
        })?;
        load.answer_blocker(&follower).await?;
    }

    latecomer.sign_in(&api).await?;
    let log = load.stop().await?;
    checks::rest(&world, &log, &[&follower]).await?;
    println!("{KILLS} kills, {}", checks::check(&world, &log, &[&follower], &HARD).await?);
    Ok(())
}

/// Waits for a moment to kill in: after some updates or in the middle of sending, now and then at once.
async fn any_moment(world: &World, rng: &mut Rng) -> Result<()> {
    let (sandbox, bot) = (world.sandbox(), &world.bots[rng.usize(..world.bots.len())]);
    let account = world.accounts[rng.usize(..world.accounts.len())];
    let count = |all: &[sandbox::Call], method: &str| all.iter().filter(|one| one.method == method).count();
    match rng.u8(..10) {
        0..5 => {
            let wanted = sandbox.acknowledged(bot).len() + rng.usize(1..80);
            sandbox.wait_acknowledged(bot, PATIENCE, |all| all.len() >= wanted).await?;
        }
        5..7 => {
            let sends = |all: &[sandbox::Call]| count(all, "sendMessage");
            let wanted = sends(&sandbox.calls(bot)) + rng.usize(1..8);
            sandbox.wait_calls(bot, PATIENCE, |all| sends(all) >= wanted).await?;
        }
        7..9 => {
            let sends = |all: &[sandbox::Call]| count(all, "messages.sendMessage");
            let wanted = sends(&sandbox.account_calls(account)) + rng.usize(1..4);
            sandbox.wait_account_calls(account, PATIENCE, |all| sends(all) >= wanted).await?;
        }
        _ => {}
    }
    Ok(())
}

/// Somebody whose account signs in while the server is killed.
struct Latecomer<'a> {
    sandbox: &'a Sandbox,
    account: AccountId,
    phone: String,
}

impl<'a> Latecomer<'a> {
    async fn arrive(sandbox: &'a Sandbox, api: &Api) -> Result<Self> {
        let person = sandbox.add_person("Latecomer", None, None);
        let (account, phone) = add_account(sandbox, api, person).await?;
        Ok(Self { sandbox, account, phone })
    }

    /// Asks for a code, gives a wrong one or the right one, when its time has come; what the server says of it when it
    /// is back is its own business.
    async fn step(&self, api: &Api, round: usize) -> Result<()> {
        let code = self.sandbox.last_code(&self.phone);
        match (round, code) {
            (4 | 12, _) => self.ask(api, "", json!({})).await,
            (8, _) => self.ask(api, "/code", json!({ "code": "00000" })).await,
            (16, Some(code)) => self.ask(api, "/code", json!({ "code": code })).await,
            _ => Ok(()),
        }
    }

    /// Signs in, if it is not.
    async fn sign_in(&self, api: &Api) -> Result<()> {
        let account: Account = api.get(&format!("/accounts/{}", self.account)).await?;
        if !account.signed_in {
            self.ask(api, "", json!({})).await?;
            let code = self.sandbox.last_code(&self.phone).context("no code came")?;
            self.ask(api, "/code", json!({ "code": code })).await?;
        }
        Ok(())
    }

    async fn ask(&self, api: &Api, step: &str, body: serde_json::Value) -> Result<()> {
        let path = format!("/accounts/{}/login{step}", self.account);
        let (status, answer) = api.insist(&path, &Uuid::new_v4().to_string(), &body).await?;
        println!("{path}: {status} {answer}");
        Ok(())
    }
}
