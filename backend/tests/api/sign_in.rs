//! Signing in and out.

use std::time::Duration;

use openapi::{
    Code, SessionId,
    auth::{Me, Session, SignedIn},
    users::Role,
};
use serde_json::{Value, json};

use crate::harness::{Client, PASSWORD, TestApp, TestUser, start};

pub async fn sign_in(client: &Client, user: &TestUser) -> SignedIn {
    let body = json!({ "login": user.login, "password": PASSWORD, "token_in_body": true });
    client.post("/auth/login", body).await.ok()
}

#[tokio::test]
async fn a_user_signs_in() {
    let app = TestApp::new().await;
    app.give_password(&app.owner).await;
    let login = app.owner.login.to_uppercase();
    let answer = app.anonymous().post("/auth/login", json!({ "login": login, "password": PASSWORD })).await;
    let cookie = answer.header("set-cookie").unwrap().to_owned();
    let signed_in: SignedIn = answer.ok();
    assert_eq!(signed_in.refresh_token, None, "a browser gets it as a cookie");
    assert_eq!(signed_in.expires_at, start() + Duration::from_secs(15 * 60));
    assert_eq!(signed_in.me.user_id, Some(app.owner.id));
    assert_eq!(signed_in.me.role, Role::Owner);
    assert_eq!(signed_in.me.workspaces.len(), 1);
    let (pair, attributes) = cookie.split_once("; ").unwrap();
    assert!(pair.starts_with("switchboard_refresh=ey"), "{cookie}");
    assert_eq!(attributes, "HttpOnly; SameSite=Strict; Path=/api/v1/auth; Max-Age=2592000");

    let me: Me = app.bearer(&signed_in.access_token).get("/auth/me").await.ok();
    assert_eq!(me, signed_in.me);
    let log = app.audit().await;
    assert_eq!((log[0].action.as_str(), log[0].user_id), ("session.create", Some(app.owner.id)));
}

#[tokio::test]
async fn behind_https_the_cookie_is_secure() {
    let app = TestApp::with(json!({ "public_url": "https://desk.example.org" })).await;
    app.give_password(&app.owner).await;
    let body = json!({ "login": app.owner.login, "password": PASSWORD });
    let answer = app.anonymous().post("/auth/login", body).await;
    assert!(answer.header("set-cookie").unwrap().contains("; Secure"), "{answer}");
}

#[tokio::test]
async fn wrong_ones_are_refused_alike() {
    let app = TestApp::new().await;
    app.give_password(&app.owner).await;
    let nobody = json!({ "login": "nobody", "password": PASSWORD });
    let wrong = json!({ "login": app.owner.login, "password": "wrong" });
    let nobody = app.anonymous().post("/auth/login", nobody).await.problem(401, Code::BadCredentials);
    let wrong = app.anonymous().post("/auth/login", wrong).await.problem(401, Code::BadCredentials);
    assert_eq!(nobody.detail, wrong.detail);

    let empty = json!({ "login": "", "password": "" });
    let problem = app.anonymous().post("/auth/login", empty).await.problem(422, Code::Invalid);
    assert_eq!(problem.fields.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["login", "password"]);
    assert!(app.audit().await.is_empty());
}

#[tokio::test]
async fn a_user_enters_a_workspace_of_theirs_alone() {
    let app = TestApp::new().await;
    app.give_password(&app.owner).await;
    let stranger = app.stranger().await;
    let body = json!({ "login": app.owner.login, "password": PASSWORD, "workspace_id": stranger.workspace });
    app.anonymous().post("/auth/login", body).await.problem(404, Code::NotFound);

    let admin = app.member(Role::Admin).await;
    app.give_password(&admin).await;
    app.client(&app.owner).delete(&format!("/users/{}", admin.id)).await.done();
    let body = json!({ "login": admin.login, "password": PASSWORD });
    app.anonymous().post("/auth/login", body).await.problem(403, Code::Forbidden);
}

