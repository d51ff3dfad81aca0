//! Sign-in, sessions and one's own profile.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{SessionId, UserId, WorkspaceId, users::Role};

/// Signs a user in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[garde(allow_unvalidated)]
pub struct Login {
    /// The user's sign-in name; case does not matter.
    #[garde(length(chars, min = 1, max = 64))]
    pub login: String,
    /// The password.
    #[garde(length(bytes, min = 1, max = 1024))]
    pub password: String,
    /// The workspace to enter; without it the one entered last, else the oldest.
    #[serde(default)]
    pub workspace_id: Option<WorkspaceId>,
    /// Asks for the refresh token in the body (scripts); browsers get it as an `HttpOnly` cookie.
    #[serde(default)]
    pub token_in_body: bool,
}

/// Renews the access token. Browsers send the cookie and an empty object.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct Refresh {
    /// The refresh token, where it was asked for in the body.
    #[serde(default)]
    pub refresh_token: Option<String>,
    /// Enters another workspace of the same user.
    #[serde(default)]
    pub workspace_id: Option<WorkspaceId>,
}

/// A sign-in that worked.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SignedIn {
    /// A short-lived JWT: `Authorization: Bearer <it>`.
    pub access_token: String,
    /// When the access token ends.
    pub expires_at: DateTime<Utc>,
    /// The refresh token, only when it was asked for in the body. Each works once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// Who signed in, and where.
    pub me: Me,
}

/// The caller, as the server sees them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// The user; absent for an API key.
    pub user_id: Option<UserId>,
    /// Sign-in name, or the API key's name.
    pub login: String,
    /// The name shown to others.
    pub name: String,
    /// The workspace this sign-in acts in.
    pub workspace_id: WorkspaceId,
    /// Its name.
    pub workspace_name: String,
    /// The caller's role there.
    pub role: Role,
    /// Every workspace the user may enter.
    pub workspaces: Vec<Membership>,
}

/// A workspace a user may enter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Membership {
    /// The workspace.
    pub workspace_id: WorkspaceId,
    /// Its name.
    pub name: String,
    /// The user's role there.
    pub role: Role,
}

/// Changes one's own profile.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
pub struct UpdateMe {
    /// The name shown to others.
    #[garde(length(chars, min = 1, max = 100))]
    pub name: String,
}

/// Changes one's own password. Every other session of the user ends.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
pub struct ChangePassword {
    /// The present password.
    #[garde(length(bytes, min = 1, max = 1024))]
    pub current: String,
    /// The new one: at least 10 characters.
    #[garde(length(chars, min = 10), length(bytes, max = 1024))]
    pub new: String,
}

/// A sign-in of the caller.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Session {
    /// The session.
    pub id: SessionId,
    /// The browser or program, as it named itself.
    pub user_agent: String,
    /// The address it last came from.
    pub address: String,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it last renewed its token.
    pub last_used_at: DateTime<Utc>,
    /// Whether it is the one asking.
    pub current: bool,
}

/// A ticket that opens one WebSocket, for browsers, which cannot send headers there.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WsTicket {
    /// Pass it as `?ticket=`. Works once.
    pub ticket: String,
    /// When it ends: 30 seconds after it was made.
    pub expires_at: DateTime<Utc>,
}
