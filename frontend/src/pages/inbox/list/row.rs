//! One chat of the list.

use chrono::Utc;
use leptos::{ev, prelude::*};
use openapi::{
    ChatId,
    chats::{Chat, ChatAccess, ChatKind, Preview},
};

use super::super::{chat_menu::is_offered, preview, room::use_room, tick::Sent};
use crate::{
    components::{Avatar, Glyph, Icon, Place, use_now},
    i18n::{format::short, number, t},
    react::memo,
};

/// A chat: who, through whom, when, the last words, what is unread.
#[component]
pub fn Row(id: ChatId) -> impl IntoView {
    let (room, now) = (use_room(), use_now());
    let row = memo(move || room.feed.chats.with(|chats| chats.get(id).cloned()));
    let chat = memo(move || row.with(|row| row.as_ref().map(|row| row.chat.clone())));
    let unread = memo(move || row.with(|row| row.as_ref()?.unread()).unwrap_or_default());
    let title =
        memo(move || chat.with(|chat| chat.as_ref().map(|chat| chat.title.clone()).unwrap_or_default()));
    let via = move || {
        let identity = chat.with(|chat| chat.as_ref().map(|chat| chat.identity_id))?;
        let all = room.filter.with(|filter| filter.identity.is_none());
        room.identity(identity).filter(|_| all).map(|identity| identity.label)
    };
    let time = move || chat.with(|chat| chat.as_ref().map(|chat| short(chat.last_message_at, now.get())));
    let menu = move |event: ev::MouseEvent| {
        let chat = chat.get_untracked().filter(|chat| untrack(|| is_offered(room.section, chat)));
        if let Some(chat) = chat {
            event.prevent_default();
            room.menu.set(Some((chat, Place::of_press(&event))));
        }
    };
    let address = move || room.address(&room.filter.get(), Some(id));
    view! {
        <a
            class="chat"
            class:unread=move || { unread.get() > 0 }
            tabindex="-1"
            href=address
            aria-current=move || (room.chat.get() == Some(id)).then_some("true")
            on:contextmenu=menu
        >
            <Avatar name=title />
            <span class="t">
                {move || chat.with(|chat| chat.as_ref().and_then(sort))}
                <b>{title}</b>
                <span class="via">{via}</span>
            </span>
            <time>{time}</time>
            <span class="p"><Words id chat /></span>
            <span class="marks">{move || marks(chat.get(), unread.get())}</span>
        </a>
    }
}

/// A small sign before the title of what is not a person.
fn sort(chat: &Chat) -> Option<impl IntoView + use<>> {
    let (glyph, name) = match chat.kind {
        ChatKind::Private => return None,
        ChatKind::Group | ChatKind::Supergroup => (Glyph::People, t::inbox::groups()),
        ChatKind::Channel => (Glyph::Channel, t::inbox::channels()),
    };
    Some(view! { <Icon glyph small=true /><span class="hidden-text">{name}</span> })
}

/// The draft, or the last message.
#[component]
fn Words(id: ChatId, chat: Memo<Option<Chat>>) -> impl IntoView {
    let room = use_room();
    let draft = memo(move || {
        let open = room.chat.get() == Some(id);
        room.drafts.with(|drafts| drafts.preview(id)).filter(|_| !open)
    });
    let typing = memo(move || room.typing_in(id));
    move || match draft.get() {
        _ if typing.with(Option::is_some) => view! { <span class="typing">{typing.get()}</span> }.into_any(),
        Some(draft) => view! { <span class="draft">{t::inbox::draft}</span>{format!(" {draft}")} }.into_any(),
        None => chat.with(|chat| {
            let Some((chat, last)) = chat.as_ref().and_then(|chat| Some((chat, chat.last_message.as_ref()?)))
            else {
                return ().into_any();
            };
            view! {
                {sent(chat, last)}
                {preview::speaker(chat, last).map(|name| view! { <span class="by">{name}": "</span> })}
                {last.deleted.then(|| view! { <span class="deleted">{t::inbox::deleted}</span>" " })}
                <span class:gone=last.deleted>{preview::of(last)}</span>
            }
            .into_any()
        }),
    }
}

/// How the last message stands, if it is ours.
fn sent(chat: &Chat, last: &Preview) -> Option<AnyView> {
    let Preview { outgoing, telegram_id, delivery, .. } = *last;
    let seen_up_to = chat.dialog.as_ref().map(|dialog| dialog.seen_up_to);
    Sent { outgoing, telegram_id, delivery, seen_up_to }.sign().filter(|_| !last.deleted)
}

/// What stands at the end of a row: why nothing can be sent, what is unread.
fn marks(chat: Option<Chat>, unread: i64) -> impl IntoView {
    let dialog = chat.as_ref().and_then(|chat| chat.dialog.clone()).unwrap_or_default();
    let muted = dialog.muted_until.is_some_and(|until| until > Utc::now());
    let sign = |glyph: Glyph, name: fn() -> &'static str| {
        view! { <span class="faint" title=name><Icon glyph small=true /><span class="hidden-text">{name}</span></span> }
    };
    let access = chat.and_then(|chat| match chat.access {
        ChatAccess::Open => None,
        ChatAccess::Blocked => Some(t::inbox::blocked()),
        ChatAccess::Left => Some(t::inbox::left()),
    });
    let badge = move || {
        view! {
            <span class="badge" aria-hidden="true">{if unread > 999 { "999+".to_owned() } else { number(unread) }}</span>
            <span class="hidden-text">{t::shell::unread(unread)}</span>
        }
    };
    view! {
        {muted.then(|| sign(Glyph::Silent, t::inbox::muted))}
        {dialog.pinned.then(|| sign(Glyph::Pin, t::inbox::pinned_chat))}
        {(dialog.mentions > 0).then(|| view! { <span class="badge mute" title=t::inbox::mentioned>"@"<span class="hidden-text">{t::inbox::mentioned}</span></span> })}
        {(dialog.marked_unread && unread == 0).then(|| view! { <span class="badge mute" title=t::inbox::marked_unread><span class="hidden-text">{t::inbox::marked_unread}</span></span> })}
        {access.map(|name| view! { <span class="tag">{name}</span> })}
        {(unread > 0).then(badge)}
    }
}
