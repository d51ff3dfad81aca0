//! Signing in, renewing and signing out.

use std::{net::IpAddr, time::Duration};

use chrono::TimeDelta;
use openapi::{
    SessionId, WorkspaceId,
    auth::{Login, Me, Membership, Refresh, SignedIn},
    users::Role,
};
use sea_orm::ActiveValue::Set;

use super::{
    store::{self, Which},
    tokens::{self, Access},
};
use crate::{
    audit::{self, Change},
    entity::{
        session::{ActiveModel, Model},
        user,
    },
    error::{Error, Result},
    state::AppState,
    users,
    web::{
        caller::{Caller, Rights},
        request_id,
    },
};

/// How long the refresh token before the newest is still answered with the newest one: an answer may get lost on its
/// way, and tabs that wake together ask together.
const GRACE: TimeDelta = TimeDelta::seconds(10);

/// Whom a request came from.
#[derive(Debug, Clone)]
pub struct From {
    /// The client's address.
    pub address: IpAddr,
    /// What the browser or program calls itself.
    pub user_agent: String,
}

/// Signs a user in. Returns the refresh token beside the answer.
pub async fn login(state: &AppState, login: Login, from: From) -> Result<(SignedIn, String)> {
    let name = users::normal(&login.login);
    state.auth.throttle.count(&name, from.address)?;
    let user = users::store::by_login(&state.db.reader, &name).await?;
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    let fits = state.auth.passwords.verify(login.password, hash).await?;
    let Some(user) = user.filter(|_| fits) else {
        metrics::counter!("sign_in_refused").increment(1);
        tracing::info!(address = %from.address, "sign-in refused");
        return Err(Error::BadCredentials);
    };

    let now = state.clock.now();
    let tx = state.db.begin().await?;
    let memberships = store::memberships(&tx, user.id).await?;
    let here = enter(&memberships, login.workspace_id, user.last_workspace_id)?;
    let session = Model {
        id: SessionId(state.clock.uuid()),
        user_id: user.id,
        workspace_id: here.workspace_id,
        refresh_no: 0,
        user_agent: from.user_agent,
        address: from.address.to_string(),
        created_at: now,
        last_used_at: now,
        expires_at: now + lifetime(state),
        revoked_at: None,
    };
    store::insert(&tx, session.clone()).await?;
    users::store::update(&tx, user.id, seen(state, here.workspace_id)).await?;
    let by = caller(&session, &user, here.role);
    audit::record(&tx, &state.clock, &by, change("session.create", &session, &user)).await?;
    tx.commit().await?;
    signed_in(state, &session, &user, memberships)
}

/// Renews an access token. A refresh token works once; the use of an old one ends the session, for either its user or
/// someone else has stolen it.
pub async fn refresh(
    state: &AppState,
    token: &str,
    request: Refresh,
    from: From,
) -> Result<(SignedIn, String)> {
    let now = state.clock.now();
    let token = state.auth.tokens.read_refresh(token, now).ok_or(Error::Unauthenticated)?;
    let tx = state.db.begin().await?;
    let mut session = store::lock(&tx, token.session, now).await?.ok_or(Error::Unauthenticated)?;
    let user = users::store::by_id(&tx, session.user_id).await?;
    let memberships = store::memberships(&tx, user.id).await?;
    let here = enter(&memberships, request.workspace_id, Some(session.workspace_id))?;

    let newest = token.no == session.refresh_no;
    let just_before = token.no == session.refresh_no - 1 && now - session.last_used_at <= GRACE;
    if !newest && !just_before {
        store::revoke(&tx, user.id, Which::Only(session.id), now).await?;
        let by = caller(&session, &user, here.role);
        audit::record(&tx, &state.clock, &by, change("session.reuse", &session, &user)).await?;
        tx.commit().await?;
        tracing::warn!(session = %session.id, address = %from.address, "an old refresh token was used; its session ends");
        return Err(Error::Unauthenticated);
    }
    session.workspace_id = here.workspace_id;
    if newest {
        session.refresh_no += 1;
        session.last_used_at = now;
        session.expires_at = now + lifetime(state);
    }
    let renewed = ActiveModel {
        workspace_id: Set(session.workspace_id),
        refresh_no: Set(session.refresh_no),
        user_agent: Set(from.user_agent),
        address: Set(from.address.to_string()),
        last_used_at: Set(session.last_used_at),
        expires_at: Set(session.expires_at),
        ..Default::default()
    };
    store::update(&tx, session.id, renewed).await?;
    users::store::update(&tx, user.id, seen(state, session.workspace_id)).await?;
    tx.commit().await?;
    signed_in(state, &session, &user, memberships)
}

