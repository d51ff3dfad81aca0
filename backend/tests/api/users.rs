//! Members of a workspace: who may add, change and remove whom.

use openapi::{
    Code, FieldCode, UserId,
    auth::SignedIn,
    chats::Unread,
    users::{Role, User},
};
use serde_json::{Value, json};

use crate::{
    harness::{PASSWORD, TestApp, start},
    inbox::{Desk, message},
    sign_in::sign_in,
};

fn new(login: &str, role: &str) -> Value {
    json!({ "login": login, "name": "New", "role": role, "password": PASSWORD })
}

#[tokio::test]
async fn one_is_added_changed_and_removed() {
    let app = TestApp::new().await;
    let owner = app.client(&app.owner);
    let user: User = owner.post("/users", new("Vera@example.org", "viewer")).await.created();
    assert_eq!(
        (user.login.as_str(), user.role, user.created_at),
        ("vera@example.org", Role::Viewer, start())
    );
    assert_eq!(owner.get(&format!("/users/{}", user.id)).await.ok::<User>(), user);

    let change = json!({ "name": "Vera", "role": "operator" });
    let changed: User = owner.put(&format!("/users/{}", user.id), change).await.ok();
    assert_eq!(changed, User { name: "Vera".to_owned(), role: Role::Operator, ..user.clone() });
    let listed: Vec<User> = owner.get("/users").await.items();
    assert_eq!(listed.iter().map(|user| user.id).collect::<Vec<_>>(), [app.owner.id, user.id]);

    owner.delete(&format!("/users/{}", user.id)).await.done();
    owner.get(&format!("/users/{}", user.id)).await.problem(404, Code::NotFound);
    owner.delete(&format!("/users/{}", user.id)).await.problem(404, Code::NotFound);

    let log = app.audit().await;
    let lines: Vec<_> = log.iter().map(|line| (line.action.as_str(), &line.before, &line.after)).collect();
    let (before, after) = (Some(json!(user)), Some(json!(changed)));
    assert_eq!(
        lines,
        [("user.remove", &after, &None), ("user.update", &before, &after), ("user.create", &None, &before)]
    );
    assert!(log.iter().all(|line| line.user_id == Some(app.owner.id) && line.address == "127.0.0.1"));
    let only: Vec<Value> = owner.get(&format!("/audit?action=user.update&target={}", user.id)).await.items();
    assert_eq!(only.len(), 1);
}

#[tokio::test]
async fn a_role_counts_from_the_next_request_on() {
    let app = TestApp::new().await;
    let admin = app.member(Role::Admin).await;
    app.client(&admin).get("/users").await.items::<User>();
    let change = json!({ "name": "A", "role": "viewer" });
    app.client(&app.owner).put(&format!("/users/{}", admin.id), change).await.ok::<User>();
    app.client(&admin).get("/users").await.problem(403, Code::Forbidden);
    app.client(&app.owner).delete(&format!("/users/{}", admin.id)).await.done();
    app.client(&admin).get("/users").await.problem(401, Code::Unauthenticated);
}

#[tokio::test]
async fn an_admin_has_no_say_over_owners() {
    let app = TestApp::new().await;
    let (first, second) = (app.member(Role::Admin).await, app.member(Role::Viewer).await);
    let admin = app.client(&first);
    admin.post("/users", new("boss", "owner")).await.problem(403, Code::Forbidden);
    let promote = json!({ "name": "V", "role": "owner" });
    admin.put(&format!("/users/{}", second.id), &promote).await.problem(403, Code::Forbidden);
    admin.put(&format!("/users/{}", first.id), &promote).await.problem(403, Code::Forbidden);
    let demote = json!({ "name": "O", "role": "viewer" });
    admin.put(&format!("/users/{}", app.owner.id), demote).await.problem(403, Code::Forbidden);
    let seize = json!({ "name": "O", "role": "owner", "password": PASSWORD });
    admin.put(&format!("/users/{}", app.owner.id), seize).await.problem(403, Code::Forbidden);
    admin.delete(&format!("/users/{}", app.owner.id)).await.problem(403, Code::Forbidden);

    admin.post("/users", new("peer", "admin")).await.created::<User>();
    app.client(&app.owner).put(&format!("/users/{}", second.id), &promote).await.ok::<User>();
}

#[tokio::test]
async fn the_last_owner_stays() {
    let app = TestApp::new().await;
    let owner = app.client(&app.owner);
    let path = format!("/users/{}", app.owner.id);
    owner.delete(&path).await.problem(409, Code::Conflict);
    owner.put(&path, json!({ "name": "O", "role": "admin" })).await.problem(409, Code::Conflict);
    let second = app.member(Role::Owner).await;
    owner.put(&path, json!({ "name": "O", "role": "admin" })).await.ok::<User>();
    let last = format!("/users/{}", second.id);
    app.client(&second).delete(&last).await.problem(409, Code::Conflict);
}

#[tokio::test]
async fn a_new_password_ends_every_session() {
    let app = TestApp::new().await;
    let viewer = app.member(Role::Viewer).await;
    let change = json!({ "name": "V", "role": "viewer", "password": PASSWORD });
    let owner = app.client(&app.owner);
    owner.put(&format!("/users/{}", viewer.id), change).await.ok::<User>();
    app.client(&viewer).get("/auth/me").await.problem(401, Code::Unauthenticated);
    assert_eq!(sign_in(&app.anonymous(), &viewer).await.me.name, "V");
    assert_eq!(owner.get("/audit?action=user.reset_password").await.items::<Value>().len(), 1);

    let own = json!({ "name": "O", "role": "owner", "password": PASSWORD });
    let problem = owner.put(&format!("/users/{}", app.owner.id), own).await.problem(422, Code::Invalid);
    assert_eq!(problem.fields[0].field, "password");
}