#[tokio::test]
async fn guessing_is_slowed_down_by_name_and_address() {
    let app = TestApp::new().await;
    app.give_password(&app.owner).await;
    let guess = json!({ "login": app.owner.login, "password": "guess" });
    let right = json!({ "login": app.owner.login, "password": PASSWORD });
    let mallory = app.anonymous().from([203, 0, 113, 5]);
    for _ in 0..10 {
        mallory.post("/auth/login", &guess).await.problem(401, Code::BadCredentials);
    }
    let refused = mallory.post("/auth/login", &right).await;
    assert_eq!(refused.header("retry-after"), Some("20"));
    refused.problem(429, Code::TooManyRequests);
    // the user is not kept out
    app.anonymous().from([198, 51, 100, 7]).post("/auth/login", &right).await.ok::<SignedIn>();
    app.state.clock.advance(Duration::from_secs(20));
    mallory.post("/auth/login", &right).await.ok::<SignedIn>();
}

#[tokio::test]
async fn an_address_cannot_try_many_names() {
    let app = TestApp::new().await;
    let mallory = app.anonymous().from([203, 0, 113, 5]);
    for n in 0..50 {
        let guess = json!({ "login": format!("user{n}"), "password": "guess" });
        mallory.post("/auth/login", &guess).await.problem(401, Code::BadCredentials);
    }
    let guess = json!({ "login": "user50", "password": "guess" });
    mallory.post("/auth/login", &guess).await.problem(429, Code::TooManyRequests);
}

#[tokio::test]
async fn signing_out_ends_the_session_at_once() {
    let app = TestApp::new().await;
    let owner = app.client(&app.owner);
    let answer = owner.act("/auth/logout").await;
    assert!(answer.header("set-cookie").unwrap().starts_with("switchboard_refresh=; "), "{answer}");
    answer.done();
    owner.get("/auth/me").await.problem(401, Code::Unauthenticated);
}

#[tokio::test]
async fn an_access_token_ends_by_itself() {
    let app = TestApp::new().await;
    app.give_password(&app.owner).await;
    let token = sign_in(&app.anonymous(), &app.owner).await.access_token;
    app.state.clock.advance(Duration::from_secs(15 * 60 - 1));
    app.bearer(&token).get("/auth/me").await.ok::<Me>();
    app.state.clock.advance(Duration::from_secs(1));
    app.bearer(&token).get("/auth/me").await.problem(401, Code::Unauthenticated);
}

#[tokio::test]
async fn what_is_no_credential_of_ours_is_refused() {
    let app = TestApp::new().await;
    app.give_password(&app.owner).await;
    let refresh = sign_in(&app.anonymous(), &app.owner).await.refresh_token.unwrap();
    let unsigned = {
        let (head, _) = app.owner.token.rsplit_once('.').unwrap();
        format!("{head}.AAAA")
    };
    for credential in ["", "nonsense", "a.b.c", &refresh, &unsigned] {
        let answer = app.bearer(credential).get("/auth/me").await;
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        answer.problem(401, Code::Unauthenticated);
    }
    app.anonymous().get("/auth/me").await.problem(401, Code::Unauthenticated);
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let app = TestApp::new().await;
    app.give_password(&app.owner).await;
    let phone = app.anonymous().from([198, 51, 100, 7]).with("user-agent", "Phone");
    let phone = sign_in(&phone, &app.owner).await;
    let owner = app.client(&app.owner);
    let sessions: Vec<Session> = owner.get("/auth/sessions").await.items();
    assert_eq!(sessions.len(), 2);
    let theirs = sessions.iter().find(|session| !session.current).unwrap();
    assert_eq!((theirs.user_agent.as_str(), theirs.address.as_str()), ("Phone", "198.51.100.7"));

    let stranger = app.stranger().await;
    let path = format!("/auth/sessions/{}", theirs.id);
    app.client(&stranger).delete(&path).await.problem(404, Code::NotFound);
    owner.delete(&path).await.done();
    owner.delete(&path).await.problem(404, Code::NotFound);
    owner
        .delete(&format!("/auth/sessions/{}", SessionId(app.state.clock.uuid())))
        .await
        .problem(404, Code::NotFound);
    app.bearer(&phone.access_token).get("/auth/me").await.problem(401, Code::Unauthenticated);
    assert_eq!(owner.get("/auth/sessions").await.items::<Session>().len(), 1);
}

#[tokio::test]
async fn what_a_server_is_can_be_read_before_sign_in() {
    let app = TestApp::new().await;
    let runtime: Value = app.anonymous().get("/runtime").await.ok();
    assert_eq!(runtime["webhooks"], false);
    assert_eq!(
        runtime["limits"],
        json!({ "text": 4096, "caption": 1024, "upload": 52_428_800, "photo": 10_000_000 })
    );
}
