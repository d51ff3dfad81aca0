//! Where a message is forwarded to: another chat of the same bot or account.

use std::time::Duration;

use leptos::{ev, prelude::*};
use openapi::{
    ChatId,
    chats::{Chat, ChatAccess},
    messages::{ForwardMessage, Message},
};

use super::super::{open::use_open, preview};
use crate::{
    api::{self, chats::Filter},
    components::{Avatar, Dialog, Each, Glyph, Icon, Loaded, Problems},
    deed::Deed,
    i18n::t,
    load::Load,
    react::{effect, later},
};

/// How many chats are offered.
const CHATS: usize = 30;
/// How long one must have stopped typing.
const PAUSE: Duration = Duration::from_millis(200);

/// Asks where the message goes that is to be forwarded.
#[component]
pub fn Forwarding() -> impl IntoView {
    let open = use_open();
    let shown = RwSignal::new(false);
    effect(move || shown.set(open.forwarding.with(Option::is_some)));
    effect(move || {
        if !shown.get() && open.forwarding.with_untracked(Option::is_some) {
            open.forwarding.set(None);
        }
    });
    view! {
        <Dialog open=shown title=t::inbox::forward>
            {move || open.forwarding.get().map(|message| view! { <Choice message shown /> })}
        </Dialog>
    }
}

#[component]
fn Choice(message: Message, shown: RwSignal<bool>) -> impl IntoView {
    let open = use_open();
    let text = RwSignal::new(String::new());
    let asked = later(text.into(), PAUSE);
    let (section, identity) = (open.room.section, message.identity_id);
    let chats = Load::new(move || {
        let q = Some(asked.get().trim().to_owned()).filter(|q| !q.is_empty());
        let filter = Filter { identity: Some(identity), q, ..Filter::default() };
        async move { Ok(api::chats::list(section, &filter, None, CHATS).await?.items) }
    });
    let to = RwSignal::new(None::<(ChatId, String)>);
    let silent = RwSignal::new(false);
    let sending = Deed::new();
    let id = message.id;
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some((chat_id, title)) = to.get_untracked() else { return };
        let request = ForwardMessage { chat_id, silent: silent.get_untracked() };
        let key = sending.key();
        sending.run(async move { api::messages::forward(id, &request, key).await }, move |_| {
            shown.set(false);
            open.toasts.done(t::inbox::forwarded_to(&title));
        });
    };
    let row = move |chat: Chat| {
        let (id, title) = (chat.id, chat.title.clone());
        let chosen = move || to.with(|to| to.as_ref().is_some_and(|(chosen, _)| *chosen == id));
        view! {
            <li>
                <button type="button" class="choice" aria-pressed=move || chosen().to_string() on:click=move |_| to.set(Some((id, title.clone())))>
                    <Avatar name=Signal::stored(chat.title.clone()) small=true />
                    <span class="grow cut">{chat.title.clone()}</span>
                    {move || chosen().then(|| view! { <Icon glyph=Glyph::Check small=true /> })}
                </button>
            </li>
        }
    };
    view! {
        <form class="form" on:submit=submit>
            <p class="cut dim">{preview::of_message(&message)}</p>
            <label class="find">
                <Icon glyph=Glyph::Search small=true />
                <input type="search" autofocus autocomplete="off" placeholder=t::inbox::search aria-label=t::inbox::search bind:value=text />
            </label>
            <Loaded value=chats let:chats>
                <ul class="choices" aria-label=t::inbox::chats>
                    <Each
                        each=move || {
                            let mut chats = chats.get();
                            chats.retain(|chat| chat.access == ChatAccess::Open);
                            chats
                        }
                        key=|chat| chat.id
                        children=row
                    />
                </ul>
            </Loaded>
            <Problems error=sending.error />
            <div class="form-foot">
                <label class="check grow"><input type="checkbox" bind:checked=silent /><span>{t::inbox::silent}</span></label>
                <button type="button" class="btn" on:click=move |_| shown.set(false)>{t::common::cancel}</button>
                <button type="submit" class="btn primary" disabled=move || to.with(Option::is_none) || sending.pending.get()>{t::inbox::forward}</button>
            </div>
        </form>
    }
}