/// Signs out: ends one of the caller's sessions.
pub async fn end(state: &AppState, by: &Caller, id: SessionId) -> Result<()> {
    let tx = state.db.begin().await?;
    let ended = store::revoke(&tx, by.user()?, Which::Only(id), state.clock.now()).await?;
    if ended == 0 {
        return Err(Error::NotFound("session"));
    }
    let change = Change::<()> {
        action: "session.end",
        target: id.to_string(),
        name: &by.name,
        before: None,
        after: None,
    };
    audit::record(&tx, &state.clock, by, change).await?;
    tx.commit().await?;
    Ok(())
}

/// The workspace to enter: the one asked for, else the last one, else the oldest.
fn enter(
    memberships: &[Membership],
    asked: Option<WorkspaceId>,
    last: Option<WorkspaceId>,
) -> Result<&Membership> {
    let find = |id| memberships.iter().find(|membership| membership.workspace_id == id);
    match asked {
        Some(id) => find(id).ok_or(Error::NotFound("workspace")),
        None => last
            .and_then(find)
            .or(memberships.first())
            .ok_or(Error::Forbidden("a workspace: ask an admin to add you to one")),
    }
}

fn signed_in(
    state: &AppState,
    session: &Model,
    user: &user::Model,
    memberships: Vec<Membership>,
) -> Result<(SignedIn, String)> {
    let minutes = Duration::from_secs(u64::from(state.config.access_token_minutes) * 60);
    let expires_at = state.clock.now() + minutes;
    let tokens = &state.auth.tokens;
    let access = Access { session: session.id, workspace: session.workspace_id };
    let refresh = tokens::Refresh { session: session.id, no: session.refresh_no };
    let signed_in = SignedIn {
        access_token: tokens.access(access, expires_at)?,
        expires_at,
        refresh_token: None,
        me: me(user, session.workspace_id, memberships)?,
    };
    Ok((signed_in, tokens.refresh(refresh, session.expires_at)?))
}

/// A user as they see themselves.
pub fn me(user: &user::Model, workspace: WorkspaceId, memberships: Vec<Membership>) -> Result<Me> {
    let here = enter(&memberships, Some(workspace), None)?;
    Ok(Me {
        user_id: Some(user.id),
        login: user.login.clone(),
        name: user.name.clone(),
        workspace_id: workspace,
        workspace_name: here.name.clone(),
        role: here.role,
        workspaces: memberships,
    })
}

fn seen(state: &AppState, workspace: WorkspaceId) -> user::ActiveModel {
    user::ActiveModel {
        last_workspace_id: Set(Some(workspace)),
        last_seen_at: Set(Some(state.clock.now())),
        ..Default::default()
    }
}

fn lifetime(state: &AppState) -> Duration {
    Duration::from_secs(u64::from(state.config.session_days) * 86_400)
}

fn caller(session: &Model, user: &user::Model, role: Role) -> Caller {
    Caller {
        workspace_id: session.workspace_id,
        user_id: Some(user.id),
        session_id: Some(session.id),
        api_key_id: None,
        name: user.name.clone(),
        rights: Rights::Role(role),
        address: session.address.clone(),
        request_id: request_id::current(),
    }
}

fn change<'a>(action: &'static str, session: &Model, user: &'a user::Model) -> Change<'a, ()> {
    Change { action, target: session.id.to_string(), name: &user.login, before: None, after: None }
}
