//! Renewing a sign-in: each refresh token once, from our own pages alone.

use std::time::Duration;

use openapi::{
    Code,
    auth::{Me, SignedIn},
    workspaces::Workspace,
};
use serde_json::json;

use crate::{
    harness::{Client, PASSWORD, TestApp},
    sign_in::sign_in,
};

async fn renew(client: &Client, token: &str) -> crate::harness::Answer {
    client.post("/auth/refresh", json!({ "refresh_token": token })).await
}

#[tokio::test]
async fn each_token_works_once() {
    let app = TestApp::new().await;
    app.give_password(&app.owner).await;
    let anyone = app.anonymous();
    let first = sign_in(&anyone, &app.owner).await;
    app.state.clock.advance(Duration::from_secs(60));
    let second: SignedIn = renew(&anyone, first.refresh_token.as_ref().unwrap()).await.ok();
    app.bearer(&second.access_token).get("/auth/me").await.ok::<Me>();
    app.state.clock.advance(Duration::from_secs(60));
    let third: SignedIn = renew(&anyone, second.refresh_token.as_ref().unwrap()).await.ok();

    // someone has a copy of the second
    app.state.clock.advance(Duration::from_secs(60));
    renew(&anyone, second.refresh_token.as_ref().unwrap()).await.problem(401, Code::Unauthenticated);
    renew(&anyone, third.refresh_token.as_ref().unwrap()).await.problem(401, Code::Unauthenticated);
    app.bearer(&third.access_token).get("/auth/me").await.problem(401, Code::Unauthenticated);
    assert_eq!(app.audit().await[0].action, "session.reuse");
}

#[tokio::test]
async fn a_lost_answer_can_be_asked_for_again() {
    let app = TestApp::new().await;
    app.give_password(&app.owner).await;
    let anyone = app.anonymous();
    let token = sign_in(&anyone, &app.owner).await.refresh_token.unwrap();
    let lost: SignedIn = renew(&anyone, &token).await.ok();
    app.state.clock.advance(Duration::from_secs(10));
    let again: SignedIn = renew(&anyone, &token).await.ok();
    assert_eq!(lost.refresh_token, again.refresh_token);
    app.state.clock.advance(Duration::from_millis(1));
    renew(&anyone, &token).await.problem(401, Code::Unauthenticated);
}

#[tokio::test]
async fn a_sign_in_ends_when_it_is_not_used() {
    let app = TestApp::new().await;
    app.give_password(&app.owner).await;
    let token = sign_in(&app.anonymous(), &app.owner).await.refresh_token.unwrap();
    app.state.clock.advance(Duration::from_secs(29 * 86_400));
    let renewed: SignedIn = renew(&app.anonymous(), &token).await.ok();
    app.state.clock.advance(Duration::from_secs(30 * 86_400));
    let token = renewed.refresh_token.unwrap();
    renew(&app.anonymous(), &token).await.problem(401, Code::Unauthenticated);
}

#[tokio::test]
async fn another_workspace_is_entered() {
    let app = TestApp::new().await;
    app.give_password(&app.owner).await;
    let other: Workspace =
        app.client(&app.owner).post("/workspaces", json!({ "name": "Other" })).await.created();
    let token = sign_in(&app.anonymous(), &app.owner).await.refresh_token.unwrap();
    let body = json!({ "refresh_token": token, "workspace_id": other.id });
    let there: SignedIn = app.anonymous().post("/auth/refresh", body).await.ok();
    assert_eq!((there.me.workspace_id, there.me.workspace_name.as_str()), (other.id, "Other"));
    // it stays there, also at the next sign-in
    let token = there.refresh_token.unwrap();
    assert_eq!(renew(&app.anonymous(), &token).await.ok::<SignedIn>().me.workspace_id, other.id);
    assert_eq!(sign_in(&app.anonymous(), &app.owner).await.me.workspace_id, other.id);

    let stranger = app.stranger().await;
    let token = sign_in(&app.anonymous(), &app.owner).await.refresh_token.unwrap();
    let body = json!({ "refresh_token": token, "workspace_id": stranger.workspace });
    app.anonymous().post("/auth/refresh", body).await.problem(404, Code::NotFound);
}

#[tokio::test]
async fn the_cookie_renews_from_our_pages_alone() {
    let app = TestApp::with(json!({
        "public_url": "https://desk.example.org",
        "cors_origins": ["https://page.example.net"],
    }))
    .await;
    app.give_password(&app.owner).await;
    let body = json!({ "login": app.owner.login, "password": PASSWORD });
    let answer = app.anonymous().post("/auth/login", body).await;
    let cookie = answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let ask = async |headers: &[(&'static str, &str)]| {
        let client = app.anonymous().with("cookie", &cookie).with("host", "10.0.0.5:8080");
        let client = headers.iter().fold(client, |client, (name, value)| client.with(name, value));
        client.post("/auth/refresh", json!({})).await
    };
    let evil = ("origin", "https://evil.example.com");
    ask(&[evil]).await.problem(403, Code::Forbidden);
    ask(&[("origin", "null")]).await.problem(403, Code::Forbidden);
    ask(&[evil, ("sec-fetch-site", "cross-site")]).await.problem(403, Code::Forbidden);
    let neighbour = ("origin", "https://blog.example.org");
    ask(&[neighbour, ("sec-fetch-site", "same-site")]).await.problem(403, Code::Forbidden);
    for headers in [
        [("origin", "https://desk.example.org"), ("sec-fetch-site", "same-origin")],
        [("origin", "https://page.example.net"), ("sec-fetch-site", "cross-site")],
        [("origin", "https://desk.example.org"), ("accept", "*/*")],
        [("origin", "http://10.0.0.5:8080"), ("accept", "*/*")],
        [("accept", "*/*"), ("accept", "*/*")],
    ] {
        let answer = ask(&headers).await;
        assert!(answer.header("set-cookie").unwrap().starts_with("switchboard_refresh=ey"), "{answer}");
        answer.ok::<SignedIn>();
    }
    app.anonymous().post("/auth/refresh", json!({})).await.problem(401, Code::Unauthenticated);
}
