//! The buttons a bot gives an account in place of its keyboard: pressed, what they say is sent.

use leptos::prelude::*;
use openapi::buttons::{Button, ButtonKind, ReplyKeyboard};

use super::{
    super::message::buttons::{idle, why_not},
    Writing,
};
use crate::{
    i18n::t,
    react::{effect, memo},
};

/// The last ones that the chat's bot gave.
#[component]
pub fn Keyboard(writing: Writing) -> impl IntoView {
    let open = writing.open;
    let keyboard = memo(move || open.chat.with(|chat| chat.as_ref().and_then(|chat| chat.keyboard.clone())));
    let shown = RwSignal::new(true);
    // new ones are to be seen
    effect(move || {
        keyboard.track();
        shown.set(true);
    });
    let draw = move |keyboard: ReplyKeyboard| {
        let single_use = keyboard.single_use;
        let one = move |button: Button| {
            let text = button.text;
            if button.kind != ButtonKind::Text {
                return idle(open, text, why_not(button.kind)).into_any();
            }
            let says = text.clone();
            let press = move |_| {
                writing.say(&says);
                if single_use {
                    shown.set(false);
                }
            };
            view! { <button type="button" class="key" on:click=press>{text}</button> }.into_any()
        };
        let row = move |row: Vec<Button>| view! { <div>{row.into_iter().map(one).collect_view()}</div> };
        view! {
            <div class="keys-of given" role="group" aria-label=t::inbox::keyboard>
                {keyboard.rows.into_iter().map(row).collect_view()}
            </div>
        }
    };
    move || {
        keyboard.get().map(|keyboard| {
            let keyboard = StoredValue::new(keyboard);
            view! {
                <button type="button" class="link small" aria-expanded=move || shown.get().to_string() on:click=move |_| shown.update(|shown| *shown = !*shown)>
                    {t::inbox::keyboard}
                </button>
                <Show when=move || shown.get()>{move || draw(keyboard.get_value())}</Show>
            }
        })
    }
}
