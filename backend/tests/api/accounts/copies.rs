//! A copy of the database: nothing runs on it until an owner says that the other one is stopped.

use std::time::Duration;

use backend::home;
use openapi::{
    ChatId, Code,
    bots::{Bot, ObservedState},
    events::EventData,
    messages::{DeliveryState, Message},
    runtime::{Difference, Runtime},
    users::Role,
};
use sea_orm::{ConnectionTrait, EntityTrait};
use tokio::time::timeout;

use super::inbox::Talk;
use crate::harness::{
    Node, PATIENCE,
    sender::{TestBot, error},
};

/// A bot and an account that ran.
struct Fleet {
    talk: Talk,
    bot: TestBot,
    chat: ChatId,
}

impl Fleet {
    /// Both run.
    async fn new() -> (Self, Node) {
        let (talk, node, _) = Box::pin(Talk::begun()).await;
        let app = &talk.desk.app;
        let bot = app.bot("north").await;
        let (_, chat) = app.person(&bot, "Anna").await;
        app.client(&app.owner).act(&format!("/bots/{}/start", bot.id)).await.ok::<Bot>();
        app.wait_bot(bot.id, |bot| bot.observed.state == ObservedState::Running).await;
        (Self { talk, bot, chat }, node)
    }

    /// Both were stopped with their server, and each has a message that waits.
    async fn stopped() -> (Self, [Message; 2]) {
        let (fleet, node) = Self::new().await;
        node.stop().await;
        let waiting =
            [fleet.talk.desk.app.send(fleet.chat, "bot's").await, fleet.talk.send("account's").await];
        (fleet, waiting)
    }

    async fn runtime(&self) -> Runtime {
        self.talk.desk.app.anonymous().get("/runtime").await.ok()
    }

    /// Waits until something holds the fleet, or nothing does any more.
    async fn held(&self, wanted: Option<Difference>) {
        let mut wakes = self.talk.desk.app.state.bus.listen();
        let there = async {
            while self.runtime().await.copy.map(|copy| copy.differs) != wanted {
                let _ = wakes.recv().await;
            }
        };
        let in_time = timeout(PATIENCE, there).await;
        assert!(in_time.is_ok(), "{:?}", self.runtime().await.copy);
    }

    /// How often Telegram heard of the bot and of the account.
    fn heard(&self) -> [usize; 2] {
        let sandbox = &self.talk.desk.app.sandbox;
        [sandbox.calls(&self.bot.at_telegram).len(), sandbox.account_calls(self.talk.desk.person).len()]
    }

    /// Both run.
    async fn lives(&self) {
        let app = &self.talk.desk.app;
        app.wait_bot(self.bot.id, |bot| bot.observed.state == ObservedState::Running).await;
        self.talk.desk.live().await;
    }

    async fn adopt(&self) -> Runtime {
        let app = &self.talk.desk.app;
        app.client(&app.owner).act("/runtime/adopt").await.ok()
    }

    /// A message that waited is left to a person.
    async fn doubted(&self, message: &Message) {
        let message = self.talk.desk.app.delivered(message.id, DeliveryState::Unknown).await;
        assert!(error(&message).contains("the database was restored"), "{message:?}");
    }
}

