//! The small print of a bubble: edited, deleted, pinned, when, how its sending stands; and reactions.

use leptos::prelude::*;
use openapi::{
    messages::{Message, Reaction},
    users::Role,
};

use super::{
    super::{
        open::{Face, use_open},
        tick::{self, Sent},
    },
    deeds, history,
};
use crate::{
    components::{Glyph, Icon},
    i18n::{
        format::{Style, moment},
        number, t,
    },
    inbox::{outgoing::Stage, thread::is_standing},
    react::memo,
    session,
};

/// The small print at the end of a bubble.
#[component]
pub fn Meta(face: Memo<Face>) -> impl IntoView {
    let message = memo(move || face.with(|face| face.messages[face.messages.len() - 1].clone()));
    let pinned = memo(move || face.with(|face| face.messages.iter().any(|message| message.pinned)));
    let open = use_open();
    // until which message the others have read, where Telegram tells that
    let seen_up_to =
        memo(move || open.chat.with(|chat| chat.as_ref()?.dialog.as_ref().map(|dialog| dialog.seen_up_to)));
    let time = move || message.with(|message| moment(message.sent_at, Style::Time));
    let full = move || message.with(|message| moment(message.sent_at, Style::Full));
    view! {
        <span class="meta">
            {move || pinned.get().then(|| view! { <Icon glyph=Glyph::Pin small=true /><span class="hidden-text">{t::inbox::pinned}</span> })}
            {move || message.with(deleted)}
            <Edited message />
            <time title=full>{time}</time>
            {move || face.with(|face| sign(face, seen_up_to.get()))}
        </span>
    }
}

fn deleted(message: &Message) -> Option<impl IntoView + use<>> {
    let at = message.deleted_at?;
    let text = t::inbox::deleted_at(&moment(at, Style::Time));
    Some(view! { <span class="bad-text" title=moment(at, Style::Full)>{text}</span> })
}

/// Says that a message was edited, and leads to what it said before.
#[component]
fn Edited(message: Memo<Message>) -> impl IntoView {
    let open = use_open();
    let state = memo(move || message.with(|message| (message.id, message.edited_at, message.revisions)));
    move || {
        let (id, edited_at, revisions) = state.get();
        let full = edited_at.map(|at| moment(at, Style::Full));
        match (edited_at, revisions) {
            (_, 1..) => Some(
                view! {
                    <button type="button" class="edited" title=full on:click=move |_| history::show(open, id)>
                        {t::inbox::edited}
                    </button>
                }
                .into_any(),
            ),
            (Some(_), _) => Some(view! { <span title=full>{t::inbox::edited}</span> }.into_any()),
            (None, _) => None,
        }
    }
}

/// How the sending stands, as a small sign. What needs more words stands below the bubble.
fn sign(face: &Face, seen_up_to: Option<i64>) -> Option<AnyView> {
    let told = face.telling();
    match &face.outgoing {
        Some((_, Stage::Stuck(_))) => Some(tick::failed()),
        Some(_) => Some(tick::sending()),
        None => Sent {
            outgoing: told.outgoing,
            telegram_id: told.telegram_id,
            delivery: told.delivery.as_ref().map(|delivery| delivery.state),
            seen_up_to,
        }
        .sign(),
    }
}

/// Reactions under a message; an operator's press gives one too, or takes it back.
#[component]
pub fn Reactions(message: Memo<Message>) -> impl IntoView {
    let open = use_open();
    let reactions = memo(move || message.with(|message| message.reactions.clone()));
    let may = memo(move || message.with(is_standing) && session::may(Role::Operator));
    let one = move |Reaction { emoji, count, ours }: Reaction| {
        let count = (count > 1).then(|| view! { <span>{number(count)}</span> });
        if emoji == "custom" {
            return view! { <li><span class="reaction">"★"{count}</span></li> }.into_any();
        }
        let face = emoji.clone();
        let press = move |_| {
            let id = message.with_untracked(|message| message.id);
            deeds::react(open, id, (!ours).then(|| emoji.clone()));
        };
        view! {
            <li>
                <button type="button" class="reaction" class:ours=ours aria-pressed=ours.to_string() disabled=move || !may.get() on:click=press>
                    {face}{count}
                </button>
            </li>
        }
        .into_any()
    };
    move || {
        let reactions = reactions.get();
        (!reactions.is_empty()).then(|| {
            view! { <ul class="reactions" aria-label=t::inbox::reactions>{reactions.into_iter().map(one).collect_view()}</ul> }
        })
    }
}
