//! The log of events.

use openapi::{IdentityId, Page, events::Event};

use super::{Result, get};
use crate::section::Section;

/// The newest events of a bot or an account, newest first.
pub async fn of(section: Section, id: IdentityId, limit: usize) -> Result<Page<Event>> {
    get("/events").query(section.key(), Some(id)).query("limit", Some(limit)).send().await
}
