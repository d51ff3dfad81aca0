//! Messages of all chats with the words of the search in them, below the chats that are found.

use leptos::prelude::*;
use openapi::chats::FoundMessage;

use super::{super::preview, super::room::use_room, FEWEST};
use crate::{
    api,
    components::{Avatar, Bones, Each, ErrorPanel, use_now},
    i18n::{format::short, t},
    load::Paged,
    react::memo,
};

/// What is found among the messages that are stored.
#[component]
pub fn Messages() -> impl IntoView {
    let room = use_room();
    let q = memo(move || room.filter.with(|filter| filter.q.clone()));
    let shown = memo(move || q.with(|q| q.chars().count() >= FEWEST));
    view! {
        <Show when=move || shown.get()>
            <section class="found" aria-label=t::inbox::messages>
                <h2>{t::inbox::messages}</h2>
                <Results q />
            </section>
        </Show>
    }
}

#[component]
fn Results(q: Memo<String>) -> impl IntoView {
    let (room, now) = (use_room(), use_now());
    let identity = memo(move || room.filter.with(|filter| filter.identity));
    let found = Paged::new(move |mut cursor: Option<String>| {
        let (q, identity) = (q.get(), identity.get());
        async move {
            loop {
                let page = api::messages::search_all(room.section, identity, &q, cursor).await?;
                // a page looks through so many messages, and may find none
                if !page.items.is_empty() || page.next_cursor.is_none() {
                    return Ok(page);
                }
                cursor = page.next_cursor;
            }
        }
    });
    let none = move || found.items.with(|items| items.as_ref().is_none_or(Vec::is_empty));
    let row = move |found: FoundMessage| {
        let FoundMessage { message, chat } = found;
        let (chat_id, id) = (chat.id, message.id);
        let address = move || room.filter.with(|filter| room.message_address(filter, chat_id, id));
        view! {
            <li>
                <a class="choice" href=address>
                    <Avatar name=Signal::stored(chat.title.clone()) small=true />
                    <span class="who grow">
                        <b class="cut">{chat.title.clone()}</b>
                        <span class="cut small dim">{preview::of_message(&message)}</span>
                    </span>
                    <time class="small dim">{move || short(message.sent_at, now.get())}</time>
                </a>
            </li>
        }
    };
    view! {
        {move || found.error.get().map(|error| view! { <ErrorPanel error retry=move |()| found.refetch() /> })}
        <Show when=move || found.busy.get() && none()>
            <Bones rows=2 />
        </Show>
        <Show when=move || !found.busy.get() && found.error.with(Option::is_none) && none()>
            <p class="dim small">{t::finding::nothing_here}</p>
        </Show>
        <ul class="choices">
            <Each each=move || found.items.get().unwrap_or_default() key=|found| found.message.id children=row />
        </ul>
        <Show when=move || found.has_more()>
            <button type="button" class="btn" disabled=found.busy on:click=move |_| found.more()>{t::finding::more}</button>
        </Show>
    }
}
