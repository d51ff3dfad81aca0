//! Text with its formatting.

use leptos::prelude::*;
use openapi::messages::Entity;

use super::{super::open::Face, meta::Meta, told::says_all};
use crate::{
    i18n::t,
    inbox::rich::{Node, Style, tree},
    react::memo,
};

/// Text as its entities have it.
pub fn rich(text: &str, entities: &[Entity]) -> AnyView {
    draw(tree(text, entities))
}

/// The text or caption of a bubble, and the time at its end.
#[component]
pub fn Words(face: Memo<Face>) -> impl IntoView {
    // in an album any of the messages may carry the caption
    let told = memo(move || {
        face.with(|face| {
            let told =
                face.messages.iter().find(|message| !message.text.is_empty()).unwrap_or(&face.messages[0]);
            if says_all(told) { Default::default() } else { (told.text.clone(), told.entities.clone()) }
        })
    });
    view! {
        <div class="text" dir="auto">
            {move || {
                let (text, entities) = told.get();
                rich(&text, &entities)
            }}
            <Meta face />
        </div>
    }
}

fn draw(nodes: Vec<Node>) -> AnyView {
    let piece = |node| match node {
        Node::Text(text) => text.into_any(),
        Node::Styled(style, inner) => styled(style, inner),
    };
    nodes.into_iter().map(piece).collect_view().into_any()
}

fn styled(style: Style, inner: Vec<Node>) -> AnyView {
    let inner = draw(inner);
    match style {
        Style::Bold => view! { <b>{inner}</b> }.into_any(),
        Style::Italic => view! { <i>{inner}</i> }.into_any(),
        Style::Underline => view! { <u>{inner}</u> }.into_any(),
        Style::Strikethrough => view! { <s>{inner}</s> }.into_any(),
        Style::Code => view! { <code>{inner}</code> }.into_any(),
        Style::Pre(language) => view! { <pre data-language=language><code>{inner}</code></pre> }.into_any(),
        Style::Quote => view! { <blockquote>{inner}</blockquote> }.into_any(),
        Style::Link(address) => {
            view! { <a href=address target="_blank" rel="noopener noreferrer">{inner}</a> }.into_any()
        }
        Style::Highlight => view! { <span class="mark">{inner}</span> }.into_any(),
        Style::Spoiler => view! { <Spoiler>{inner}</Spoiler> }.into_any(),
    }
}

/// Text that is hidden until it is pressed.
#[component]
fn Spoiler(children: Children) -> impl IntoView {
    let shown = RwSignal::new(false);
    let inner = children();
    view! {
        <span
            class="spoiler"
            class:shown=shown
            role="button"
            tabindex="0"
            aria-label=move || (!shown.get()).then(t::inbox::spoiler)
            on:click=move |_| shown.set(true)
            on:keydown=move |event| {
                if event.key() == "Enter" || event.key() == " " {
                    event.prevent_default();
                    event.stop_propagation();
                    shown.set(true);
                }
            }
        >
            <span aria-hidden=move || (!shown.get()).then_some("true")>{inner}</span>
        </span>
    }
}
