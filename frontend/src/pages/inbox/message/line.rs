//! What happened in a chat, and presses of buttons, on a line of their own.

use leptos::prelude::*;
use openapi::messages::{Message, MessageKind};

use super::super::{open::use_open, preview};
use crate::{
    components::{Glyph, Icon},
    i18n::format::{Style, moment},
    react::memo,
};

/// Something that happened.
#[component]
pub fn Happened(message: Memo<Message>) -> impl IntoView {
    let open = use_open();
    let pressed = memo(move || message.with(|message| message.kind == MessageKind::Callback));
    let by = move || {
        let author = message.with(|message| message.author.as_ref().map(|author| author.name.clone()));
        author.filter(|_| pressed.get())
    };
    let lit = move || open.lit.get() == Some(message.with(|message| message.id));
    view! {
        <div class="line" class:lit=lit>
            {move || pressed.get().then(|| view! { <Icon glyph=Glyph::Press small=true /> })}
            {move || by().map(|by| view! { <b>{by}</b> })}
            <span class="what">{move || message.with(preview::of_message)}</span>
            <time title=move || message.with(|message| moment(message.sent_at, Style::Full))>
                {move || message.with(|message| moment(message.sent_at, Style::Time))}
            </time>
        </div>
    }
}
