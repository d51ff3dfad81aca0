//! Sign-in: passwords, sessions, access tokens and API keys.

pub mod cookie;
pub mod passwords;
pub mod profile;
pub mod routes;
pub mod service;
pub mod store;
pub mod throttle;
pub mod tickets;
pub mod tokens;

use axum::http::{HeaderMap, header};
use openapi::{SessionId, WorkspaceId};
use secrecy::SecretString;
use sha2::{Digest, Sha256};

use crate::{
    api_keys,
    clock::Clock,
    error::{Error, Result},
    state::AppState,
    web::{caller::Caller, caller::Rights, request_id},
};

/// What sign-in keeps in memory.
#[derive(Debug)]
pub struct Auth {
    /// Signs and reads tokens.
    pub tokens: tokens::Tokens,
    /// Hashes and verifies passwords.
    pub passwords: passwords::Passwords,
    /// Slows down whoever tries many.
    pub throttle: throttle::Throttle,
}

impl Auth {
    /// With tokens signed by this key.
    pub fn new(secret_key: &SecretString, clock: &Clock) -> Self {
        Self {
            tokens: tokens::Tokens::new(secret_key),
            passwords: passwords::Passwords::default(),
            throttle: throttle::Throttle::new(clock),
        }
    }
}

/// Finds out who sent a request from its `Authorization` header: an access token or an API key.
pub async fn authenticate(state: &AppState, headers: &HeaderMap, address: String) -> Result<Caller> {
    let credential = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, credential)| credential.trim())
        .ok_or(Error::Unauthenticated)?;
    if credential.starts_with(api_keys::PREFIX) {
        return api_keys::service::caller(state, credential, address).await;
    }
    let token = state.auth.tokens.read_access(credential, state.clock.now()).ok_or(Error::Unauthenticated)?;
    session_caller(state, token.session, token.workspace, address).await
}

/// The user of a session, with their present role in the workspace.
pub async fn session_caller(
    state: &AppState,
    session: SessionId,
    workspace: WorkspaceId,
    address: String,
) -> Result<Caller> {
    let user = store::signed_in(&state.db.reader, session, workspace, state.clock.now())
        .await?
        .ok_or(Error::Unauthenticated)?;
    Ok(Caller {
        workspace_id: workspace,
        user_id: Some(user.id),
        session_id: Some(session),
        api_key_id: None,
        name: user.name,
        rights: Rights::Role(user.role),
        address,
        request_id: request_id::current(),
    })
}

/// The caller with what they may do now. Sockets ask from time to time, for they outlive the request that opened them.
pub async fn renew(state: &AppState, caller: &Caller) -> Result<Caller> {
    let (workspace, address) = (caller.workspace_id, caller.address.clone());
    match (caller.session_id, caller.api_key_id) {
        (Some(session), _) => session_caller(state, session, workspace, address).await,
        (None, Some(key)) => api_keys::service::caller_by_id(state, workspace, key, address).await,
        (None, None) => Err(Error::Unauthenticated),
    }
}

/// The hash a random secret is stored under. Plain SHA-256 is enough: the secrets have 256 random bits.
pub fn fingerprint(secret: &str) -> String {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(secret))
}
