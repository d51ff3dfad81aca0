//! Every route with each role, each scope and without a credential.

use std::collections::BTreeMap;

use axum::http::Method;
use openapi::{
    api_keys::{CreatedApiKey, Scope},
    users::Role,
};
use serde_json::json;
use uuid::Uuid;

use super::routes;
use crate::harness::{Client, TestApp};

/// What a route needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// Nothing.
    Nothing,
    /// Any credential.
    Caller,
    /// A signed-in user, whatever their role.
    User,
    /// The workspace's owner, whatever a key's scopes.
    Owner,
    /// This role, or this scope.
    Right(Role, Scope),
}

const READ: Needs = Needs::Right(Role::Viewer, Scope::Read);
const WRITE: Needs = Needs::Right(Role::Operator, Scope::MessagesWrite);
const BOTS: Needs = Needs::Right(Role::Admin, Scope::BotsWrite);
const ACCOUNTS: Needs = Needs::Right(Role::Admin, Scope::AccountsWrite);
const ADMIN: Needs = Needs::Right(Role::Admin, Scope::Admin);

/// Every route there is. A new one fails the test until it stands here.
const TABLE: &[(&str, Needs)] = &[
    ("GET /runtime", Needs::Nothing),
    ("POST /runtime/adopt", Needs::Owner),
    ("POST /auth/login", Needs::Nothing),
    ("POST /auth/refresh", Needs::Nothing),
    ("POST /auth/logout", Needs::User),
    ("GET /auth/me", Needs::Caller),
    ("PATCH /auth/me", Needs::User),
    ("POST /auth/password", Needs::User),
    ("GET /auth/sessions", Needs::User),
    ("DELETE /auth/sessions/{id}", Needs::User),
    ("POST /auth/ws-ticket", Needs::Caller),
    ("GET /workspaces", Needs::User),
    ("POST /workspaces", Needs::User),
    ("PUT /workspaces/{id}", ADMIN),
    ("GET /users", ADMIN),
    ("POST /users", ADMIN),
    ("GET /users/{id}", ADMIN),
    ("PUT /users/{id}", ADMIN),
    ("DELETE /users/{id}", ADMIN),
    ("GET /api-keys", ADMIN),
    ("POST /api-keys", ADMIN),
    ("DELETE /api-keys/{id}", ADMIN),
    ("GET /audit", ADMIN),
    ("GET /bots", READ),
    ("POST /bots", BOTS),
    ("GET /bots/{id}", READ),
    ("PUT /bots/{id}", BOTS),
    ("POST /bots/{id}/token", BOTS),
    ("POST /bots/{id}/start", BOTS),
    ("POST /bots/{id}/restart", BOTS),
    ("POST /bots/{id}/stop", BOTS),
    ("POST /bots/{id}/archive", BOTS),
    ("POST /bots/{id}/test", WRITE),
    ("GET /accounts", READ),
    ("POST /accounts", ACCOUNTS),
    ("POST /accounts/import", Needs::Owner),
    ("GET /accounts/{id}", READ),
    ("PUT /accounts/{id}", ACCOUNTS),
    ("PUT /accounts/{id}/phone", ACCOUNTS),
    ("PUT /accounts/{id}/proxy", ACCOUNTS),
    ("GET /accounts/{id}/profile", ACCOUNTS),
    ("PATCH /accounts/{id}/profile", ACCOUNTS),
    ("GET /accounts/{id}/photo", ACCOUNTS),
    ("PUT /accounts/{id}/photo", ACCOUNTS),
    ("DELETE /accounts/{id}/photo", ACCOUNTS),
    ("GET /accounts/{id}/limits", READ),
    ("POST /accounts/{id}/start", ACCOUNTS),
    ("POST /accounts/{id}/restart", ACCOUNTS),
    ("POST /accounts/{id}/stop", ACCOUNTS),
    ("POST /accounts/{id}/archive", ACCOUNTS),
    ("POST /accounts/{id}/logout", ACCOUNTS),
    ("POST /accounts/{id}/export", Needs::Owner),
    ("GET /accounts/{id}/sessions", ACCOUNTS),
    ("POST /accounts/{id}/sessions/revoke", ACCOUNTS),
    ("POST /accounts/{id}/login", ACCOUNTS),
    ("POST /accounts/{id}/login/resend", ACCOUNTS),
    ("POST /accounts/{id}/login/code", ACCOUNTS),
    ("POST /accounts/{id}/login/password", ACCOUNTS),
    ("POST /accounts/{id}/login/qr", ACCOUNTS),
    ("POST /accounts/{id}/login/cancel", ACCOUNTS),
    ("GET /accounts/{id}/folders", READ),
    ("POST /accounts/{id}/join", WRITE),
    ("POST /accounts/{id}/chats", WRITE),
    ("GET /accounts/{id}/peers", WRITE),
    ("GET /accounts/{id}/contacts", WRITE),
    ("POST /accounts/{id}/contacts", WRITE),
    ("DELETE /accounts/{id}/contacts/{telegram_id}", WRITE),
    ("GET /accounts/chats", READ),
    ("GET /accounts/unread", READ),
    ("GET /bots/messages", READ),
    ("GET /accounts/messages", READ),
    ("GET /bots/chats", READ),
    ("GET /bots/unread", READ),
    ("POST /communities/lookup", WRITE),
    ("GET /chats/{id}", READ),
    ("PATCH /chats/{id}/dialog", WRITE),
    ("POST /chats/{id}/leave", WRITE),
    ("GET /chats/{id}/search", WRITE),
    ("POST /chats/{id}/history", WRITE),
    ("GET /chats/{id}/messages", READ),
    ("POST /chats/{id}/messages", WRITE),
    ("POST /chats/{id}/albums", WRITE),
    ("GET /chats/{id}/pinned", READ),
    ("POST /chats/{id}/typing", WRITE),
    ("GET /chats/{id}/read", Needs::User),
    ("POST /chats/{id}/read", Needs::User),
    ("GET /messages/{id}", READ),
    ("PATCH /messages/{id}", WRITE),
    ("DELETE /messages/{id}", WRITE),
    ("POST /messages/{id}/forward", WRITE),
    ("POST /messages/{id}/pin", WRITE),
    ("POST /messages/{id}/unpin", WRITE),
    ("PUT /messages/{id}/reaction", WRITE),
    ("PUT /messages/{id}/vote", WRITE),
    ("POST /messages/{id}/press", WRITE),
    ("POST /messages/{id}/poll/close", WRITE),
    ("POST /messages/{id}/retry", WRITE),
    ("POST /messages/{id}/resolve", WRITE),
    ("GET /messages/{id}/revisions", READ),
    ("POST /media", WRITE),
    ("GET /media/{id}/content", READ),
    ("GET /events", READ),
    ("GET /stats", READ),
];

