//! The small print of a bubble: edited, deleted, pinned, when, how its sending stands; and reactions.

use leptos::prelude::*;
use openapi::messages::{DeliveryState, Message};

use super::{
    super::open::{Face, use_open},
    history,
};
use crate::{
    components::{Glyph, Icon},
    i18n::{
        format::{Style, moment},
        number, t,
    },
    inbox::outgoing::Stage,
    react::memo,
};

/// The small print at the end of a bubble.
#[component]
pub fn Meta(face: Memo<Face>) -> impl IntoView {
    let message = memo(move || face.with(|face| face.messages[face.messages.len() - 1].clone()));
    let pinned = memo(move || face.with(|face| face.messages.iter().any(|message| message.pinned)));
    let time = move || message.with(|message| moment(message.sent_at, Style::Time));
    let full = move || message.with(|message| moment(message.sent_at, Style::Full));
    view! {
        <span class="meta">
            {move || pinned.get().then(|| view! { <Icon glyph=Glyph::Pin small=true /><span class="hidden-text">{t::inbox::pinned}</span> })}
            {move || message.with(deleted)}
            <Edited message />
            <time title=full>{time}</time>
            {move || face.with(tick)}
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
fn tick(face: &Face) -> Option<impl IntoView + use<>> {
    let state = match &face.outgoing {
        Some((_, Stage::Stuck(_))) => Some((Glyph::Alert, "bad-text", t::inbox::failed())),
        Some(_) => Some((Glyph::Clock, "", t::inbox::sending())),
        None => face.messages[0].delivery.as_ref().map(|delivery| match delivery.state {
            DeliveryState::Queued => (Glyph::Clock, "", t::inbox::queued()),
            DeliveryState::Sending => (Glyph::Clock, "", t::inbox::sending()),
            DeliveryState::Sent => (Glyph::Check, "", t::inbox::sent()),
            DeliveryState::Failed => (Glyph::Alert, "bad-text", t::inbox::failed()),
            DeliveryState::Unknown => (Glyph::Alert, "warn-text", t::inbox::unknown()),
        }),
    };
    state.map(|(glyph, class, name)| {
        view! { <span class=format!("tick {class}") title=name><Icon glyph small=true /><span class="hidden-text">{name}</span></span> }
    })
}

/// Reactions under a message.
#[component]
pub fn Reactions(message: Memo<Message>) -> impl IntoView {
    let reactions = memo(move || message.with(|message| message.reactions.clone()));
    let one = |reaction: openapi::messages::Reaction| {
        let face = if reaction.emoji == "custom" { "★".to_owned() } else { reaction.emoji };
        view! { <li>{face}{(reaction.count > 1).then(|| view! { <span>{number(reaction.count)}</span> })}</li> }
    };
    move || {
        let reactions = reactions.get();
        (!reactions.is_empty()).then(|| {
            view! { <ul class="reactions" aria-label=t::inbox::reactions>{reactions.into_iter().map(one).collect_view()}</ul> }
        })
    }
}
