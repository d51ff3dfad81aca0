//! Who writes just now, and telling them that someone writes here.

use std::time::Duration;

use chrono::Utc;
use leptos::{prelude::*, task::spawn_local};
use openapi::{ChatId, events::Typing, messages::Message};

use super::Room;
use crate::{api, i18n::t};

/// The longest it holds without being told again, whatever the clocks of server and device say.
/// Source: <https://core.telegram.org/method/messages.setTyping>, which has it end after six seconds.
const LONGEST: Duration = Duration::from_secs(10);

/// How often (ms) Telegram is told that someone goes on writing.
const AGAIN: f64 = 5_000.0;

impl Room {
    /// Someone writes.
    pub(super) fn hear(&self, heard: &Typing) {
        let Self { typing, .. } = *self;
        typing.update(|all| {
            all.retain(|other| other.chat_id != heard.chat_id || other.name != heard.name);
            all.push(heard.clone());
        });
        let left = (heard.until - Utc::now()).to_std().unwrap_or_default().min(LONGEST);
        let over = heard.clone();
        // gone if the page went away meanwhile; told again, it is another one
        set_timeout(
            move || {
                typing.try_update(|all| all.retain(|other| *other != over));
            },
            left,
        );
    }

    /// A message came in: who wrote it does not write any more.
    pub(super) fn heard_out(&self, message: &Message) {
        let author = message.author.as_ref().map(|author| &author.name);
        let done = |one: &Typing| {
            one.chat_id == message.chat_id && (one.name.is_none() || one.name.as_ref() == author)
        };
        if !message.outgoing && self.typing.with_untracked(|all| all.iter().any(done)) {
            self.typing.update(|all| all.retain(|one| !done(one)));
        }
    }

    /// Who writes in a chat, in words. Reactive.
    pub fn typing_in(&self, chat: ChatId) -> Option<String> {
        self.typing.with(|all| {
            let last = all.iter().rfind(|one| one.chat_id == chat)?;
            Some(
                last.name
                    .as_ref()
                    .map_or_else(|| t::inbox::typing().to_owned(), |name| t::inbox::types(name)),
            )
        })
    }
}

/// Tells the chat that someone writes, now and then while they do.
#[derive(Clone, Copy)]
pub struct Tell(StoredValue<f64>);

impl Tell {
    /// Nothing was told yet.
    pub fn new() -> Self {
        Self(StoredValue::new(f64::NEG_INFINITY))
    }

    /// Someone typed.
    pub fn typed(self, chat: ChatId) {
        let now = js_sys::Date::now();
        if now - self.0.get_value() < AGAIN {
            return;
        }
        self.0.set_value(now);
        spawn_local(async move {
            // a courtesy: the next one comes in a moment, and what stands in the way shows when the message is sent
            let _ = api::chats::typing(chat).await;
        });
    }
}
