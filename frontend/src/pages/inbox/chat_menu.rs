//! What can be done with a chat at Telegram: an account arranges its own list, and all can leave groups. It opens from the
//! chat's head, or with a right press in the list.

use chrono::{DateTime, TimeDelta, Utc};
use leptos::{prelude::*, task::spawn_local};
use openapi::{
    ChatId,
    chats::{Chat, ChatAccess, ChatKind, UpdateDialog},
    users::Role,
};

use super::room::{Room, use_room};
use crate::{
    api,
    components::{Confirm, Glyph, Menu, Place, Toaster, menu_row, use_toasts},
    i18n::t,
    keys::{Group, use_shortcut},
    react::{effect, memo},
    section::Section,
    session,
};

/// Until when a chat is muted for good.
/// Source: <https://core.telegram.org/constructor/inputPeerNotifySettings>: `mute_until`, which apps set to the last
/// second of 32 bits.
fn for_good() -> DateTime<Utc> {
    DateTime::from_timestamp(i32::MAX.into(), 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// A change of how the list shows a chat.
type Line = (Glyph, fn() -> &'static str, UpdateDialog);

/// What can be changed of a chat as it is; nothing of a bot's, for bots have no list of their own.
fn lines(chat: &Chat, section: Section, now: DateTime<Utc>) -> Vec<Line> {
    if section == Section::Bots {
        return Vec::new();
    }
    let dialog = chat.dialog.clone().unwrap_or_default();
    let none = UpdateDialog::default;
    let unread = UpdateDialog { marked_unread: Some(!dialog.marked_unread), ..none() };
    let pin = UpdateDialog { pinned: Some(!dialog.pinned), ..none() };
    let archive = UpdateDialog { archived: Some(!dialog.archived), ..none() };
    let mute = |until| UpdateDialog { muted_until: Some(until), ..none() };
    let mut lines: Vec<Line> = vec![
        (
            Glyph::Unread,
            if dialog.marked_unread { t::inbox::unmark_unread } else { t::inbox::mark_unread_there },
            unread,
        ),
        (Glyph::Pin, if dialog.pinned { t::inbox::unpin_chat } else { t::inbox::pin_chat }, pin),
    ];
    if dialog.muted_until.is_some_and(|until| until > now) {
        lines.push((Glyph::Sound, t::inbox::unmute, mute(now)));
    } else {
        lines.extend([
            (Glyph::Silent, t::inbox::mute_hour, mute(now + TimeDelta::hours(1))),
            (Glyph::Silent, t::inbox::mute_eight_hours, mute(now + TimeDelta::hours(8))),
            (Glyph::Silent, t::inbox::mute_for_good, mute(for_good())),
        ] as [Line; 3]);
    }
    let label = if dialog.archived { t::inbox::out_of_archive } else { t::inbox::into_archive };
    lines.push((Glyph::Archive, label, archive));
    lines
}

/// Whether a chat can be left.
fn can_leave(chat: &Chat) -> bool {
    chat.kind != ChatKind::Private && chat.access == ChatAccess::Open
}

/// Whether the person has anything to choose in a chat's menu. Reactive.
pub fn is_offered(section: Section, chat: &Chat) -> bool {
    session::may(Role::Operator) && (section == Section::Accounts || can_leave(chat))
}

/// Asks for something; the chat as it is afterwards is the answer.
fn ask(room: Room, toasts: Toaster, answer: impl Future<Output = api::Result<Chat>> + 'static) {
    spawn_local(async move {
        match answer.await {
            Ok(chat) => room.tell_chat(&chat),
            Err(error) => toasts.failed(&error),
        }
    });
}

/// The menu of the chat that was pressed.
#[component]
pub fn ChatMenu() -> impl IntoView {
    let (room, toasts) = (use_room(), use_toasts());
    let place = memo(move || room.menu.with(|menu| menu.as_ref().map(|(_, place)| *place)));
    let leaving = RwSignal::new(None::<(ChatId, String)>);
    use_shortcut("m", Group::Here, t::inbox::chat_menu, move || show(room));
    let draw = move || {
        let chat = room.menu.get()?.0;
        let id = chat.id;
        let one = |(glyph, label, change): Line| {
            let act = move || {
                room.menu.set(None);
                let change = change.clone();
                ask(room, toasts, async move { api::chats::update_dialog(id, &change).await });
            };
            menu_row(glyph, label(), "", false, act)
        };
        let rows = lines(&chat, room.section, Utc::now()).into_iter().map(one).collect_view();
        let leave = can_leave(&chat).then(|| {
            let act = move || {
                room.menu.set(None);
                leaving.set(Some((id, chat.title.clone())));
            };
            menu_row(Glyph::Leave, t::inbox::leave(), "", true, act)
        });
        Some((rows, leave))
    };
    view! {
        <Menu place close=move |()| room.menu.set(None) label=t::inbox::chat_menu>{move || draw()}</Menu>
        <Leaving leaving />
    }
}

/// Opens the menu of the chat that the list is on, else of the open one.
fn show(room: Room) {
    let open = room.open.get_untracked().and_then(|open| open.chat.get_untracked());
    let on_list = document().query_selector(".vrow:focus .chat").ok().flatten();
    let listed = room.feed.list.active.get_untracked().filter(|_| on_list.is_some());
    let listed = listed
        .and_then(|id| room.feed.chats.with_untracked(|chats| chats.get(id).map(|row| row.chat.clone())));
    let beside = on_list.or_else(|| document().query_selector(".head").ok().flatten());
    let chat = listed.or(open).filter(|chat| untrack(|| is_offered(room.section, chat)));
    if let (Some(chat), Some(beside)) = (chat, beside) {
        room.menu.set(Some((chat, Place::at(&beside))));
    }
}

/// Asks before a chat is left.
#[component]
fn Leaving(leaving: RwSignal<Option<(ChatId, String)>>) -> impl IntoView {
    let (room, toasts) = (use_room(), use_toasts());
    let asked = RwSignal::new(false);
    effect(move || asked.set(leaving.with(Option::is_some)));
    let yes = move |()| {
        if let Some((id, _)) = leaving.try_update(Option::take).flatten() {
            ask(room, toasts, async move { api::chats::leave(id).await });
        }
    };
    let title = move || {
        let title = leaving.with(|leaving| leaving.as_ref().map(|(_, title)| title.clone()));
        t::inbox::leave_title(&title.unwrap_or_default())
    };
    view! {
        <Confirm open=asked title=Signal::derive(title) text=t::inbox::leave_text action=t::inbox::leave danger=true on_yes=Callback::new(yes) />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mute_for_good_is_what_telegrams_apps_say() {
        assert_eq!(for_good().to_rfc3339(), "2038-01-19T03:14:07+00:00");
    }
}
