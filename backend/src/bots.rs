//! Bots: added by their token, steered by operators, run by the supervisor.

pub mod routes;
pub mod service;
pub mod store;
pub mod test;
pub mod token;

use openapi::bots::{Bot, Observed};

use crate::entity::{bot, identity};

/// A bot as the database holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What it has in common with accounts.
    pub identity: identity::Model,
    /// What only bots have.
    pub bot: bot::Model,
}

impl Row {
    /// As it crosses the wire: without its secrets.
    pub fn show(&self) -> Bot {
        let (identity, bot) = (&self.identity, &self.bot);
        Bot {
            id: identity.id.into(),
            name: identity.name.clone(),
            telegram_id: identity.external_id,
            username: bot.username.clone(),
            mode: bot.mode,
            desired: identity.desired,
            observed: Observed {
                state: identity.observed,
                reason: identity.observed_reason.clone(),
                since: identity.observed_since,
                retry_at: identity.retry_at,
            },
            can_join_groups: bot.can_join_groups,
            can_read_all_group_messages: bot.can_read_all_group_messages,
            last_update_at: bot.last_update_at,
            created_at: identity.created_at,
            updated_at: identity.updated_at,
            archived_at: identity.archived_at,
        }
    }
}