#[tokio::test]
async fn who_belongs_elsewhere_too_joins_as_they_are() {
    let app = TestApp::new().await;
    let stranger = app.stranger().await;
    app.give_password(&stranger).await;
    let owner = app.client(&app.owner);
    let body =
        json!({ "login": stranger.login, "name": "Other", "role": "viewer", "password": "another password" });
    let joined: User = owner.post("/users", &body).await.created();
    assert_eq!((joined.id, joined.name), (stranger.id, format!("Name of {}", stranger.login)));
    owner.post("/users", &body).await.problem(409, Code::AlreadyExists);
    assert_eq!(sign_in(&app.anonymous(), &stranger).await.me.workspaces.len(), 2);

    // else any workspace's admin could take them over
    let path = format!("/users/{}", stranger.id);
    let seize =
        json!({ "name": joined_name(&stranger.login), "role": "viewer", "password": "another password" });
    owner.put(&path, seize).await.problem(409, Code::Conflict);
    owner.put(&path, json!({ "name": "Mallory", "role": "viewer" })).await.problem(409, Code::Conflict);
    let role = json!({ "name": joined_name(&stranger.login), "role": "operator" });
    assert_eq!(owner.put(&path, role).await.ok::<User>().role, Role::Operator);

    // leaving one workspace leaves the other
    owner.delete(&path).await.done();
    app.client(&stranger).get("/auth/me").await.ok::<Value>();
}

fn joined_name(login: &str) -> String {
    format!("Name of {login}")
}

#[tokio::test]
async fn whoever_joins_has_nothing_unread() {
    let mut desk = Desk::new().await;
    for id in 1..=3 {
        desk.take(message(id, "before")).await;
    }
    desk.owner().post("/users", new("vera", "viewer")).await.created::<User>();
    let body = json!({ "login": "vera", "password": PASSWORD });
    let vera: SignedIn = desk.app.anonymous().post("/auth/login", body).await.ok();
    let vera = desk.app.bearer(&vera.access_token);
    assert_eq!(vera.get("/bots/unread").await.ok::<Unread>().total, 0);
    let chat = desk.chats().await[0].clone();
    assert_eq!(chat.unread, Some(3), "others keep what they have not read");
    desk.take(message(4, "after")).await;
    assert_eq!(vera.get("/bots/unread").await.ok::<Unread>().total, 1);
}

#[tokio::test]
async fn who_belongs_nowhere_starts_afresh() {
    let app = TestApp::new().await;
    let viewer = app.member(Role::Viewer).await;
    let owner = app.client(&app.owner);
    owner.delete(&format!("/users/{}", viewer.id)).await.done();
    let back: User = owner.post("/users", new(&viewer.login, "operator")).await.created();
    assert_eq!((back.id, back.name.as_str()), (viewer.id, "New"));
    // what ended stays ended
    app.client(&viewer).get("/auth/me").await.problem(401, Code::Unauthenticated);
    sign_in(&app.anonymous(), &viewer).await;
}

#[tokio::test]
async fn bad_ones_are_refused() {
    let app = TestApp::new().await;
    let owner = app.client(&app.owner);
    for (change, field, code, limit) in [
        (json!({ "login": "" }), "login", FieldCode::TooShort, Some(1)),
        (json!({ "login": "two words" }), "login", FieldCode::Malformed, None),
        (json!({ "name": "n".repeat(101) }), "name", FieldCode::TooLong, Some(100)),
        (json!({ "password": "ninechars" }), "password", FieldCode::TooShort, Some(10)),
    ] {
        let mut body = new("fine", "viewer");
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let problem = owner.post("/users", body).await.problem(422, Code::Invalid);
        let found = &problem.fields[0];
        assert_eq!((found.field.as_str(), found.code, found.limit), (field, code, limit));
    }
    owner.post("/users", new("fine", "king")).await.problem(400, Code::Invalid);
    owner.get(&format!("/users/{}", UserId(app.state.clock.uuid()))).await.problem(404, Code::NotFound);
    owner.get("/users/nonsense").await.problem(404, Code::NotFound);
    assert_eq!(owner.get("/users").await.items::<User>().len(), 1);
}

#[tokio::test]
async fn they_are_listed_page_by_page() {
    let app = TestApp::new().await;
    for _ in 0..4 {
        app.member(Role::Viewer).await;
    }
    let owner = app.client(&app.owner);
    let all: Vec<User> = owner.get("/users").await.items();
    let (mut paged, mut path) = (Vec::new(), "/users?limit=2".to_owned());
    loop {
        let page: openapi::Page<User> = owner.get(&path).await.ok();
        paged.extend(page.items);
        let Some(cursor) = page.next_cursor else { break };
        path = format!("/users?limit=2&cursor={cursor}");
    }
    assert_eq!(paged, all);
    assert_eq!(all.len(), 5);
    owner.get("/users?limit=0").await.problem(422, Code::Invalid);
    owner.get("/users?limit=x").await.problem(400, Code::Invalid);
    owner.get("/users?cursor=x").await.problem(422, Code::Invalid);
}
