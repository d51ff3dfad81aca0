//! Places, contacts, dice and what this version has no face for: their text as what it stands for.

use leptos::prelude::*;
use openapi::messages::{Message, MessageKind};

use crate::{
    components::{Avatar, Glyph, Icon},
    i18n::t,
    react::memo,
};

/// The face of a message that is neither text nor a file. Nothing for those that are.
#[component]
pub fn Told(message: Memo<Message>) -> impl IntoView {
    let told = memo(move || message.with(|message| (message.kind, message.text.clone())));
    move || {
        let (kind, text) = told.get();
        match kind {
            MessageKind::Location => Some(place(&text)),
            MessageKind::Contact => Some(contact(&text)),
            MessageKind::Dice => {
                let (emoji, value) = text.split_once(' ').unwrap_or((&text, ""));
                let name = format!("{}: {value}", t::inbox::dice());
                Some(view! { <div class="dice" role="img" aria-label=name>{emoji.to_owned()}<b>{value.to_owned()}</b></div> }.into_any())
            }
            MessageKind::Other => Some(
                view! { <div class="what-kind"><Icon glyph=Glyph::Info small=true />{t::inbox::other}</div> }
                    .into_any(),
            ),
            // a poll that was stored before polls had a face
            MessageKind::Poll if message.with(|message| message.poll.is_none()) => Some(
                view! { <div class="what-kind"><Icon glyph=Glyph::Chart small=true />{t::inbox::poll}</div> }
                    .into_any(),
            ),
            _ => None,
        }
    }
}

/// Whether the face says all that the text does.
pub fn says_all(message: &Message) -> bool {
    matches!(message.kind, MessageKind::Location | MessageKind::Contact | MessageKind::Dice)
        || message.poll.is_some()
}

/// A place; one that is given by coordinates leads to the map.
fn place(text: &str) -> AnyView {
    let inner = view! {
        <span class="sign"><Icon glyph=Glyph::Place /></span>
        <span class="who"><b class="cap">{t::inbox::location}</b><span class="small dim">{text.to_owned()}</span></span>
    };
    match map(text) {
        Some(address) => {
            view! { <a class="file" href=address target="_blank" rel="noopener noreferrer">{inner}</a> }
                .into_any()
        }
        None => view! { <div class="file">{inner}</div> }.into_any(),
    }
}

/// A contact: the name and, last, the telephone number.
fn contact(text: &str) -> AnyView {
    let (name, phone) = text.rsplit_once(' ').unwrap_or((text, ""));
    let digits: String = phone.chars().filter(|letter| letter.is_ascii_digit() || *letter == '+').collect();
    view! {
        <div class="file">
            <Avatar name=Signal::stored(name.to_owned()) />
            <span class="who">
                <b>{name.to_owned()}</b>
                <a class="small" href=format!("tel:{digits}")>{phone.to_owned()}</a>
            </span>
        </div>
    }
    .into_any()
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
