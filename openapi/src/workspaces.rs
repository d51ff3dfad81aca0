//! Workspaces.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::WorkspaceId;

/// A workspace: the tenant every row belongs to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Workspace {
    /// The workspace.
    pub id: WorkspaceId,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// Makes a workspace, of which the caller is the owner, or renames one.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
pub struct SaveWorkspace {
    /// Its name.
    #[garde(length(chars, min = 1, max = 100))]
    pub name: String,
}
