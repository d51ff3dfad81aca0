//! The state of a bot in words: what it is, what it means, how urgent it is.

use openapi::bots::{Bot, ObservedState, UpdateMode};

use crate::i18n::t;

/// Its name.
pub fn name(state: ObservedState) -> &'static str {
    match state {
        ObservedState::Stopped => t::states::stopped(),
        ObservedState::Starting => t::states::starting(),
        ObservedState::Running => t::states::running(),
        ObservedState::Retrying => t::states::retrying(),
        ObservedState::Broken => t::states::broken(),
        ObservedState::Conflict => t::states::conflict(),
        ObservedState::ForeignWebhook => t::states::foreign_webhook(),
        ObservedState::Revoked => t::states::revoked(),
    }
}

/// What it means and what to do.
pub fn meaning(state: ObservedState) -> &'static str {
    match state {
        ObservedState::Stopped => t::states::stopped_text(),
        ObservedState::Starting => t::states::starting_text(),
        ObservedState::Running => t::states::running_text(),
        ObservedState::Retrying => t::states::retrying_text(),
        ObservedState::Broken => t::states::broken_text(),
        ObservedState::Conflict => t::states::conflict_text(),
        ObservedState::ForeignWebhook => t::states::foreign_webhook_text(),
        ObservedState::Revoked => t::states::revoked_text(),
    }
}

/// How well it is: a colour of `style/parts.css`.
pub fn tone(state: ObservedState) -> &'static str {
    match state {
        ObservedState::Stopped => "",
        ObservedState::Running => "ok",
        ObservedState::Starting | ObservedState::Retrying => "warn",
        ObservedState::Broken
        | ObservedState::Conflict
        | ObservedState::ForeignWebhook
        | ObservedState::Revoked => "bad",
    }
}

/// The classes of its tag.
pub fn tag(state: ObservedState) -> String {
    format!("tag {}", tone(state))
}

/// What comes first in a list: those that wait for a person, then those that fight, then the rest.
pub fn urgency(state: ObservedState) -> u8 {
    match tone(state) {
        "bad" => 0,
        "warn" => 1,
        "ok" => 2,
        _ => 3,
    }
}

/// The order of a list of bots.
pub fn order(bot: &Bot) -> (u8, String) {
    (urgency(bot.observed.state), bot.name.to_lowercase())
}

/// How updates reach us, in words.
pub fn mode(mode: UpdateMode) -> &'static str {
    match mode {
        UpdateMode::Polling => t::bots::polling(),
        UpdateMode::Webhook => t::bots::webhook(),
    }
}
