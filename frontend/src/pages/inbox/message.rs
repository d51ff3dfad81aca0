//! A message of the thread, or an album, and everything that can be seen and done there.

pub mod buttons;
pub mod deeds;
pub mod forward;
pub mod history;
mod line;
pub mod media;
pub mod menu;
mod meta;
mod picture;
mod poll;
mod quote;
mod recording;
mod status;
mod text;
mod told;

use leptos::prelude::*;
use openapi::{
    chats::ChatKind,
    messages::{Message, MessageKind},
};

use super::open::{Face, use_open};
use crate::{
    components::{Glyph, Icon},
    i18n::t,
    inbox::thread::Key,
    react::memo,
    session,
};

pub use menu::Menu;

/// A message or album.
#[component]
pub fn Bubble(key: Key) -> impl IntoView {
    let open = use_open();
    let Some(initial) = untrack(|| open.face(key)) else { return ().into_any() };
    // a row on its way out has no message any more; it keeps the last one
    let face = Memo::new(move |old: Option<&Face>| {
        open.face(key).or_else(|| old.cloned()).unwrap_or_else(|| initial.clone())
    });
    let message = memo(move || face.with(|face| face.messages[0].clone()));
    let spoken = memo(move || {
        message.with(|message| !matches!(message.kind, MessageKind::Service | MessageKind::Callback))
    });
    (move || {
        if spoken.get() {
            view! { <Spoken face message /> }.into_any()
        } else {
            view! { <line::Happened message /> }.into_any()
        }
    })
    .into_any()
}

/// What someone said.
#[component]
fn Spoken(face: Memo<Face>, message: Memo<Message>) -> impl IntoView {
    let open = use_open();
    let outgoing = memo(move || message.with(|message| message.outgoing));
    let starts = memo(move || face.with(|face| face.starts));
    let ends = memo(move || face.with(|face| face.ends));
    let lit = memo(move || {
        let lit = open.lit.get();
        lit.is_some() && face.with(|face| face.messages.iter().any(|message| Some(message.id) == lit))
    });
    let forward = memo(move || message.with(|message| message.forward.clone()));
    view! {
        <div class="m-row" class:o=outgoing class:starts=starts class:ends=ends class:lit=lit>
            <article
                class="m"
                class:gone=move || message.with(|message| message.deleted_at.is_some())
                class:bare=move || message.with(|message| message.media.is_some() && message.text.is_empty())
                on:dblclick=move |_| deeds::answer(open, &message.get_untracked())
            >
                <Speaker message starts />
                {move || {
                    forward.get().map(|forward| {
                        view! {
                            <div class="forward">
                                <Icon glyph=Glyph::Forward small=true />
                                <span class="cut">{t::inbox::forwarded(&forward.name)}</span>
                            </div>
                        }
                    })
                }}
                <quote::Quote message />
                <media::Files face />
                <poll::PollFace message />
                <told::Told message />
                <text::Words face />
                <meta::Reactions message />
                <deeds::Deeds message />
            </article>
            <buttons::Buttons message />
            <status::Status face />
        </div>
    }
}

/// Who said it, where that is not plain: in groups, and among our own the colleague.
#[component]
fn Speaker(message: Memo<Message>, starts: Memo<bool>) -> impl IntoView {
    let open = use_open();
    let private =
        memo(move || open.chat.with(|chat| chat.as_ref().is_none_or(|chat| chat.kind == ChatKind::Private)));
    let name = move || {
        message.with(|message| match &message.author {
            Some(author) if !private.get() => Some((author.name.clone(), hue(author.telegram_id))),
            Some(_) => None,
            None => {
                let own = session::me().and_then(|me| me.user_id);
                let delivery = message.delivery.as_ref().filter(|delivery| delivery.user_id != own)?;
                delivery.by.clone().map(|by| (by, COLLEAGUE))
            }
        })
    };
    move || {
        name()
            .filter(|_| starts.get())
            .map(|(name, hue)| view! { <div class=format!("by ink-{hue}")>{name}</div> })
    }
}

/// The colour of our own people, in `style/inbox-thread.css`.
const COLLEAGUE: u64 = 8;

/// One of eight colours, the same for the same person.
fn hue(telegram_id: i64) -> u64 {
    telegram_id.unsigned_abs() % 8
}
