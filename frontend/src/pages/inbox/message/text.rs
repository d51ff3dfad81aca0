//! Text with its formatting.

use leptos::prelude::*;
use openapi::messages::{Entity, Message, MessageKind};

use super::{super::open::Face, meta::Meta};
use crate::{
    components::{Glyph, Icon},
    i18n::t,
    inbox::{
        markup::units,
        rich::{Node, Style, tree},
    },
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
            words(told)
        })
    });
    let kind = memo(move || face.with(|face| face.messages[0].kind));
    view! {
        {move || sign(kind.get())}
        <div class="text" dir="auto">
            {move || {
                let (text, entities) = told.get();
                rich(&text, &entities)
            }}
            <Meta face />
        </div>
    }
}

/// What it is, where the words alone do not tell.
fn sign(kind: MessageKind) -> Option<impl IntoView> {
    let (glyph, name) = match kind {
        MessageKind::Location => (Glyph::Place, t::inbox::location()),
        MessageKind::Contact => (Glyph::Person, t::inbox::contact()),
        MessageKind::Poll => (Glyph::Chart, t::inbox::poll()),
        MessageKind::Dice => (Glyph::Dice, t::inbox::dice()),
        MessageKind::Other => (Glyph::Info, t::inbox::other()),
        MessageKind::Text | MessageKind::Media | MessageKind::Service | MessageKind::Callback => return None,
    };
    Some(view! { <div class="what-kind"><Icon glyph small=true />{name}</div> })
}

/// What a message says. A place on the map leads there.
fn words(message: &Message) -> (String, Vec<Entity>) {
    let text = message.text.clone();
    if message.kind != MessageKind::Location {
        return (text, message.entities.clone());
    }
    let entities = map(&text).map(|url| Entity {
        kind: "text_link".into(),
        offset: 0,
        length: units(&text),
        url: Some(url),
        language: None,
    });
    (text, entities.into_iter().collect())
}

/// The address of a map, if the text is latitude and longitude.
fn map(text: &str) -> Option<String> {
    let (latitude, longitude) = text.split_once(", ")?;
    (is_number(latitude) && is_number(longitude)).then(|| {
        format!(
            "https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=15/{latitude}/{longitude}"
        )
    })
}

/// Whether a text is digits with perhaps a sign and a point. To parse it would put 10 kB of tables into the page.
fn is_number(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    is_digits(whole.strip_prefix('-').unwrap_or(whole)) && is_digits(fraction)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_coordinates_lead_to_a_map() {
        assert!(map("59.93, 30.31").unwrap().contains("mlat=59.93&mlon=30.31"));
        assert!(map("-33, 151.2").is_some());
        for text in ["Café, 12 Harbour Lane", "1, 2, 3", "1., 2", "-, 1", ", "] {
            assert_eq!(map(text), None, "{text}");
        }
    }
}
