//! The log of events.

use openapi::{BotId, Page, events::Event};

use super::{Result, get};

/// The newest events of a bot, newest first.
pub async fn of_bot(id: BotId, limit: usize) -> Result<Page<Event>> {
    get("/events").query("bot_id", Some(id)).query("limit", Some(limit)).send().await
}
