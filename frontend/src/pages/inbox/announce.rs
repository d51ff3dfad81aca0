//! Tells screen readers, politely, what is new.

use leptos::prelude::*;
use openapi::{ChatId, chats::Chat, messages::Message};

use super::preview;
use crate::i18n::t;

/// Between two announcements of other chats, in milliseconds: who listens cannot skim.
const PAUSE: f64 = 5_000.0;

/// Says what is new, once.
#[derive(Clone, Copy)]
pub struct Announcer {
    text: RwSignal<String>,
    last: StoredValue<f64>,
}

impl Announcer {
    pub fn new() -> Self {
        Self { text: RwSignal::new(String::new()), last: StoredValue::new(f64::NEG_INFINITY) }
    }

    /// Says that a message came in: its text in the open chat, that there is one elsewhere.
    pub fn announce(&self, message: &Message, chat: &Chat, open: Option<ChatId>) {
        if message.outgoing {
            return;
        }
        if open == Some(chat.id) {
            self.text.set(format!("{}: {}", author(message, chat), preview::of_message(message)));
            return;
        }
        let now = js_sys::Date::now();
        if now - self.last.get_value() >= PAUSE {
            self.last.set_value(now);
            self.text.set(t::inbox::new_message_from(&chat.title));
        }
    }
}

fn author(message: &Message, chat: &Chat) -> String {
    message.author.as_ref().map_or_else(|| chat.title.clone(), |author| author.name.clone())
}

/// Where it is said.
#[component]
pub fn Announcements(announcer: Announcer) -> impl IntoView {
    view! { <div class="hidden-text" aria-live="polite">{move || announcer.text.get()}</div> }
}
