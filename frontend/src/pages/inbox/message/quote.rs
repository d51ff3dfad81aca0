//! The message that another one answers.

use leptos::prelude::*;
use openapi::messages::{Message, Reply};

use super::super::{open::use_open, preview};
use crate::{i18n::t, react::memo};

/// What a message answers; pressing it goes there.
#[component]
pub fn Quote(message: Memo<Message>) -> impl IntoView {
    let open = use_open();
    let reply = memo(move || message.with(|message| message.reply_to.clone()));
    let draw = move |reply: Reply| {
        let face = || reply.media.map_or_else(t::inbox::message, preview::face).to_owned();
        let text = reply.text.unwrap_or_else(face);
        let words = view! {
            {reply.author.map(|author| view! { <b class="cut">{author}</b> })}
            <span class="cut">{text}</span>
        };
        match reply.message_id {
            Some(id) => view! {
                <button type="button" class="q" title=t::inbox::go_to_message on:click=move |_| open.jump(id)>{words}</button>
            }
            .into_any(),
            None => view! { <div class="q">{words}</div> }.into_any(),
        }
    };
    move || reply.get().map(draw)
}