#[tokio::test]
async fn nothing_runs_on_a_copy_until_an_owner_adopts_it() {
    let (mut fleet, waiting) = Fleet::stopped().await;
    assert_eq!(fleet.runtime().await.copy, None);
    fleet.talk.desk.app.turn_to_copy().await;
    let app = &fleet.talk.desk.app;
    let heard = fleet.heard();
    let node = app.supervise();
    let differs = if app.is_postgres() { Difference::Database } else { Difference::File };
    fleet.held(Some(differs)).await;
    // its history is there, and what is written now waits
    assert_eq!(fleet.talk.chats().await.len(), 1);
    let later = app.send(fleet.chat, "written here").await;
    fleet.talk.desk.act("login").await.problem(409, Code::Conflict);
    node.stop().await;
    assert_eq!((fleet.heard(), app.sandbox.connections()), (heard, 0), "nobody spoke to Telegram");

    fleet.talk.desk.app.start_anew().await;
    let app = &fleet.talk.desk.app;
    let _node = app.supervise();
    for role in [Role::Admin, Role::Operator] {
        let member = app.client(&app.member(role).await);
        member.act("/runtime/adopt").await.problem(403, Code::Forbidden);
    }
    // not for others
    let stranger = app.client(&app.stranger().await);
    stranger.act("/runtime/adopt").await.problem(403, Code::Forbidden);
    assert_eq!(fleet.adopt().await.copy, None);
    app.client(&app.owner).act("/runtime/adopt").await.problem(409, Code::Conflict);

    fleet.lives().await;
    for message in &waiting {
        fleet.doubted(message).await;
    }
    app.delivered(later.id, DeliveryState::Sent).await;
    assert_eq!(app.asked(&fleet.bot), ["written here"]);
    assert_eq!(fleet.talk.at_telegram(), ["Hello"]);
    let events = app.events().await;
    let told: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            EventData::RuntimeUpdated(runtime) => Some(runtime.copy.is_some()),
            _ => None,
        })
        .collect();
    assert_eq!(told, [true, false]);
    assert_eq!(app.audit().await[0].action, "runtime.adopt");
    // what was left to a person is sent again when they say so
    let path = format!("/messages/{}/retry", waiting[0].id);
    app.client(&app.owner).act(&path).await.ok::<Message>();
    app.delivered(waiting[0].id, DeliveryState::Sent).await;
}

#[tokio::test]
async fn a_restart_is_no_copy() {
    let (mut fleet, waiting) = Fleet::stopped().await;
    let app = &mut fleet.talk.desk.app;
    app.state.db.clone().close().await.unwrap();
    app.start_anew().await;
    let _node = fleet.talk.desk.app.supervise();
    fleet.lives().await;
    for message in &waiting {
        fleet.talk.desk.app.delivered(message.id, DeliveryState::Sent).await;
    }
    assert_eq!(fleet.runtime().await.copy, None);
    let app = &fleet.talk.desk.app;
    app.client(&app.owner).act("/runtime/adopt").await.problem(409, Code::Conflict);
}

#[tokio::test]
async fn a_copy_of_what_runs_does_not_look_as_if_it_ran() {
    let (mut fleet, original) = Fleet::new().await;
    let app = &mut fleet.talk.desk.app;
    if app.is_postgres() {
        return; // there it is copied while nobody is connected
    }
    let running = app.state.clone();
    app.turn_to_copy().await;
    let _copy = app.supervise();
    fleet.held(Some(Difference::File)).await;
    // those leases are the original's, which renews them elsewhere
    let app = &fleet.talk.desk.app;
    app.state.clock.advance(Duration::from_secs(app.state.config.lease_seconds.into()));
    let stopped = app.wait_bot(fleet.bot.id, |bot| bot.observed.state == ObservedState::Stopped).await;
    assert!(stopped.observed.reason.is_some_and(|reason| reason.contains("copy")));
    fleet.talk.desk.when(|account| !account.running).await;
    let row = backend::entity::identity::Entity::find_by_id(openapi::IdentityId::from(fleet.bot.id));
    let row = row.one(&running.db.reader).await.unwrap().unwrap();
    assert_eq!((row.lease_owner, row.fencing), (Some(running.node), 1), "the original goes on");
    drop(original);
}

#[tokio::test]
async fn a_file_that_is_set_back_in_place_is_a_copy() {
    let (mut fleet, waiting) = Fleet::stopped().await;
    let app = &mut fleet.talk.desk.app;
    let Some(path) = app.database_url().strip_prefix("sqlite://").map(str::to_owned) else { return };
    let backup = format!("{path}.backup");
    let into = format!("VACUUM INTO '{backup}'");
    app.state.db.reader.execute_unprepared(&into).await.unwrap();
    app.state.db.clone().close().await.unwrap();
    app.start_anew().await;
    let node = app.supervise();
    app.delivered(waiting[0].id, DeliveryState::Sent).await;
    // killed: that something was sent is all that tells
    drop(node);
    app.state.db.clone().close().await.unwrap();
    std::fs::write(&path, std::fs::read(backup).unwrap()).unwrap();
    app.start_anew().await;
    let app = &fleet.talk.desk.app;
    let _node = app.supervise();
    fleet.held(Some(Difference::Age)).await;
    fleet.adopt().await;
    fleet.doubted(&waiting[0]).await;
    app.state.clock.advance(Duration::from_secs(app.state.config.lease_seconds.into()));
    fleet.lives().await;
    assert_eq!(app.asked(&fleet.bot), ["bot's"], "once");
}

