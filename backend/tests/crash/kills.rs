//! One server, killed again and again under load.

use std::sync::Arc;

use anyhow::{Context, Result};
use fastrand::Rng;

use super::{
    api::Api,
    checks,
    database::TestDatabase,
    follower::Follower,
    load::Load,
    seed,
    server::Server,
    world::{PATIENCE, World},
};

const KILLS: usize = 20;

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
    server.set("TELEGRAM_API_URL", world.sandbox.url());
    server.start().await?;
    let api = Api::of(server).await?;
    world.add_bots(&api).await?;
    let world = Arc::new(world);
    let follower = Follower::start(api);
    let mut load = Load::start(&world, &[&follower], &mut rng);
    load.answer_blocker(&follower).await?;

    for round in 1..=KILLS {
        any_moment(&world, &mut rng).await.with_context(|| format!("before kill {round}"))?;
        if round.is_multiple_of(2) {
            load.burst(&follower).await?;
        }
        server.kill().await?;
        load.quarrel(round);
        server.start().await?;
        load.answer_blocker(&follower).await?;
    }

    let log = load.stop().await?;
    checks::rest(&world, &log, &[&follower]).await?;
    println!("{KILLS} kills, {}", checks::check(&world, &log, &[&follower]).await?);
    Ok(())
}

/// Waits for a moment to kill in: after some updates or in the middle of sending, now and then at once.
async fn any_moment(world: &World, rng: &mut Rng) -> Result<()> {
    let bot = &world.bots[rng.usize(..world.bots.len())];
    match rng.u8(..8) {
        0..5 => {
            let wanted = world.sandbox.acknowledged(bot).len() + rng.usize(1..80);
            world.sandbox.wait_acknowledged(bot, PATIENCE, |all| all.len() >= wanted).await?;
        }
        5..7 => {
            let sends = |all: &[sandbox::Call]| all.iter().filter(|one| one.method == "sendMessage").count();
            let wanted = sends(&world.sandbox.calls(bot)) + rng.usize(1..8);
            world.sandbox.wait_calls(bot, PATIENCE, |all| sends(all) >= wanted).await?;
        }
        _ => {}
    }
    Ok(())
}
