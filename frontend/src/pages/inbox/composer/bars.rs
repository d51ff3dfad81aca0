//! What is being answered or edited, above the field.

use leptos::prelude::*;
use openapi::messages::Message;

use super::{super::preview, Writing, typed};
use crate::{
    components::{Glyph, Icon},
    i18n::t,
    react::memo,
};

/// What is being answered or edited.
#[component]
pub fn Bars(writing: Writing) -> impl IntoView {
    let open = writing.open;
    let editing = memo(move || open.editing.get());
    let reply = memo(move || open.reply.get().filter(|_| editing.with(Option::is_none)));
    view! {
        {move || editing.get().map(|message| {
            let lossy = typed(&message).1;
            view! {
                <Bar message glyph=Glyph::Edit label=Signal::derive(|| t::inbox::editing().to_owned()) close=move || open.editing.set(None) />
                {lossy.then(|| view! { <p class="small warn-text box-note">{t::inbox::lossy}</p> })}
            }
        })}
        {move || reply.get().map(|message| {
            let who = message.author.as_ref().map(|author| author.name.clone());
            let label = who.map_or_else(|| t::inbox::answering_own().to_owned(), |who| t::inbox::answering(&who));
            view! { <Bar message glyph=Glyph::Reply label=Signal::stored(label) close=move || open.reply.set(None) /> }
        })}
    }
}

#[component]
fn Bar(
    message: Message,
    glyph: Glyph,
    label: Signal<String>,
    close: impl Fn() + Clone + Send + 'static,
) -> impl IntoView {
    view! {
        <div class="re">
            <Icon glyph small=true />
            <span class="grow cut"><b>{label}</b>" "{preview::of_message(&message)}</span>
            <button type="button" class="btn quiet square" aria-label=t::common::cancel title=t::common::cancel on:click=move |_| close()>
                <Icon glyph=Glyph::Close small=true />
            </button>
        </div>
    }
}
