//! The open chat: who it is, its thread, what one writes, and its details on demand.

#![allow(clippy::unnecessary_wraps, reason = "what fetches a part makes the error that its function names")]

mod details;
mod earlier;
mod head;
mod notes;
mod pinned;
mod search;
mod thread;

use leptos::{prelude::*, wasm_split::wasm_split};
use openapi::{ChatId, users::Role};

use super::{
    composer::Composer,
    message::{Menu, buttons::Says, deeds, forward::Forwarding, history::History},
    open::OpenChat,
    room::use_room,
};
use crate::{
    api::Error,
    components::ErrorPanel,
    i18n::t,
    inbox::thread::{Item, Thread},
    keys::{Group, use_shortcut},
    part::{Found, Part},
    react::memo,
    session,
};

pub use head::kind;

/// An open chat: a part of its own, which the list is there before.
pub static CHAT: Part<ChatId> = Part::new(|| Box::pin(chat()));

#[wasm_split(chat, wasm_split_path = leptos::wasm_split, fallible)]
fn chat() -> Found<ChatId> {
    Ok(|id| view! { <Chat id /> }.into_any())
}

/// The chat that the address names.
#[component]
fn Chat(id: ChatId) -> impl IntoView {
    let (open, room) = (OpenChat::provide(id), use_room());
    open.load();
    // the same chat, another message: a link within the page
    Effect::watch(
        move || room.message.get(),
        move |message, _, _| {
            let here = room.chat.get_untracked() == Some(open.id);
            if let Some(message) = message.filter(|_| here) {
                open.jump(message);
            }
        },
        false,
    );
    use_shortcut("r", Group::Here, t::inbox::key_answer, move || {
        if let Some(message) = chosen(open) {
            deeds::answer(open, &message);
        }
    });
    use_shortcut("e", Group::Here, t::inbox::key_edit, move || open.edit_last());
    use_shortcut("i", Group::Here, t::inbox::key_write, move || open.focus_composer());
    let gone = memo(move || {
        open.chat.with(Option::is_none) && open.error.with(|error| error.as_ref().is_some_and(Error::is_gone))
    });
    view! {
        <section class="pane rest chat-pane" aria-label=move || open.chat.with(|chat| chat.as_ref().map(|chat| chat.title.clone()))>
            <head::Head />
            {move || {
                open.error
                    .get()
                    .map(|error| {
                        let retry = (!gone.get()).then(|| Callback::new(move |()| open.retry()));
                        view! { <div class="chat-error"><ErrorPanel error retry=retry.unwrap_or_else(|| Callback::new(move |()| room.close_chat())) /></div> }
                    })
            }}
            <earlier::Earlier />
            <thread::Messages />
            <notes::Notes />
            <Show when=move || session::may(Role::Operator)>
                <Composer />
            </Show>
            <Menu />
            <History />
            <Forwarding />
            <Says />
        </section>
        <Show when=move || room.details.get()>
            <details::Details />
        </Show>
    }
}

/// The message that the keyboard is on, else the last one that came in.
fn chosen(open: OpenChat) -> Option<openapi::messages::Message> {
    let within = document().query_selector(".thread .vrow:focus").is_ok_and(|row| row.is_some());
    let focused = match open.list.active.get_untracked().filter(|_| within) {
        Some(Item::Message(key)) => {
            untrack(|| open.face(key)).and_then(|face| face.messages.into_iter().next())
        }
        _ => None,
    };
    focused.or_else(|| {
        open.thread.with_untracked(|thread: &Thread| {
            thread.messages().rev().find(|message| !message.outgoing).cloned()
        })
    })
}
