//! A text that grows while its markup is read.

use super::{Entity, EntityKind, Mentioned, Text};
use crate::world::UserId;

/// A text that grows while its markup is read.
#[derive(Default)]
pub struct Markup {
    text: String,
    units: usize,
    entities: Vec<Entity>,
}

impl Markup {
    pub fn push(&mut self, letter: char) {
        self.text.push(letter);
        self.units += letter.len_utf16();
    }

    /// Where the next character will stand, in UTF-16 units.
    pub fn position(&self) -> usize {
        self.units
    }

    /// What was written since a position that was at this byte.
    pub fn since(&self, byte: usize) -> &str {
        self.text.get(byte..).unwrap_or_default()
    }

    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Formats everything since `offset`.
    pub fn close(&mut self, kind: EntityKind, offset: usize) {
        let length = self.units - offset;
        if length > 0 {
            self.entities.push(Entity { kind, offset, length });
        }
    }

    pub fn finish(self) -> Text {
        Text { text: self.text, entities: self.entities }
    }
}

/// What a link leads to: a page or a user.
pub fn link(url: &str) -> EntityKind {
    let user = url.strip_prefix("tg://user?id=").and_then(|id| id.parse().ok());
    match user {
        Some(id) => EntityKind::TextMention { user: Mentioned { id: UserId(id) } },
        None => EntityKind::TextLink { url: with_scheme(url) },
    }
}

fn with_scheme(url: &str) -> String {
    match url.split_once("://") {
        Some((_, rest)) if !rest.contains('/') && !url.starts_with("tg:") => format!("{url}/"),
        Some(_) => url.into(),
        None if url.contains('/') => format!("http://{url}"),
        None => format!("http://{url}/"),
    }
}
