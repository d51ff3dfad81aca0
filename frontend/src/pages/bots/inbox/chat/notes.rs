//! What stands between a person and being heard: above the field one writes in.

use leptos::prelude::*;
use openapi::{
    bots::{Bot, ObservedState},
    chats::ChatAccess,
};

use super::super::open::use_open;
use crate::{
    components::{Countdown, Glyph, Icon},
    fleet::use_fleet,
    i18n::t,
    pages::bots::state,
    react::memo,
};

/// Why messages wait or cannot be sent.
#[component]
pub fn Notes() -> impl IntoView {
    let (open, fleet) = (use_open(), use_fleet());
    let bot = memo(move || {
        let identity = open.chat.with(|chat| chat.as_ref().map(|chat| chat.identity_id))?;
        fleet.bot(identity.into())
    });
    let access = memo(move || open.chat.with(|chat| chat.as_ref().map(|chat| chat.access)));
    let wait = memo(move || {
        open.chat.with(|chat| chat.as_ref()?.wait_until).filter(|until| *until > chrono::Utc::now())
    });
    view! {
        {move || bot.get().filter(|bot| bot.observed.state != ObservedState::Running).map(ill)}
        {move || match access.get() {
            None | Some(ChatAccess::Open) => None,
            Some(ChatAccess::Blocked) => Some(closed(t::inbox::blocked_text())),
            Some(ChatAccess::Left) => Some(closed(t::inbox::left_text())),
        }}
        {move || {
            wait.get()
                .map(|until| {
                    view! {
                        <div class="chat-note warn" role="status">
                            <Icon glyph=Glyph::Clock small=true />
                            <span>{t::inbox::wait_text}" "<Countdown until=Signal::stored(until) /></span>
                        </div>
                    }
                })
        }}
    }
}

/// The bot of this chat does not run.
fn ill(bot: Bot) -> impl IntoView {
    let now = bot.observed.state;
    view! {
        <div class=format!("chat-note {}", state::tone(now)) role="status">
            <Icon glyph=Glyph::Bot small=true />
            <span class="grow">
                <b>"@"{bot.username}": "{move || state::name(now)}"."</b>
                " "
                {bot.observed.reason.map(|reason| view! { <span>{reason}" "</span> })}
                {t::inbox::bot_waits}
                {bot.observed.retry_at.map(|until| view! { " "{t::inbox::next_try}" "<Countdown until=Signal::stored(until) /> })}
            </span>
            <a href=format!("/bots/{}", bot.id)>{t::inbox::see_bot}</a>
        </div>
    }
}

fn closed(text: &'static str) -> impl IntoView {
    view! {
        <div class="chat-note" role="status">
            <Icon glyph=Glyph::Stop small=true />
            <span>{text}</span>
        </div>
    }
}
