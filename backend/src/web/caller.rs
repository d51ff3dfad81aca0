//! Who asks, and whether they may.

use std::{marker::PhantomData, ops::Deref};

use axum::{extract::FromRequestParts, http::request::Parts};
use openapi::{ApiKeyId, SessionId, UserId, WorkspaceId, api_keys::Scope, users::Role};
use uuid::Uuid;

use crate::error::{Error, Result};

/// Who asks: a user in a workspace, or an API key of one.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The workspace they act in.
    pub workspace_id: WorkspaceId,
    /// The user, unless it is a key.
    pub user_id: Option<UserId>,
    /// The user's sign-in.
    pub session_id: Option<SessionId>,
    /// The key, unless it is a user.
    pub api_key_id: Option<ApiKeyId>,
    /// The user's or key's name.
    pub name: String,
    /// What they may do.
    pub rights: Rights,
    /// Where the request came from.
    pub address: String,
    /// The request's name in the log.
    pub request_id: String,
}

/// What a caller may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rights {
    /// A user's role.
    Role(Role),
    /// A key's scopes.
    Scopes(Vec<Scope>),
}

impl Caller {
    /// The user; an API key has none.
    pub fn user(&self) -> Result<UserId> {
        self.user_id.ok_or(Error::Forbidden("a signed-in user, not an API key"))
    }

    /// Tells callers apart where a row belongs to one.
    pub fn key(&self) -> Uuid {
        self.user_id.map(|id| id.0).or(self.api_key_id.map(|id| id.0)).unwrap_or_default()
    }
}

/// What a route needs: a role of users, a scope of keys.
pub trait Permission: Send + Sync + 'static {
    /// The least role that has it.
    const ROLE: Role;
    /// The scope that has it.
    const SCOPE: Scope;
    /// What it is, after "this needs".
    const NEEDS: &'static str;
}

/// Declares the permissions routes ask for.
macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident: $role:ident, $scope:ident, $needs:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}

        impl Permission for $name {
            const ROLE: Role = Role::$role;
            const SCOPE: Scope = Scope::$scope;
            const NEEDS: &'static str = $needs;
        }
    )*};
}

permissions! {
    /// Reading what the inbox holds.
    Read: Viewer, Read, "the scope read";
    /// Answering: send, edit, delete, pin.
    WriteMessages: Operator, MessagesWrite, "the role operator or the scope messages:write";
    /// Running bots.
    WriteBots: Admin, BotsWrite, "the role admin or the scope bots:write";
    /// Running accounts.
    WriteAccounts: Admin, AccountsWrite, "the role admin or the scope accounts:write";
    /// Running the workspace: users, keys, audit.
    Administer: Admin, Admin, "the role admin or the scope admin";
}

/// A caller who may do `P`. A handler that takes it cannot be reached by anyone else.
#[derive(Debug)]
pub struct May<P>(Caller, PhantomData<P>);

impl<P> Deref for May<P> {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

impl<P: Permission, S: Sync> FromRequestParts<S> for May<P> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let caller = Caller::from_request_parts(parts, state).await?;
        let allowed = match &caller.rights {
            Rights::Role(role) => *role >= P::ROLE,
            Rights::Scopes(scopes) => scopes.contains(&P::SCOPE),
        };
        if allowed { Ok(Self(caller, PhantomData)) } else { Err(Error::Forbidden(P::NEEDS)) }
    }
}

/// An owner of the workspace; no key is one. A handler that takes it cannot be reached by anyone else.
#[derive(Debug)]
pub struct Owner(Caller);

impl Deref for Owner {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

impl<S: Sync> FromRequestParts<S> for Owner {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let caller = Caller::from_request_parts(parts, state).await?;
        match caller.rights {
            Rights::Role(Role::Owner) => Ok(Self(caller)),
            _ => Err(Error::Forbidden("the role owner")),
        }
    }
}

/// Any caller with a valid credential; what they may do is left to the handler.
impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        parts.extensions.get().cloned().ok_or(Error::Unauthenticated)
    }
}
