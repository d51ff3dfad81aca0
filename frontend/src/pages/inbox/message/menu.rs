//! The menu of a message, and the question before one is deleted.

use leptos::{ev, prelude::*};
use openapi::{
    chats::ChatKind,
    messages::{Message, MessageKind},
    users::Role,
};

use super::{
    super::open::{OpenChat, use_open},
    deeds, history,
};
use crate::{
    components::{self, Confirm, Dialog, Glyph, Place, menu_row},
    i18n::{format::bytes, t},
    inbox::thread::{can_change, can_close_poll, is_editable, is_standing},
    react::{effect, memo},
    section::Section,
    session,
};

/// What people react with most: Telegram's own first offers.
const USUAL: [&str; 6] = ["👍", "❤", "🔥", "🎉", "😁", "😢"];

/// Opens the menu of a message.
pub fn show(open: OpenChat, message: Message, place: Place) {
    open.menu.set(Some((message, place)));
}

/// One line of the menu.
struct Line {
    glyph: Glyph,
    label: String,
    keys: &'static str,
    bad: bool,
    run: fn(OpenChat, &Message),
}

/// What can be done with a message.
fn lines(message: &Message) -> Vec<Line> {
    let line = |glyph, label: fn() -> &'static str, keys, run| Line {
        glyph,
        label: label().to_owned(),
        keys,
        bad: false,
        run,
    };
    let operator = session::may(Role::Operator);
    let standing = operator && is_standing(message);
    let copies = deeds::clipboard().is_some();
    let mut lines = Vec::new();
    let mut add = |when: bool, line: Line| lines.extend(when.then_some(line));
    add(standing, line(Glyph::Reply, t::inbox::answer, "r", deeds::answer));
    let forward = |open: OpenChat, message: &Message| open.forwarding.set(Some(message.clone()));
    add(
        standing && message.kind != MessageKind::Callback,
        line(Glyph::Forward, t::inbox::forward, "", forward),
    );
    add(operator && is_editable(message), line(Glyph::Edit, t::inbox::edit, "", deeds::edit));
    add(copies && !message.text.is_empty(), line(Glyph::Copy, t::inbox::copy_text, "", copy_text));
    add(copies, line(Glyph::Link, t::inbox::copy_link, "", copy_link));
    if let Some(media) = message.media.as_ref().filter(|media| media.downloadable) {
        let size = media.size.map(|size| format!(" ({})", bytes(size))).unwrap_or_default();
        let label = format!("{}{size}", t::inbox::download());
        add(true, Line { label, ..line(Glyph::Download, t::inbox::download, "", deeds::save) });
    }
    let pin = if message.pinned { t::inbox::unpin } else { t::inbox::pin };
    add(standing, line(Glyph::Pin, pin, "", deeds::pin));
    let stop = |open: OpenChat, message: &Message| open.stopping.set(Some(message.id));
    add(operator && can_close_poll(message), line(Glyph::Stop, t::inbox::close_poll, "", stop));
    add(
        message.revisions > 0,
        line(Glyph::Clock, t::inbox::history, "", |open, message| history::show(open, message.id)),
    );
    add(
        !message.outgoing,
        line(Glyph::Unread, t::inbox::mark_unread, "", |open, message| open.mark_unread(message.id)),
    );
    let delete =
        line(Glyph::Trash, t::inbox::delete, "", |open, message| open.doomed.set(Some(message.clone())));
    add(operator && can_change(message), Line { bad: true, ..delete });
    lines
}

fn copy_text(open: OpenChat, message: &Message) {
    deeds::copy(open, &message.text);
}

fn copy_link(open: OpenChat, message: &Message) {
    let origin = window().location().origin().unwrap_or_default();
    deeds::copy(open, &format!("{origin}{}?message={}", open.address(), message.id));
}

