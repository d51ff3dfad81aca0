//! Bots: added, found, changed, archived, and each way that can be refused.

use openapi::{
    Code, FieldCode,
    bots::{Bot, BotCheck, DesiredState, ObservedState, UpdateMode},
    events::EventData,
    users::Role,
};
use sandbox::Fault;
use serde_json::json;

use crate::harness::{TestApp, start};

const UNKNOWN: &str = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc";

#[tokio::test]
async fn a_bot_is_added_by_its_token() {
    let app = TestApp::new().await;
    let telegram = app.sandbox.add_bot("north_support", "North support");
    let owner = app.client(&app.owner);

    let answer = owner.post("/bots", json!({ "token": format!(" {}\n", telegram.token) })).await;
    let (_, secret) = telegram.token.split_once(':').unwrap();
    assert!(!answer.text().contains(secret), "a token never leaves: {}", answer.text());
    let bot: Bot = answer.created();
    assert_eq!((bot.name.as_str(), bot.username.as_str()), ("North support", "north_support"));
    assert_eq!(bot.telegram_id, telegram.id.0);
    assert_eq!((bot.mode, bot.desired), (UpdateMode::Polling, DesiredState::Running));
    assert_eq!((bot.observed.state, bot.created_at), (ObservedState::Stopped, start()));
    assert!(bot.can_join_groups && !bot.can_read_all_group_messages);

    assert_eq!(owner.get("/bots").await.items::<Bot>(), std::slice::from_ref(&bot));
    assert_eq!(owner.get(&format!("/bots/{}", bot.id)).await.ok::<Bot>(), bot);
    let events = app.events().await;
    assert_eq!(events, [EventData::BotUpdated(Box::new(bot.clone()))]);
    let audit = app.audit().await;
    assert_eq!((audit[0].action.as_str(), audit[0].target.clone()), ("bot.create", bot.id.to_string()));
    assert_eq!(audit[0].after, Some(serde_json::to_value(&bot).unwrap()));
}

#[tokio::test]
async fn a_check_that_fails_stores_nothing() {
    let app = TestApp::new().await;
    let owner = app.client(&app.owner);
    let add = async |token: &str| owner.post("/bots", json!({ "token": token })).await;

    let problem = add("my token").await.problem(422, Code::Invalid);
    assert_eq!(problem.fields[0].field, "token");
    add(UNKNOWN).await.problem(409, Code::TokenRevoked);
    let telegram = app.sandbox.add_bot("north_support", "North support");
    for fault in [Fault::server_error(502), Fault::refused_reply(), Fault::too_many_requests(7)] {
        app.sandbox.fault(fault);
        add(&telegram.token).await.problem(502, Code::Telegram);
    }
    app.sandbox.revoke_token(&telegram.token);
    add(&telegram.token).await.problem(409, Code::TokenRevoked);

    assert_eq!(owner.get("/bots").await.items::<Bot>(), []);
    assert_eq!(app.events().await, []);
    assert!(app.audit().await.is_empty());
}

#[tokio::test]
async fn a_bot_is_run_by_one_workspace_only() {
    let app = TestApp::new().await;
    let telegram = app.sandbox.add_bot("north_support", "North support");
    let bot = app.add_bot(&telegram).await;
    let again = json!({ "token": telegram.token });
    app.client(&app.owner).post("/bots", &again).await.problem(409, Code::AlreadyExists);
    let stranger = app.stranger().await;
    let problem = app.client(&stranger).post("/bots", &again).await.problem(409, Code::AlreadyExists);
    assert!(!problem.detail.unwrap().contains("North"), "the other workspace's name for it stays there");
    app.client(&stranger).get(&format!("/bots/{}", bot.id)).await.problem(404, Code::NotFound);
    for action in ["start", "stop", "restart", "archive", "test"] {
        let path = format!("/bots/{}/{action}", bot.id);
        app.client(&stranger).act(&path).await.problem(404, Code::NotFound);
    }
    assert_eq!(app.client(&stranger).get("/bots").await.items::<Bot>(), []);
}

#[tokio::test]
async fn roles_are_kept() {
    let app = TestApp::new().await;
    let bot = app.add_bot(&app.sandbox.add_bot("north_support", "North support")).await;
    let (viewer, operator) = (app.member(Role::Viewer).await, app.member(Role::Operator).await);
    let path = |action: &str| format!("/bots/{}/{action}", bot.id);
    app.anonymous().get("/bots").await.problem(401, Code::Unauthenticated);
    assert_eq!(app.client(&viewer).get("/bots").await.items::<Bot>().len(), 1);
    app.client(&viewer).act(&path("test")).await.problem(403, Code::Forbidden);
    app.client(&operator).act(&path("test")).await.ok::<BotCheck>();
    for action in ["start", "stop", "restart", "archive"] {
        app.client(&operator).act(&path(action)).await.problem(403, Code::Forbidden);
    }
    app.client(&operator).post("/bots", json!({ "token": UNKNOWN })).await.problem(403, Code::Forbidden);
    app.client(&operator)
        .post(&path("token"), json!({ "token": UNKNOWN }))
        .await
        .problem(403, Code::Forbidden);
    let change = json!({ "name": "x", "mode": "polling" });
    app.client(&operator).put(&format!("/bots/{}", bot.id), change).await.problem(403, Code::Forbidden);
}

