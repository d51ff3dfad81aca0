//! How the sending of a message stands, as a small sign: in the thread and in the chat list.

use leptos::prelude::*;
use openapi::messages::DeliveryState;

use crate::{
    components::{Glyph, Icon},
    i18n::t,
};

/// A message of ours, as far as its sign needs it.
#[derive(Debug, Clone, Copy)]
pub struct Sent {
    /// Whether it is ours.
    pub outgoing: bool,
    /// Its id at Telegram, once it has one.
    pub telegram_id: Option<i64>,
    /// How its sending stands, if it was sent here.
    pub delivery: Option<DeliveryState>,
    /// Until which message the others have read, where Telegram tells that: in accounts' chats.
    pub seen_up_to: Option<i64>,
}

impl Sent {
    /// How the sending stands. What an account's owner sent elsewhere has none here, but its readers are told of all the
    /// same.
    fn state(self) -> Option<DeliveryState> {
        let elsewhere = self.seen_up_to.is_some() && self.outgoing && self.telegram_id.is_some();
        self.delivery.or(elsewhere.then_some(DeliveryState::Sent))
    }

    /// Whether the others have read it.
    fn is_seen(self) -> bool {
        self.telegram_id.is_some_and(|id| Some(id) <= self.seen_up_to)
    }

    /// Its sign.
    pub fn sign(self) -> Option<AnyView> {
        Some(match self.state()? {
            DeliveryState::Queued => sign(Glyph::Clock, "", t::inbox::queued()),
            DeliveryState::Sending => sending(),
            DeliveryState::Sent if self.is_seen() => sign(Glyph::Seen, "", t::inbox::seen()),
            DeliveryState::Sent => sign(Glyph::Check, "", t::inbox::sent()),
            DeliveryState::Failed => failed(),
            DeliveryState::Unknown => sign(Glyph::Alert, "warn-text", t::inbox::unknown()),
        })
    }
}

/// It is on its way.
pub fn sending() -> AnyView {
    sign(Glyph::Clock, "", t::inbox::sending())
}

/// It did not get there.
pub fn failed() -> AnyView {
    sign(Glyph::Alert, "bad-text", t::inbox::failed())
}

fn sign(glyph: Glyph, class: &str, name: &'static str) -> AnyView {
    view! { <span class=format!("tick {class}") title=name><Icon glyph small=true /><span class="hidden-text">{name}</span></span> }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_read_is_told_in_accounts_chats_alone() {
        let elsewhere = Sent { outgoing: true, telegram_id: Some(5), delivery: None, seen_up_to: Some(4) };
        assert_eq!((elsewhere.state(), elsewhere.is_seen()), (Some(DeliveryState::Sent), false));
        assert!(Sent { seen_up_to: Some(5), ..elsewhere }.is_seen());
        assert!(Sent { seen_up_to: Some(9), ..elsewhere }.is_seen());
        let of_bot = Sent { seen_up_to: None, ..elsewhere };
        assert_eq!((of_bot.state(), of_bot.is_seen()), (None, false));
        assert_eq!(Sent { outgoing: false, ..elsewhere }.state(), None);
        assert_eq!(Sent { telegram_id: None, ..elsewhere }.state(), None);
    }
}