/// The menu of the message that was pressed.
#[component]
pub fn Menu() -> impl IntoView {
    let open = use_open();
    let place = memo(move || open.menu.with(|menu| menu.as_ref().map(|(_, place)| *place)));
    let draw = move || {
        let message = open.menu.get()?.0;
        let reacts = session::may(Role::Operator) && is_standing(&message);
        let one = |line: Line| {
            let message = message.clone();
            let act = move || {
                open.menu.set(None);
                (line.run)(open, &message);
            };
            menu_row(line.glyph, line.label, line.keys, line.bad, act)
        };
        Some(view! {
            {reacts.then(|| view! { <Reacting message=message.clone() /> })}
            {lines(&message).into_iter().map(one).collect_view()}
        })
    };
    view! {
        <components::Menu place close=move |()| open.menu.set(None) label=t::inbox::more>{move || draw()}</components::Menu>
        <Doomed />
        <Stopping />
    }
}

/// The usual reactions, and a field for any other.
#[component]
fn Reacting(message: Message) -> impl IntoView {
    let open = use_open();
    let other = RwSignal::new(String::new());
    let ours = message.reactions.iter().find(|reaction| reaction.ours).map(|reaction| reaction.emoji.clone());
    let id = message.id;
    let press = move |emoji: &str, pressed: bool| {
        open.menu.set(None);
        deeds::react(open, id, (!pressed).then(|| emoji.to_owned()));
    };
    let one = |emoji: &'static str| {
        let pressed = ours.as_deref() == Some(emoji);
        view! {
            <button type="button" role="menuitem" aria-pressed=pressed.to_string() aria-label=t::inbox::react_with(emoji) on:click=move |_| press(emoji, pressed)>{emoji}</button>
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let emoji = other.get_untracked().trim().to_owned();
        if !emoji.is_empty() {
            press(&emoji, false);
        }
    };
    view! {
        <form class="reacting" on:submit=submit>
            {USUAL.map(one).collect_view()}
            <input maxlength="16" placeholder="…" autocomplete="off" title=t::inbox::other_reaction aria-label=t::inbox::other_reaction bind:value=other />
        </form>
    }
}

/// Asks before a message is deleted; where Telegram knows the difference, for whom.
#[component]
fn Doomed() -> impl IntoView {
    let open = use_open();
    let asked = RwSignal::new(false);
    effect(move || asked.set(open.doomed.with(Option::is_some)));
    effect(move || {
        if !asked.get() && open.doomed.with_untracked(Option::is_some) {
            open.doomed.set(None);
        }
    });
    let yes = move |for_me: bool| {
        if let Some(message) = open.doomed.try_update(Option::take).flatten() {
            deeds::delete(open, message.id, for_me);
        }
    };
    let for_me = move || {
        let kind = open.chat.with(|chat| chat.as_ref().map(|chat| chat.kind));
        let at_telegram = open.doomed.with(|message| message.as_ref().is_some_and(is_standing));
        open.room.section == Section::Accounts
            && matches!(kind, Some(ChatKind::Private | ChatKind::Group))
            && at_telegram
    };
    view! {
        <Dialog open=asked title=t::inbox::delete_title>
            <p>{t::inbox::delete_text}</p>
            <div class="form-foot end">
                <button type="button" class="btn" on:click=move |_| asked.set(false)>{t::common::cancel}</button>
                <Show when=for_me>
                    <button type="button" class="btn danger" on:click=move |_| yes(true)>{t::inbox::delete_for_me}</button>
                </Show>
                <button type="button" class="btn primary danger" autofocus on:click=move |_| yes(false)>
                    {move || if for_me() { t::inbox::delete_for_all() } else { t::inbox::delete() }}
                </button>
            </div>
        </Dialog>
    }
}

/// Asks before a poll is ended: nobody can begin it again.
#[component]
fn Stopping() -> impl IntoView {
    let open = use_open();
    let asked = RwSignal::new(false);
    effect(move || asked.set(open.stopping.with(Option::is_some)));
    effect(move || {
        if !asked.get() && open.stopping.with_untracked(Option::is_some) {
            open.stopping.set(None);
        }
    });
    let yes = move |()| {
        if let Some(id) = open.stopping.try_update(Option::take).flatten() {
            deeds::close_poll(open, id);
        }
    };
    view! {
        <Confirm open=asked title=t::inbox::close_poll_title text=t::inbox::close_poll_text action=t::inbox::close_poll on_yes=yes />
    }
}