#[tokio::test]
async fn rows_that_were_restored_from_a_dump_are_a_copy() {
    let (fleet, waiting) = Fleet::stopped().await;
    let app = &fleet.talk.desk.app;
    if !app.is_postgres() {
        return;
    }
    app.execute("CREATE TABLE dumped AS SELECT * FROM home").await;
    app.execute("TRUNCATE home; INSERT INTO home SELECT * FROM dumped").await;
    let again = app.second_node().await;
    fleet.held(Some(Difference::Rows)).await;
    again.stop().await;
    fleet.adopt().await;
    fleet.doubted(&waiting[1]).await;
    let _again = app.second_node().await;
    fleet.lives().await;
}

#[tokio::test]
async fn a_server_that_fails_over_under_a_fleet_takes_it_along() {
    let (fleet, node) = Fleet::new().await;
    let app = &fleet.talk.desk.app;
    if !app.is_postgres() {
        return;
    }
    // as if the database had been on an earlier timeline until now
    let earlier = "UPDATE home SET place = jsonb_set(place, '{server,timeline}', '0'), \
                   written_by = pg_current_xact_id()::xid::text";
    app.execute(earlier).await;
    let timeline = async || {
        let home = home::store::find(&app.state.db.reader).await.unwrap().unwrap();
        serde_json::to_value(home.row.place).unwrap()["server"]["timeline"].as_i64().unwrap()
    };
    let mut wakes = app.state.bus.listen();
    app.state.clock.advance(Duration::from_secs(app.state.config.lease_seconds.into()) / 3);
    // the next look leaves a trace: what it finds to start
    let bot = app.bot("south").await;
    app.client(&app.owner).act(&format!("/bots/{}/start", bot.id)).await.ok::<Bot>();
    while timeline().await == 0 {
        timeout(PATIENCE, wakes.recv()).await.unwrap().unwrap();
    }
    assert_eq!(fleet.runtime().await.copy, None);
    app.wait_bot(bot.id, |bot| bot.observed.state == ObservedState::Running).await;
    node.stop().await;
    // while nobody ran there, it may have been recovered from a backup
    app.execute(earlier).await;
    let _again = app.second_node().await;
    fleet.held(Some(Difference::Timeline)).await;
}

#[tokio::test]
async fn any_role_of_postgresql_can_tell_a_copy() {
    let (fleet, _) = Fleet::stopped().await;
    let app = &fleet.talk.desk.app;
    if !app.is_postgres() {
        return;
    }
    let role = format!("plain_{}", uuid::Uuid::new_v4().simple());
    app.execute(&format!("CREATE ROLE {role} LOGIN PASSWORD 'plain'; GRANT SELECT ON home TO {role}")).await;
    let mut url: url::Url = app.database_url().parse().unwrap();
    url.set_username(&role).unwrap();
    url.set_password(Some("plain")).unwrap();
    let db = backend::db::Db::connect(url.as_str()).await.unwrap();
    assert_eq!(home::differs(&db).await.unwrap(), None);
    app.execute("UPDATE home SET place = jsonb_set(place, '{server,system}', '\"1\"')").await;
    assert_eq!(home::differs(&db).await.unwrap(), Some(Difference::Server));
    // where it may not ask, the rest still tells
    app.execute(
        "REVOKE EXECUTE ON FUNCTION pg_control_system(), pg_walfile_name(pg_lsn) FROM PUBLIC; \
         UPDATE home SET written_by = pg_current_xact_id()::xid::text",
    )
    .await;
    assert_eq!(home::differs(&db).await.unwrap(), None);
    app.execute("UPDATE home SET age = 1").await;
    assert_eq!(home::differs(&db).await.unwrap(), Some(Difference::Rows));
    db.close().await.unwrap();
}
