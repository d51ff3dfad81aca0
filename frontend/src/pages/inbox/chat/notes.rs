//! What stands between a person and being heard: above the field one writes in.

use leptos::prelude::*;
use openapi::chats::ChatAccess;

use super::super::{identity::Identity, open::use_open, room::use_room};
use crate::{
    components::{Countdown, Glyph, Icon},
    i18n::t,
    react::memo,
};

/// Why messages wait or cannot be sent.
#[component]
pub fn Notes() -> impl IntoView {
    let (room, open) = (use_room(), use_open());
    let identity = memo(move || {
        let identity = open.chat.with(|chat| chat.as_ref().map(|chat| chat.identity_id))?;
        room.identity(identity)
    });
    let access = memo(move || open.chat.with(|chat| chat.as_ref().map(|chat| chat.access)));
    let wait = memo(move || {
        open.chat.with(|chat| chat.as_ref()?.wait_until).filter(|until| *until > chrono::Utc::now())
    });
    view! {
        {move || identity.get().filter(Identity::is_ill).map(ill)}
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

/// The bot or account of this chat is not well.
fn ill(identity: Identity) -> impl IntoView {
    let runs = identity.runs;
    let waits = move || (!runs).then(t::inbox::waits_for_it);
    view! {
        <div class=format!("chat-note {}", identity.tone) role="status">
            <Icon glyph=Glyph::Alert small=true />
            <span class="grow">
                <b>{identity.label}": "{identity.state}"."</b>
                " "
                {identity.reason.map(|reason| view! { <span>{reason}" "</span> })}
                {waits}
                {identity.retry_at.map(|until| view! { " "{t::inbox::next_try}" "<Countdown until=Signal::stored(until) /> })}
            </span>
            <a href=identity.path>{t::inbox::see_it}</a>
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
