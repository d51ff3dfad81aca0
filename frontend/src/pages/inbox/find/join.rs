//! Joining a group or channel: one that was found, or by its link.

use leptos::{ev, prelude::*};
use openapi::{
    IdentityId,
    chats::{FoundPeer, Joined},
};

use super::{
    super::room::{Room, use_room},
    account::{Account, first},
};
use crate::{
    api,
    components::{Confirm, Dialog, Field, Problems, Toaster, use_toasts},
    deed::Deed,
    i18n::t,
    react::effect,
};

/// Shows the chat, or says that its admins were asked.
fn done(room: Room, toasts: Toaster, joined: Joined) {
    match joined.chat {
        Some(chat) => {
            room.tell_chat(&chat);
            room.show_chat(chat.id);
        }
        None => toasts.done(t::finding::requested()),
    }
}

/// Asks before an account joins what it found.
#[component]
pub fn Asked(account: IdentityId, joining: RwSignal<Option<FoundPeer>>) -> impl IntoView {
    let (room, toasts) = (use_room(), use_toasts());
    let asked = RwSignal::new(false);
    effect(move || asked.set(joining.with(Option::is_some)));
    let join = Deed::new();
    effect(move || {
        if let Some(error) = join.error.get() {
            toasts.failed(&error);
        }
    });
    let yes = move |()| {
        let name = joining.try_update(Option::take).flatten().and_then(|peer| peer.username);
        if let Some(name) = name {
            let answer = api::peers::join(account, format!("@{name}"), join.key());
            join.run(answer, move |joined| done(room, toasts, joined));
        }
    };
    let title = move || {
        let title = joining.with(|peer| peer.as_ref().map(|peer| peer.title.clone()));
        t::finding::join_title(&title.unwrap_or_default())
    };
    view! {
        <Confirm open=asked title=Signal::derive(title) text=t::finding::join_text action=t::finding::join on_yes=Callback::new(yes) />
    }
}

/// Asks for a link and joins what it leads to.
#[component]
pub fn ByLink(shown: RwSignal<bool>) -> impl IntoView {
    view! { <Dialog open=shown title=t::finding::join_by_link><Form shown /></Dialog> }
}

#[component]
fn Form(shown: RwSignal<bool>) -> impl IntoView {
    let (room, toasts) = (use_room(), use_toasts());
    let account = first();
    let link = RwSignal::new(String::new());
    let join = Deed::new();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(account) = account.get_untracked() else { return };
        let answer = api::peers::join(account, link.get_untracked().trim().to_owned(), join.key());
        join.run(answer, move |joined| {
            shown.set(false);
            done(room, toasts, joined);
        });
    };
    let ready = move || account.with(Option::is_some) && link.with(|link| !link.trim().is_empty());
    view! {
        <form class="form" on:submit=submit>
            <Account account />
            <Field name="link" label=t::finding::link hint=t::finding::link_hint error=join.error>
                <input id="link" class="input" autofocus autocomplete="off" spellcheck="false" maxlength="500" bind:value=link />
            </Field>
            <Problems error=join.error fields=&["link"] />
            <div class="form-foot end">
                <button type="button" class="btn" on:click=move |_| shown.set(false)>{t::common::cancel}</button>
                <button type="submit" class="btn primary" disabled=move || !ready() || join.pending.get()>{t::finding::join}</button>
            </div>
        </form>
    }
}
