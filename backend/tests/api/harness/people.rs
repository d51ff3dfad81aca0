//! Workspaces and signed-in users, made directly in the database.

use std::time::Duration;

use backend::{
    auth::tokens::Access,
    entity::{membership, session, user, workspace},
    state::AppState,
};
use openapi::{SessionId, UserId, WorkspaceId, audit::AuditEntry, users::Role};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::TestApp;

/// A user who is signed in.
#[derive(Debug, Clone)]
pub struct TestUser {
    pub id: UserId,
    pub login: String,
    pub workspace: WorkspaceId,
    pub session: SessionId,
    /// An access token that lasts for the test.
    pub token: String,
}

impl TestApp {
    /// A signed-in member of the first workspace.
    pub async fn member(&self, role: Role) -> TestUser {
        let login = serde_json::to_value(role).unwrap().as_str().unwrap().to_owned();
        member(&self.state, self.owner.workspace, &login, role).await
    }

    /// The signed-in owner of another workspace.
    pub async fn stranger(&self) -> TestUser {
        owner(&self.state, "stranger").await
    }

    /// Lets a user sign in with [`PASSWORD`].
    pub async fn give_password(&self, user: &TestUser) {
        let hash = self.state.auth.passwords.hash(PASSWORD.to_owned()).await.unwrap();
        let tx = self.state.db.begin().await.unwrap();
        let change = user::ActiveModel { password_hash: Set(hash), ..Default::default() };
        backend::users::store::update(&tx, user.id, change).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// What the audit log says, newest first: action and target.
    pub async fn audit(&self) -> Vec<AuditEntry> {
        self.client(&self.owner).get("/audit").await.items()
    }
}

/// What users who were given a password sign in with.
pub const PASSWORD: &str = "correct horse battery";

/// The signed-in owner of a new workspace.
pub async fn owner(state: &AppState, login: &str) -> TestUser {
    let workspace = WorkspaceId(state.clock.uuid());
    let row = workspace::Model {
        id: workspace,
        name: format!("{login}'s"),
        last_event_id: 0,
        created_at: state.clock.now(),
    };
    let tx = state.db.begin().await.unwrap();
    row.into_active_model().insert(&tx).await.unwrap();
    tx.commit().await.unwrap();
    member(state, workspace, login, Role::Owner).await
}

async fn member(state: &AppState, workspace: WorkspaceId, login: &str, role: Role) -> TestUser {
    let now = state.clock.now();
    let id = UserId(state.clock.uuid());
    let session = SessionId(state.clock.uuid());
    let login = format!("{login}-{}", &id.0.simple().to_string()[20..]);
    let ends = now + Duration::from_secs(365 * 86_400);
    let tx = state.db.begin().await.unwrap();
    let user = user::Model {
        id,
        login: login.clone(),
        name: format!("Name of {login}"),
        password_hash: String::new(),
        last_workspace_id: Some(workspace),
        last_seen_at: None,
        created_at: now,
    };
    user.into_active_model().insert(&tx).await.unwrap();
    let membership = membership::Model { workspace_id: workspace, user_id: id, role, created_at: now };
    backend::users::store::join(&tx, membership).await.unwrap();
    let row = session::Model {
        id: session,
        user_id: id,
        workspace_id: workspace,
        refresh_no: 0,
        user_agent: "tests".to_owned(),
        address: "127.0.0.1".to_owned(),
        created_at: now,
        last_used_at: now,
        expires_at: ends,
        revoked_at: None,
    };
    row.into_active_model().insert(&tx).await.unwrap();
    tx.commit().await.unwrap();
    let token = state.auth.tokens.access(Access { session, workspace }, ends).unwrap();
    TestUser { id, login, workspace, session, token }
}
