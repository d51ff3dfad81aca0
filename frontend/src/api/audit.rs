//! The audit log.

use openapi::{Page, UserId, audit::AuditEntry};

use super::{Result, get};

/// Which lines to list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// Of this action alone, such as `bot.create`.
    pub action: Option<String>,
    /// Of what was done to this row alone.
    pub target: Option<String>,
    /// Of this user alone.
    pub user_id: Option<UserId>,
}

/// A page of the log, newest first.
pub async fn list(filter: &Filter, cursor: Option<String>) -> Result<Page<AuditEntry>> {
    get("/audit")
        .query("action", filter.action.as_deref())
        .query("target", filter.target.as_deref())
        .query("user_id", filter.user_id)
        .query("cursor", cursor)
        .send()
        .await
}
