//! Adding and steering accounts.

use openapi::{
    Code,
    accounts::{Account, AccountSession, AccountState},
    bots::DesiredState,
    events::EventData,
};
use serde_json::json;

use super::{Desk, PHONE};

#[tokio::test]
async fn a_number_is_checked_and_taken_once() {
    let desk = Desk::new().await;
    let owner = desk.app.client(&desk.app.owner);
    for phone in ["", "555", "15550001001", "+1555000100x"] {
        let answer = owner.post("/accounts", json!({ "phone": phone })).await;
        answer.problem(422, Code::Invalid);
    }
    let again = json!({ "phone": format!("+{PHONE}") });
    owner.post("/accounts", &again).await.problem(409, Code::AlreadyExists);
    let stranger = desk.app.client(&desk.app.stranger().await);
    stranger.post("/accounts", &again).await.problem(409, Code::AlreadyExists);
}

#[tokio::test]
async fn an_archived_account_comes_back_with_its_number() {
    let desk = Desk::signed_in().await;
    let archived: Account = desk.act("archive").await.ok();
    assert!(archived.archived_at.is_some() && archived.desired == DesiredState::Stopped);
    let owner = desk.app.client(&desk.app.owner);
    assert_eq!(owner.get("/accounts").await.items::<Account>(), []);
    assert_eq!(owner.get("/accounts?archived=true").await.items::<Account>().len(), 1);
    desk.act("login").await.problem(409, Code::Conflict);
    let back = json!({ "phone": format!("+{PHONE}"), "name": "Back" });
    let back: Account = owner.post("/accounts", back).await.created();
    assert_eq!((back.id, back.signed_in, back.name.as_str()), (desk.account.id, true, "Back"));
    desk.act("start").await.ok::<Account>();
    let _node = desk.app.supervise();
    desk.live().await;
}

#[tokio::test]
async fn it_starts_and_stops_as_told() {
    let desk = Desk::new().await;
    for action in ["start", "restart", "logout"] {
        desk.act(action).await.problem(409, Code::Conflict);
    }
    desk.sign_in().await;
    let _node = desk.app.supervise();
    desk.live().await;
    desk.act("stop").await.ok::<Account>();
    desk.when(|account| !account.running).await;
    desk.act("start").await.ok::<Account>();
    desk.live().await;
    let before = desk.app.sandbox.account_calls(desk.person).len();
    desk.act("restart").await.ok::<Account>();
    desk.when(|account| !account.running).await;
    desk.live().await;
    assert!(desk.app.sandbox.account_calls(desk.person).len() > before);
}

#[tokio::test]
async fn changes_are_audited_and_told() {
    let desk = Desk::new().await;
    let owner = desk.app.client(&desk.app.owner);
    let path = format!("/accounts/{}", desk.account.id);
    let tag = owner.get(&path).await.header("etag").unwrap().to_owned();
    let device =
        json!({ "model": "Pixel 9", "system": "Android 16", "app_version": "12.1", "language": "de" });
    let change = json!({ "name": "Support", "device": device });
    let changed: Account = owner.clone().with("if-match", &tag).put(&path, &change).await.ok();
    assert_eq!((changed.name.as_str(), changed.device.model.as_str()), ("Support", "Pixel 9"));
    owner.clone().with("if-match", &tag).put(&path, &change).await.problem(412, Code::Stale);

    let proxy = json!({ "url": "socks5://user:s3cret@127.0.0.1:1080" });
    let behind: Account = owner.put(&format!("{path}/proxy"), proxy).await.ok();
    assert_eq!(behind.proxy.as_deref(), Some("127.0.0.1:1080"));
    let wrong = json!({ "url": "http://127.0.0.1:1080" });
    owner.put(&format!("{path}/proxy"), wrong).await.problem(422, Code::Invalid);
    let none: Account = owner.put(&format!("{path}/proxy"), json!({ "url": null })).await.ok();
    assert_eq!(none.proxy, None);

    let actions = desk.app.audit_actions().await;
    assert_eq!(actions, ["account.create", "account.update", "account.set_proxy", "account.set_proxy"]);
    let told = desk.app.events().await;
    assert!(told.iter().all(|event| matches!(event, EventData::AccountUpdated(_))));
    assert_eq!(told.len(), 4);
    for (table, rows) in desk.app.dump_all().await {
        assert!(!rows.iter().any(|row| row.contains("s3cret")), "{table}");
    }
}

#[tokio::test]
async fn a_proxy_that_is_not_there_makes_it_wait_and_not_go_round_it() {
    let desk = Desk::signed_in().await;
    // nobody listens on a port that was just given back
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let path = format!("/accounts/{}/proxy", desk.account.id);
    let proxy = json!({ "url": format!("socks5://{free}") });
    desk.app.client(&desk.app.owner).put(&path, proxy).await.ok::<Account>();
    let _node = desk.app.supervise();
    let waiting = desk.stands(AccountState::Waiting).await;
    assert!(waiting.standing.retry_at.is_some());
    assert_eq!(desk.app.sandbox.connections(), 0);
}

#[tokio::test]
async fn sessions_are_listed_and_others_ended() {
    let desk = Desk::signed_in().await;
    let owner = desk.app.client(&desk.app.owner);
    let path = format!("/accounts/{}/sessions", desk.account.id);
    owner.get(&path).await.problem(409, Code::NotConnected);
    let _node = desk.app.supervise();
    desk.live().await;
    let all: Vec<AccountSession> = owner.get(&path).await.items();
    assert_eq!(all.len(), 1);
    assert!(all[0].current && all[0].device == "Switchboard", "{all:?}");
    let revoke = format!("{path}/revoke");
    owner.post(&revoke, json!({ "hash": "0" })).await.problem(422, Code::Invalid);
    owner.post(&revoke, json!({ "hash": "77" })).await.problem(404, Code::NotFound);
}

#[tokio::test]
async fn without_an_application_nobody_signs_in() {
    let desk = Desk::with(json!({ "telegram_api_id": 0 })).await;
    desk.act("login").await.problem(409, Code::Conflict);
    let api = json!({ "id": 777, "hash": "its own" });
    let other = desk.app.sandbox.add_person("Boris", None, None);
    desk.app.sandbox.give_phone(other, "15550001002");
    let new = json!({ "phone": "+15550001002", "api": api });
    let owner = desk.app.client(&desk.app.owner);
    let account: Account = owner.post("/accounts", new).await.created();
    assert_eq!(account.api_id, Some(777));
    owner.act(&format!("/accounts/{}/login", account.id)).await.ok::<Account>();
}

#[tokio::test]
async fn one_persons_account_is_here_once() {
    let desk = Desk::signed_in().await;
    // the same person under a second number
    let owner = desk.app.client(&desk.app.owner);
    let second: Account = owner.post("/accounts", json!({ "phone": "+15550001002" })).await.created();
    desk.app.sandbox.give_phone(desk.person, "15550001002");
    let path = format!("/accounts/{}/login", second.id);
    owner.act(&path).await.ok::<Account>();
    let code = desk.app.sandbox.last_code("15550001002").unwrap();
    let answer = owner.post(&format!("{path}/code"), json!({ "code": code })).await;
    answer.problem(409, Code::AlreadyExists);
    assert_eq!(desk.app.sandbox.account_sessions(desk.person).len(), 1, "the new session was ended at once");
}