impl Needs {
    fn role(self, role: Role) -> bool {
        match self {
            Self::Owner => role == Role::Owner,
            Self::Right(least, _) => role >= least,
            Self::Nothing | Self::Caller | Self::User => true,
        }
    }

    fn scope(self, scope: Scope) -> bool {
        match self {
            Self::Nothing | Self::Caller => true,
            Self::User | Self::Owner => false,
            Self::Right(_, needed) => scope == needed,
        }
    }
}

/// Asks a route about something that does not exist; the status tells whether the caller was let in.
async fn ask(client: &Client, route: &str) -> u16 {
    let (method, path) = route.split_once(' ').unwrap();
    let id = if path.starts_with("/messages/") { "0".to_owned() } else { Uuid::nil().to_string() };
    let path = path.replace("{id}", &id).replace("{telegram_id}", "1");
    let path = if path == "/media" { "/media?kind=document".to_owned() } else { path };
    let method: Method = method.parse().unwrap();
    let body = if method == Method::GET { None } else { Some(("application/json", "{}".into())) };
    client.ask(method, &path, body).await.status.as_u16()
}

#[test]
fn no_route_is_forgotten() {
    let mut there: Vec<_> = routes().into_iter().map(|(method, path)| format!("{method} {path}")).collect();
    let mut here: Vec<_> = TABLE.iter().map(|(route, _)| (*route).to_owned()).collect();
    there.sort();
    here.sort();
    assert_eq!(there, here);
}

#[tokio::test]
async fn nobody_gets_in_without_a_credential() {
    let app = TestApp::new().await;
    for (route, needs) in TABLE {
        let status = ask(&app.anonymous(), route).await;
        let refused = matches!(status, 401 | 403);
        // renewing without a cookie is refused as well, for its own reason
        let expected = *needs != Needs::Nothing || *route == "POST /auth/refresh";
        assert_eq!(refused, expected, "{route} answered {status}");
    }
}

#[tokio::test]
async fn every_role_gets_where_it_may() {
    let app = TestApp::new().await;
    let mut wrong = BTreeMap::new();
    for role in [Role::Viewer, Role::Operator, Role::Admin, Role::Owner] {
        let mut client = app.client(&app.member(role).await);
        for (route, needs) in TABLE {
            let status = ask(&client, route).await;
            let expected = needs.role(role);
            if (status != 403) != expected || (status == 401) != (*route == "POST /auth/refresh") {
                wrong.insert(format!("{route} as {role:?}"), status);
            }
            if *route == "POST /auth/logout" {
                client = app.client(&app.member(role).await);
            }
        }
    }
    assert_eq!(wrong, BTreeMap::new());
}

#[tokio::test]
async fn every_scope_gets_where_it_may() {
    let app = TestApp::new().await;
    let owner = app.client(&app.owner);
    let mut wrong = BTreeMap::new();
    for scope in [Scope::Read, Scope::MessagesWrite, Scope::BotsWrite, Scope::AccountsWrite, Scope::Admin] {
        let body = json!({ "name": "key", "scopes": [scope] });
        let key: CreatedApiKey = owner.post("/api-keys", body).await.created();
        let client = app.bearer(&key.secret);
        for (route, needs) in TABLE {
            let status = ask(&client, route).await;
            // a body that cannot be read may be noticed before that the caller is no user
            let by_person = matches!(needs, Needs::User | Needs::Owner);
            let refused = status == 403 || (by_person && matches!(status, 400 | 422));
            if refused == needs.scope(scope) || (status == 401) != (*route == "POST /auth/refresh") {
                wrong.insert(format!("{route} with {scope:?}"), status);
            }
        }
    }
    assert_eq!(wrong, BTreeMap::new());
}
