//! Who the open chat is with, and through whom.

use leptos::prelude::*;
use openapi::chats::{Chat, ChatKind};

use super::{
    super::{chat_menu::is_offered, open::use_open, room::use_room},
    pinned::Pinned,
    search,
};
use crate::{
    components::{Avatar, Glyph, Icon, Place},
    i18n::{
        format::{Style, moment},
        t,
    },
    react::memo,
};

/// The bar above a thread.
#[component]
pub fn Head() -> impl IntoView {
    let (room, open) = (use_room(), use_open());
    let title =
        memo(move || open.chat.with(|chat| chat.as_ref().map(|chat| chat.title.clone()).unwrap_or_default()));
    let via = move || {
        let identity = open.chat.with(|chat| chat.as_ref().map(|chat| chat.identity_id))?;
        room.identity(identity).map(|identity| t::inbox::via(&identity.label))
    };
    let about = move || {
        let own = open.chat.with(|chat| chat.as_ref().map(about)).unwrap_or_default();
        own.into_iter().chain(via()).collect::<Vec<_>>().join(" · ")
    };
    let typing = memo(move || room.typing_in(open.id));
    let first_seen = move || {
        open.chat.with(|chat| {
            chat.as_ref().map(|chat| t::inbox::first_seen(&moment(chat.created_at, Style::Date)))
        })
    };
    let offered =
        memo(move || open.chat.with(|chat| chat.as_ref().is_some_and(|chat| is_offered(room.section, chat))));
    let more = move |event| {
        if let Some(chat) = open.chat.get_untracked() {
            room.menu.set(Some((chat, Place::of_press(&event))));
        }
    };
    view! {
        <header class="head">
            <button type="button" class="btn quiet square back" aria-label=t::inbox::back on:click=move |_| room.close_chat()>
                <Icon glyph=Glyph::Back />
            </button>
            <Avatar name=title small=true />
            <div class="who" title=first_seen>
                <h1 class="cut">{title}</h1>
                {move || match typing.get() {
                    Some(typing) => view! { <span class="cut small typing">{typing}</span> }.into_any(),
                    None => view! { <span class="cut small dim">{about}</span> }.into_any(),
                }}
            </div>
            <Pinned />
            <search::Search />
            <button
                type="button"
                class="btn"
                aria-label=t::inbox::details
                aria-pressed=move || room.details.get().to_string()
                on:click=move |_| room.details.update(|shown| *shown = !*shown)
            >
                <Icon glyph=Glyph::Info small=true />
                <span class="wide-only">{t::inbox::details}</span>
            </button>
            <Show when=move || offered.get()>
                <button type="button" class="btn square" title=t::inbox::more aria-label=t::inbox::chat_menu aria-haspopup="menu" on:click=more>
                    <Icon glyph=Glyph::More small=true />
                </button>
            </Show>
        </header>
    }
}

fn about(chat: &Chat) -> Vec<String> {
    let kind = (chat.kind != ChatKind::Private).then(|| kind(chat.kind).to_owned());
    let username = chat.username.as_ref().map(|name| format!("@{name}"));
    [kind, username].into_iter().flatten().collect()
}

/// The name of a kind of chat.
pub fn kind(kind: ChatKind) -> &'static str {
    match kind {
        ChatKind::Private => t::inbox::private(),
        ChatKind::Group => t::inbox::group(),
        ChatKind::Supergroup => t::inbox::supergroup(),
        ChatKind::Channel => t::inbox::channel(),
    }
}
