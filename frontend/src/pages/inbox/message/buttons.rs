//! Buttons that a bot's message has for the person: shown, and links can be followed; the rest only the person can press.

use leptos::prelude::*;
use openapi::messages::{Button, Message};

use crate::{
    components::{Glyph, Icon},
    i18n::t,
    inbox::rich::safe,
    react::memo,
};

/// Rows of buttons.
#[component]
pub fn Buttons(message: Memo<Message>) -> impl IntoView {
    let rows = memo(move || message.with(|message| message.buttons.clone()));
    let row = |row: Vec<Button>| view! { <div>{row.into_iter().map(one).collect_view()}</div> };
    move || {
        let rows = rows.get();
        (!rows.is_empty()).then(|| {
            view! { <div class="keys-of" role="group" aria-label=t::inbox::buttons>{rows.into_iter().map(row).collect_view()}</div> }
        })
    }
}

fn one(button: Button) -> impl IntoView {
    match button.url.as_deref().and_then(safe) {
        Some(address) => view! {
            <a class="key" href=address target="_blank" rel="noopener noreferrer">
                {button.text}
                <Icon glyph=Glyph::Forward small=true />
            </a>
        }
        .into_any(),
        None => view! { <span class="key" title=t::inbox::button_hint>{button.text}</span> }.into_any(),
    }
}
