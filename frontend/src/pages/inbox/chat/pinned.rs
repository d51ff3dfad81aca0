//! The pinned messages of the open chat.

use leptos::prelude::*;
use openapi::messages::Message;

use super::super::{open::use_open, preview};
use crate::{
    api,
    components::{Dialog, Each, Glyph, Icon},
    i18n::{
        format::{Style, moment},
        number, t,
    },
    load::Load,
    react::memo,
};

/// How many there are; pressing it shows them. Nothing while there are none.
#[component]
pub fn Pinned() -> impl IntoView {
    let open = use_open();
    let id = open.id;
    let pinned = Load::new(move || {
        open.pins.track();
        api::messages::pinned(id)
    });
    let count = memo(move || pinned.value.with(|pinned| pinned.as_ref().map_or(0, Vec::len)));
    let shown = RwSignal::new(false);
    let row = move |message: Message| one(message, shown);
    view! {
        <Show when=move || { count.get() > 0 }>
            <button type="button" class="btn" title=t::inbox::pinned on:click=move |_| shown.set(true)>
                <Icon glyph=Glyph::Pin small=true />
                <span class="wide-only">{t::inbox::pinned}</span>
                {move || number(i64::try_from(count.get()).unwrap_or(i64::MAX))}
            </button>
        </Show>
        <Dialog open=shown title=t::inbox::pinned>
            <ul class="pinned">
                <Each each=move || pinned.value.get().unwrap_or_default() key=|message| message.id children=row />
            </ul>
        </Dialog>
    }
}

/// A message to go to, which closes the window it is shown in.
pub fn one(message: Message, shown: RwSignal<bool>) -> AnyView {
    let open = use_open();
    let id = message.id;
    let go = move |_| {
        shown.set(false);
        open.jump(id);
    };
    view! {
        <li>
            <button type="button" class="pinned-row" on:click=go>
                <span class="cut">{preview::of_message(&message)}</span>
                <span class="small dim">
                    {message.author.map(|author| format!("{} · ", author.name))}
                    {moment(message.sent_at, Style::Full)}
                </span>
            </button>
        </li>
    }
    .into_any()
}
