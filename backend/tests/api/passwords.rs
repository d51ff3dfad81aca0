//! One's own profile and password.

use openapi::{Code, auth::Me, users::Role};
use serde_json::json;

use crate::{
    harness::{PASSWORD, TestApp},
    sign_in::sign_in,
};

#[tokio::test]
async fn changing_it_ends_the_other_sessions() {
    let app = TestApp::new().await;
    let viewer = app.member(Role::Viewer).await;
    app.give_password(&viewer).await;
    let elsewhere = sign_in(&app.anonymous(), &viewer).await;
    let here = app.client(&viewer);

    let short = json!({ "current": PASSWORD, "new": "short" });
    let problem = here.post("/auth/password", short).await.problem(422, Code::Invalid);
    assert_eq!(problem.fields[0].field, "new");
    let wrong = json!({ "current": "wrong", "new": "a new password" });
    let problem = here.post("/auth/password", wrong).await.problem(422, Code::Invalid);
    assert_eq!(problem.fields[0].field, "current");
    app.bearer(&elsewhere.access_token).get("/auth/me").await.ok::<Me>();

    here.post("/auth/password", json!({ "current": PASSWORD, "new": "a new password" })).await.done();
    here.get("/auth/me").await.ok::<Me>();
    app.bearer(&elsewhere.access_token).get("/auth/me").await.problem(401, Code::Unauthenticated);
    let old = json!({ "login": viewer.login, "password": PASSWORD });
    app.anonymous().post("/auth/login", old).await.problem(401, Code::BadCredentials);
    let new = json!({ "login": viewer.login, "password": "a new password" });
    app.anonymous().post("/auth/login", new).await.ok::<serde_json::Value>();

    let log = app.audit().await;
    let actions: Vec<_> = log.iter().map(|line| line.action.as_str()).collect();
    assert_eq!(actions, ["session.create", "user.change_password", "session.create"]);
    let text = serde_json::to_string(&log).unwrap();
    assert!(!text.contains("password\":") && !text.contains(PASSWORD), "{text}");
}

#[tokio::test]
async fn guessing_it_is_slowed_down_too() {
    let app = TestApp::new().await;
    app.give_password(&app.owner).await;
    let owner = app.client(&app.owner);
    let wrong = json!({ "current": "wrong", "new": "a new password" });
    for _ in 0..10 {
        owner.post("/auth/password", &wrong).await.problem(422, Code::Invalid);
    }
    owner.post("/auth/password", &wrong).await.problem(429, Code::TooManyRequests);
}

#[tokio::test]
async fn a_user_renames_themselves() {
    let app = TestApp::new().await;
    let viewer = app.member(Role::Viewer).await;
    let me: Me = app.client(&viewer).patch("/auth/me", json!({ "name": "Vera" })).await.ok();
    assert_eq!(me.name, "Vera");
    let problem =
        app.client(&viewer).patch("/auth/me", json!({ "name": "" })).await.problem(422, Code::Invalid);
    assert_eq!(problem.fields[0].field, "name");
    let log = app.audit().await;
    assert_eq!(log[0].before, Some(json!({ "name": format!("Name of {}", viewer.login) })));
    assert_eq!(log[0].after, Some(json!({ "name": "Vera" })));
}