#[tokio::test]
async fn a_change_made_from_an_old_version_is_refused() {
    let app = TestApp::new().await;
    let bot = app.add_bot(&app.sandbox.add_bot("north_support", "North support")).await;
    let owner = app.client(&app.owner);
    let path = format!("/bots/{}", bot.id);
    let tag = owner.get(&path).await.header("etag").unwrap().to_owned();

    let late = owner.clone().with("if-match", &tag);
    let renamed = late.put(&path, json!({ "name": "North", "mode": "polling" })).await;
    assert_ne!(renamed.header("etag").unwrap(), tag, "each version has its own tag, even at the same time");
    assert_eq!(renamed.ok::<Bot>().name, "North");
    late.put(&path, json!({ "name": "South", "mode": "polling" })).await.problem(412, Code::Stale);
    let problem =
        owner.put(&path, json!({ "name": "", "mode": "polling" })).await.problem(422, Code::Invalid);
    assert_eq!(problem.fields[0].field, "name");
    let problem =
        owner.put(&path, json!({ "name": "x", "mode": "webhook" })).await.problem(422, Code::Invalid);
    assert_eq!(problem.fields[0].field, "mode", "there is no PUBLIC_URL to call");
    assert_eq!(owner.get(&path).await.ok::<Bot>().name, "North");
}

#[tokio::test]
async fn a_new_token_must_be_the_same_bots() {
    let app = TestApp::new().await;
    let telegram = app.sandbox.add_bot("north_support", "North support");
    let other = app.sandbox.add_bot("south_support", "South support");
    let bot = app.add_bot(&telegram).await;
    let owner = app.client(&app.owner);
    let path = format!("/bots/{}/token", bot.id);
    let replace = async |token: &str| owner.post(&path, json!({ "token": token })).await;

    let problem = replace(&other.token).await.problem(422, Code::Invalid);
    assert_eq!((&*problem.fields[0].field, problem.fields[0].code), ("token", FieldCode::Mismatch));
    let renewed = app.sandbox.new_token(&telegram);
    replace(&telegram.token).await.problem(409, Code::TokenRevoked);
    replace(&renewed).await.ok::<Bot>();
    let check: BotCheck = owner.act(&format!("/bots/{}/test", bot.id)).await.ok();
    assert!(check.token_valid, "the new token is used: {check:?}");
}

#[tokio::test]
async fn starting_and_stopping_say_what_is_wanted() {
    use DesiredState::{Running, Stopped};

    let app = TestApp::new().await;
    let telegram = app.sandbox.add_bot("north_support", "North support");
    let owner = app.client(&app.owner);
    let bot: Bot = owner.post("/bots", json!({ "token": telegram.token, "start": false })).await.created();
    assert_eq!(bot.desired, DesiredState::Stopped);
    let act = async |action: &str| owner.act(&format!("/bots/{}/{action}", bot.id)).await.ok::<Bot>().desired;
    let seen =
        [act("start").await, act("start").await, act("stop").await, act("stop").await, act("restart").await];
    assert_eq!(seen, [Running, Running, Stopped, Stopped, Running]);
    let actions: Vec<_> = app.audit().await.into_iter().rev().map(|entry| entry.action).collect();
    let wanted = ["bot.create", "bot.start", "bot.stop", "bot.restart"];
    assert_eq!(actions, wanted, "what changes nothing is not noted");
}

#[tokio::test]
async fn an_archived_bot_leaves_the_lists_and_comes_back_with_its_token() {
    let app = TestApp::new().await;
    let telegram = app.sandbox.add_bot("north_support", "North support");
    let bot = app.add_bot(&telegram).await;
    let owner = app.client(&app.owner);
    let act = async |action: &str| owner.act(&format!("/bots/{}/{action}", bot.id)).await;

    let archived: Bot = act("archive").await.ok();
    assert_eq!((archived.desired, archived.archived_at), (DesiredState::Stopped, Some(start())));
    assert_eq!(act("archive").await.ok::<Bot>(), archived);
    assert_eq!(owner.get("/bots").await.items::<Bot>(), []);
    assert_eq!(owner.get("/bots?archived=true").await.items::<Bot>(), [archived]);
    act("start").await.problem(409, Code::Conflict);
    act("restart").await.problem(409, Code::Conflict);
    let change = json!({ "name": "x", "mode": "polling" });
    owner.put(&format!("/bots/{}", bot.id), change).await.problem(409, Code::Conflict);

    let again: Bot = owner.post("/bots", json!({ "token": telegram.token, "name": "Back" })).await.created();
    assert_eq!((again.id, again.archived_at, again.name.as_str()), (bot.id, None, "Back"));
    assert_eq!((again.desired, again.created_at), (DesiredState::Running, bot.created_at));
    assert_eq!(app.audit().await[0].action, "bot.restore");
}

#[tokio::test]
async fn a_test_says_what_telegram_says() {
    let app = TestApp::new().await;
    let telegram = app.sandbox.add_bot("north_support", "North support");
    let bot = app.add_bot(&telegram).await;
    let operator = app.client(&app.member(Role::Operator).await);
    let test = async || operator.act(&format!("/bots/{}/test", bot.id)).await.ok::<BotCheck>();

    let check = test().await;
    assert!(check.token_valid && check.problems.is_empty(), "{check:?}");
    assert_eq!((check.pending_updates, check.webhook_host, check.checked_at), (Some(0), None, start()));

    app.set_foreign_webhook(&telegram).await;
    let check = test().await;
    assert_eq!((check.webhook_host.as_deref(), check.webhook_is_ours), (Some("localhost"), false));
    assert_eq!(check.problems, ["its webhook belongs to other software, at localhost"]);

    app.sandbox.revoke_token(&telegram.token);
    let check = test().await;
    assert!(!check.token_valid);
    assert_eq!(check.problems, ["Unauthorized: the token is not valid (any more)"]);
}
