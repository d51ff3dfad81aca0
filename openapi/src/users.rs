//! The users of a workspace and their roles.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::UserId;

/// What a user may do in a workspace. Each role may do all that the ones below it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[cfg_attr(feature = "db", derive(sea_orm::EnumIter, sea_orm::DeriveActiveEnum))]
#[cfg_attr(feature = "db", sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads chats and messages.
    Viewer,
    /// Answers: sends, edits, deletes, pins.
    Operator,
    /// Runs the workspace: bots, users below owner, API keys, audit.
    Admin,
    /// Everything, other owners included.
    Owner,
}

/// A user as a member of the present workspace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct User {
    /// The user.
    pub id: UserId,
    /// Sign-in name.
    pub login: String,
    /// The name shown to others.
    pub name: String,
    /// The role in this workspace.
    pub role: Role,
    /// Since when the user is a member.
    pub created_at: DateTime<Utc>,
    /// The last sign-in or renewal, if any.
    pub last_seen_at: Option<DateTime<Utc>>,
}

/// Adds a user to the workspace. A login that exists elsewhere in this installation joins with its own password.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[garde(allow_unvalidated)]
pub struct CreateUser {
    /// Sign-in name: letters, digits, `.`, `_`, `-`, `@`; case does not matter.
    #[garde(length(chars, min = 1, max = 64), custom(allowed_characters))]
    pub login: String,
    /// The name shown to others.
    #[garde(length(chars, min = 1, max = 100))]
    pub name: String,
    /// The role in this workspace.
    pub role: Role,
    /// The first password: at least 10 characters.
    #[garde(length(chars, min = 10), length(bytes, max = 1024))]
    pub password: String,
}

/// Changes a user's role or sets a new password.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[garde(allow_unvalidated)]
pub struct UpdateUser {
    /// The name shown to others.
    #[garde(length(chars, min = 1, max = 100))]
    pub name: String,
    /// The role in this workspace.
    pub role: Role,
    /// A new password, when it is to be reset; every session of the user ends.
    #[serde(default)]
    #[garde(inner(length(chars, min = 10), length(bytes, max = 1024)))]
    pub password: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the validator's signature")]
fn allowed_characters(text: &str, (): &()) -> garde::Result {
    if text.chars().all(|c| c.is_alphanumeric() || ".-_@+".contains(c)) {
        Ok(())
    } else {
        Err(garde::Error::new("only letters, digits and . - _ @ + are allowed"))
    }
}
