//! What is known of the open chat.

use leptos::prelude::*;
use openapi::{
    chats::{Chat, ChatAccess},
    messages::Message,
};

use super::{
    super::{open::use_open, room::use_room},
    head,
};
use crate::{
    components::{Avatar, Glyph, Icon},
    i18n::{
        format::{Style, moment},
        number, t,
    },
    inbox::thread::Thread,
    react::memo,
    section::Section,
};

/// The panel beside the thread.
#[component]
pub fn Details() -> impl IntoView {
    let (room, open) = (use_room(), use_open());
    view! {
        <aside class="pane details" aria-label=t::inbox::details>
            <header class="bar">
                <h2 class="grow">{t::inbox::details}</h2>
                <button type="button" class="btn quiet square" aria-label=t::common::close on:click=move |_| room.details.set(false)>
                    <Icon glyph=Glyph::Close />
                </button>
            </header>
            <div class="details-body">{move || open.chat.get().map(|chat| view! { <Facts chat /> })}</div>
        </aside>
    }
}

#[component]
fn Facts(chat: Chat) -> impl IntoView {
    let (room, open) = (use_room(), use_open());
    let identity = memo(move || room.identity(chat.identity_id));
    let whose = match room.section {
        Section::Bots => t::inbox::bot,
        Section::Accounts => t::inbox::account,
    };
    let access = match chat.access {
        ChatAccess::Open => t::inbox::access_open,
        ChatAccess::Blocked => t::inbox::access_blocked,
        ChatAccess::Left => t::inbox::access_left,
    };
    let kind = chat.kind;
    let last = move || {
        open.thread.with(|thread: &Thread| {
            thread.messages().rev().find(|message| !message.outgoing).map(|message| message.id)
        })
    };
    let can_unread = memo(move || last().is_some());
    view! {
        <div class="details-head">
            <Avatar name=Signal::stored(chat.title.clone()) />
            <b>{chat.title.clone()}</b>
            {chat.username.clone().map(|name| view! {
                <a href=format!("https://t.me/{name}") target="_blank" rel="noopener noreferrer">"@"{name.clone()}</a>
            })}
        </div>
        <dl class="facts">
            <dt>{t::inbox::kind}</dt>
            <dd>{move || head::kind(kind)}</dd>
            <dt>{t::inbox::telegram_id}</dt>
            <dd class="mono">{chat.telegram_id}</dd>
            {move || identity.get().map(|identity| view! {
                <dt>{whose}</dt>
                <dd>
                    <a href=identity.path>{identity.label}</a>
                    " "
                    <span class=format!("tag {}", identity.tone)>{identity.state}</span>
                </dd>
            })}
            <dt>{t::inbox::access}</dt>
            <dd>{access}</dd>
            <dt>{t::inbox::incoming}</dt>
            <dd>{move || number(chat.incoming_count)}</dd>
            {chat.dialog.clone().map(|dialog| view! {
                <dt>{t::inbox::unread_there}</dt>
                <dd>{move || number(dialog.unread)}</dd>
            })}
            <dt>{t::inbox::seen_first}</dt>
            <dd>{move || moment(chat.created_at, Style::Full)}</dd>
            <dt>{t::inbox::last_message}</dt>
            <dd>{move || moment(chat.last_message_at, Style::Full)}</dd>
        </dl>
        <Writers />
        <Show when=move || can_unread.get()>
            <button type="button" class="btn" on:click=move |_| {
                if let Some(last) = untrack(last) {
                    open.mark_unread(last);
                }
            }>
                <Icon glyph=Glyph::Unread small=true />
                {t::inbox::mark_unread_chat}
            </button>
        </Show>
    }
}

/// Who wrote in what is loaded of a group.
#[component]
fn Writers() -> impl IntoView {
    let open = use_open();
    let writers = memo(move || {
        let mut writers: Vec<(i64, String, usize)> = Vec::new();
        open.thread.with(|thread: &Thread| {
            for author in thread.messages().filter_map(|message: &Message| message.author.as_ref()) {
                match writers.iter_mut().find(|(id, ..)| *id == author.telegram_id) {
                    Some((_, name, count)) => {
                        name.clone_from(&author.name);
                        *count += 1;
                    }
                    None => writers.push((author.telegram_id, author.name.clone(), 1)),
                }
            }
        });
        writers.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
        writers.truncate(12);
        writers
    });
    let row = |(id, name, count): (i64, String, usize)| {
        view! {
            <li>
                <Avatar name=Signal::stored(name.clone()) small=true />
                <span class="who"><span>{name}</span><span class="mono">{id}</span></span>
                <span class="dim small">{number(i64::try_from(count).unwrap_or(i64::MAX))}</span>
            </li>
        }
    };
    move || {
        let writers = writers.get();
        (writers.len() > 1).then(|| {
            view! {
                <h3>{t::inbox::writers}</h3>
                <ul class="rows">{writers.into_iter().map(row).collect_view()}</ul>
            }
        })
    }
}
