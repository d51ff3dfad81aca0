//! Two servers on one database: when the one that runs the bots is killed, the other one does.

use std::{
    collections::BTreeSet,
    env,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use backend::{db::Db, entity::identity};
use fastrand::Rng;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    api::Api,
    checks::{self, End},
    database::TestDatabase,
    follower::Follower,
    load::Load,
    seed,
    server::Server,
    world::{PATIENCE, World},
};

const LEASE: Duration = Duration::from_secs(3);
/// How answers must have ended, each at least once; in two rounds nothing else is sure to come to pass.
const HARD: [End; 3] = [("bots", "sent"), ("bots", "unknown"), ("accounts", "sent")];
/// The other node looks for free leases this often, and then has to start the bots.
const MARGIN: Duration = Duration::from_secs(3);

#[tokio::test]
async fn when_a_node_is_killed_the_other_one_takes_over() {
    let database = env::var("TEST_DATABASE").unwrap_or_default();
    if database == "sqlite" {
        // an embedded database is one node's
        return;
    }
    let redis = env::var("TEST_REDIS_URL").unwrap_or_default();
    assert!(
        database == "postgres" && !redis.is_empty(),
        "two nodes need TEST_DATABASE=postgres, TEST_POSTGRES_URL and TEST_REDIS_URL: `./justw test` and \
         scripts/with-services set them; TEST_DATABASE=sqlite leaves this test out"
    );
    let _alone = super::ALONE.lock().await;
    let data = tempfile::tempdir().unwrap();
    let database = TestDatabase::new(data.path()).await;
    let prefix = Uuid::new_v4().to_string();
    let mut nodes = [(); 2].map(|()| node(&database.url, data.path(), &redis, &prefix));
    if let Err(error) = kill_by_turns(&mut nodes, &database.url).await {
        panic!("{error:?}\nthe ends of the nodes' logs:\n{}\n{}", nodes[0].log(), nodes[1].log());
    }
}

fn node(database: &str, data: &Path, redis: &str, prefix: &str) -> Server {
    Server::new([
        ("DATABASE_URL", database.to_owned()),
        ("DATA_DIR", data.display().to_string()),
        ("REDIS_URL", redis.to_owned()),
        ("REDIS_PREFIX", prefix.to_owned()),
        ("LEASE_SECONDS", LEASE.as_secs().to_string()),
    ])
}

async fn kill_by_turns([first, second]: &mut [Server; 2], database: &str) -> Result<()> {
    let mut rng = Rng::with_seed(seed());
    let db = Db::connect(database).await?;
    let mut world = World::start().await?;
    for node in [&mut *first, &mut *second] {
        world.introduce(node);
    }
    first.start().await?;
    let api = Api::of(first).await?;
    world.move_in(&api).await?;
    let world = Arc::new(world);
    second.start().await?;
    let followers = [Follower::start(api.at(second)), Follower::start(api)];
    let [other, one] = &followers;
    let mut load = Load::start(&world, &[one, other], &mut rng);
    load.answer_blocker(one).await?;

    for (round, (node, one, other)) in [(1, (first, one, other)), (2, (second, other, one))] {
        some_traffic(&world, &mut rng).await?;
        load.burst(one).await?;
        let before = owner(&db).await?;
        node.kill().await?;
        load.quarrel(round);
        world.trouble(round);
        load.answer_blocker(other).await?;
        let took = taken_over(&world).await?;
        ensure!(owner(&db).await? != before, "the killed node still owns them");
        println!("kill {round}: taken over after {took:.1?}");
        some_traffic(&world, &mut rng).await?;
        node.start().await?;
    }

    let log = load.stop().await?;
    let followers = [one, other];
    checks::rest(&world, &log, &followers).await?;
    println!("{}", checks::check(&world, &log, &followers, &HARD).await?);
    db.close().await?;
    Ok(())
}

/// Waits until each bot took over some more updates.
async fn some_traffic(world: &World, rng: &mut Rng) -> Result<()> {
    for bot in &world.bots {
        let wanted = world.sandbox().acknowledged(bot).len() + rng.usize(50..150);
        world.sandbox().wait_acknowledged(bot, PATIENCE, |all| all.len() >= wanted).await?;
    }
    Ok(())
}

/// The node that owns all bots and accounts.
async fn owner(db: &Db) -> Result<Uuid> {
    let rows = identity::Entity::find().all(&db.reader).await?;
    let owners: BTreeSet<Option<Uuid>> = rows.iter().map(|row| row.lease_owner).collect();
    ensure!(owners.len() == 1, "they are not one node's: {owners:?}");
    owners.into_iter().next().flatten().context("nobody owns them")
}

/// Waits until all bots ask for updates again. Returns how long that took.
async fn taken_over(world: &World) -> Result<Duration> {
    let killed = Instant::now();
    for bot in &world.bots {
        let left = (LEASE + MARGIN).saturating_sub(killed.elapsed());
        let asks = |call: &sandbox::Call| call.method == "getUpdates" && call.at > killed;
        world.sandbox().wait_calls(bot, left, |all| all.iter().any(asks)).await?;
    }
    Ok(killed.elapsed())
}
