//! Formatted text as Telegram understands it; offsets and lengths count UTF-16 units.

mod detect;
mod html;
mod markdown;
mod markup;

use serde::{Deserialize, Serialize};

use crate::world::UserId;

/// The longest text of a message, in UTF-16 units.
pub const TEXT_LIMIT: usize = 4096;

/// The longest caption, in UTF-16 units.
pub const CAPTION_LIMIT: usize = 1024;

/// Text with its formatting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The characters.
    pub text: String,
    /// The formatting, ordered by offset, the longer of two that start together first.
    pub entities: Vec<Entity>,
}

/// A formatted part of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// How it is formatted.
    #[serde(flatten)]
    pub kind: EntityKind,
    /// Where it starts, in UTF-16 units.
    pub offset: usize,
    /// Its length in UTF-16 units.
    pub length: usize,
}

/// How a part of a text is formatted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the Bot API's own names")]
pub enum EntityKind {
    Mention,
    Hashtag,
    Cashtag,
    BotCommand,
    Url,
    Email,
    PhoneNumber,
    Bold,
    Italic,
    Underline,
    Strikethrough,
    Spoiler,
    Blockquote,
    ExpandableBlockquote,
    Code,
    Pre {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<String>,
    },
    TextLink {
        url: String,
    },
    TextMention {
        user: Mentioned,
    },
    CustomEmoji {
        custom_emoji_id: String,
    },
}

/// The user that a text mention leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mentioned {
    /// The user.
    pub id: UserId,
}

/// How the markup of a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseMode {
    /// `HTML`.
    Html,
    /// `MarkdownV2`.
    MarkdownV2,
    /// The old `Markdown`.
    Markdown,
}

/// What is wrong with a marked-up text, in Telegram's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct MarkupError(pub String);

impl Text {
    /// Plain text as a client sends it: trimmed, with links and commands found in it.
    pub fn plain(text: &str) -> Self {
        Self { text: text.into(), entities: Vec::new() }.finished()
    }

    /// Marked-up text.
    pub fn parse(text: &str, mode: ParseMode) -> Result<Self, MarkupError> {
        let parsed = match mode {
            ParseMode::Html => html::parse(text)?,
            ParseMode::MarkdownV2 => markdown::parse(text, markdown::Dialect::V2)?,
            ParseMode::Markdown => markdown::parse(text, markdown::Dialect::Old)?,
        };
        Ok(parsed.finished())
    }

    /// Text with given formatting.
    pub fn formatted(text: &str, entities: Vec<Entity>) -> Self {
        Self { text: text.into(), entities }.finished()
    }

    /// Length in UTF-16 units.
    pub fn units(&self) -> usize {
        units(&self.text)
    }

    fn finished(mut self) -> Self {
        self.trim();
        let found = detect::detect(&self.text);
        let opaque: Vec<_> = self.entities.iter().filter(|entity| entity.is_opaque()).cloned().collect();
        let free = found.into_iter().filter(|new| !opaque.iter().any(|old| old.overlaps(new)));
        self.entities.extend(free);
        self.entities.sort_by_key(|entity| (entity.offset, std::cmp::Reverse(entity.length)));
        self
    }

    /// Cuts white space off both ends.
    fn trim(&mut self) {
        let start = self.text.trim_start();
        let cut = units(&self.text) - units(start);
        let kept = start.trim_end().to_owned();
        let end = units(&kept);
        self.text = kept;
        self.entities.retain_mut(|entity| {
            let from = entity.offset.saturating_sub(cut).min(end);
            let to = (entity.offset + entity.length).saturating_sub(cut).min(end);
            (entity.offset, entity.length) = (from, to - from);
            entity.length > 0
        });
    }
}

impl Entity {
    fn overlaps(&self, other: &Self) -> bool {
        self.offset < other.offset + other.length && other.offset < self.offset + self.length
    }

    /// Whether nothing is looked for inside.
    fn is_opaque(&self) -> bool {
        use EntityKind as Kind;
        matches!(
            self.kind,
            Kind::Code
                | Kind::Pre { .. }
                | Kind::TextLink { .. }
                | Kind::TextMention { .. }
                | Kind::Url
                | Kind::Email
                | Kind::Mention
                | Kind::Hashtag
                | Kind::Cashtag
                | Kind::BotCommand
                | Kind::PhoneNumber
        )
    }
}

/// Length in UTF-16 units.
pub fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The part of a text that an entity covers, if it lies inside.
pub fn covered<'a>(text: &'a str, entity: &Entity) -> Option<&'a str> {
    let mut unit = 0;
    let mut from = None;
    for (at, letter) in text.char_indices() {
        if unit == entity.offset {
            from = Some(at);
        }
        if unit == entity.offset + entity.length {
            return text.get(from?..at);
        }
        unit += letter.len_utf16();
    }
    (unit == entity.offset + entity.length).then(|| text.get(from?..)).flatten()
}
