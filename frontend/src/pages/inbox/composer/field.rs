//! The field one types in.

use leptos::{ev, prelude::*};
use web_sys::HtmlTextAreaElement;

use super::{Writing, attach};
use crate::{
    i18n::t,
    inbox::markup::{Mark, Selection, wrap},
};

/// The field.
#[component]
pub fn Field(writing: Writing) -> impl IntoView {
    let Writing { open, text, .. } = writing;
    let placeholder = move || match open.chat.with(|chat| chat.as_ref().map(|chat| chat.title.clone())) {
        Some(title) => t::inbox::write_to(&title),
        None => String::new(),
    };
    let press = move |event: ev::KeyboardEvent| {
        let control = event.ctrl_key() || event.meta_key();
        match event.key().as_str() {
            "Enter" if sends(&event) => writing.send(),
            "b" | "B" if control => mark(writing, Mark::Bold),
            "i" | "I" if control => mark(writing, Mark::Italic),
            "ArrowUp"
                if text.with_untracked(String::is_empty) && open.editing.with_untracked(Option::is_none) =>
            {
                open.edit_last();
            }
            "Escape" => {
                if !open.give_up() {
                    open.focus_last();
                }
            }
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let paste = move |event: ev::ClipboardEvent| {
        let files = event.clipboard_data().and_then(|data| data.files()).filter(|files| files.length() > 0);
        if let Some(files) = files.filter(|_| open.editing.with_untracked(Option::is_none)) {
            event.prevent_default();
            attach::add(writing, &files);
        }
    };
    attach::accept_drops(writing);
    view! {
        <textarea
            node_ref=open.field
            class="in"
            rows="1"
            dir="auto"
            placeholder=placeholder
            aria-label=placeholder
            enterkeyhint="enter"
            bind:value=text
            on:input=move |_| writing.typed()
            on:keydown=press
            on:paste=paste
        ></textarea>
    }
}

/// Whether Enter sends: with a finger it makes a new line, as the keyboard's own key says.
fn sends(event: &ev::KeyboardEvent) -> bool {
    let fine =
        window().match_media("(pointer: coarse)").ok().flatten().is_none_or(|coarse| !coarse.matches());
    let control = event.ctrl_key() || event.meta_key();
    !event.is_composing() && !event.shift_key() && !event.alt_key() && (fine || control)
}

/// Puts a mark around what is selected, or takes it away.
pub fn mark(writing: Writing, mark: Mark) {
    let Some(field) = writing.open.field.get_untracked() else { return };
    let place = |at: Result<Option<u32>, _>| at.ok().flatten().unwrap_or_default() as usize;
    let selection = Selection { start: place(field.selection_start()), end: place(field.selection_end()) };
    let (text, selection) = wrap(&field.value(), selection, mark.sign());
    field.set_value(&text);
    writing.text.set(text);
    select(&field, selection);
}

fn select(field: &HtmlTextAreaElement, selection: Selection) {
    let unit = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    // a field takes focus and any selection, which it cuts to its text
    let _ = field.focus();
    let _ = field.set_selection_range(unit(selection.start), unit(selection.end));
}
