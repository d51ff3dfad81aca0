//! Splits what was typed into text, code and marks.

use crate::inbox::rich;

/// A mark that stands on both sides of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Bold,
    Italic,
    Strikethrough,
    Spoiler,
}

impl Mark {
    pub const ALL: [Self; 4] = [Self::Bold, Self::Italic, Self::Strikethrough, Self::Spoiler];

    /// As it is typed.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Bold => "**",
            Self::Italic => "__",
            Self::Strikethrough => "~~",
            Self::Spoiler => "||",
        }
    }

    /// Telegram's name of the piece.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Bold => "bold",
            Self::Italic => "italic",
            Self::Strikethrough => "strikethrough",
            Self::Spoiler => "spoiler",
        }
    }
}

/// A part of what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token<'a> {
    Text(&'a str),
    Code(&'a str),
    Pre {
        language: Option<&'a str>,
        text: &'a str,
    },
    Mark {
        mark: Mark,
        opens: bool,
        closes: bool,
    },
    LinkStart,
    /// The end of a link's text, and its address.
    LinkEnd(&'a str),
}

impl Token<'_> {
    pub fn can_open(&self) -> bool {
        matches!(self, Self::Mark { opens: true, .. } | Self::LinkStart)
    }

    /// Whether `other` can end what this token began.
    pub fn opens_for(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Mark { mark, .. }, Self::Mark { mark: end, closes: true, .. }) => mark == end,
            (Self::LinkStart, Self::LinkEnd(_)) => true,
            _ => false,
        }
    }

    /// The token as it was typed, for one without a partner.
    pub fn literal(&self) -> String {
        match self {
            Self::Text(text) | Self::Code(text) | Self::Pre { text, .. } => (*text).to_owned(),
            Self::Mark { mark, .. } => mark.sign().to_owned(),
            Self::LinkStart => "[".to_owned(),
            Self::LinkEnd(url) => format!("]({url})"),
        }
    }
}

/// What a backslash keeps as it is.
pub const KEPT: [&str; 6] = ["**", "__", "~~", "||", "`", "]("];

/// Splits what was typed.
pub fn scan(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut at, mut plain) = (0, 0);
    while let Some(letter) = source[at..].chars().next() {
        let rest = &source[at..];
        if let Some(kept) =
            rest.strip_prefix('\\').and_then(|rest| KEPT.into_iter().find(|sign| rest.starts_with(sign)))
        {
            text(&mut tokens, &source[plain..at]);
            plain = at + 1;
            at = plain + kept.len();
            continue;
        }
        let before = source[..at].chars().next_back();
        match token(rest, before) {
            Some((token, length)) => {
                text(&mut tokens, &source[plain..at]);
                tokens.push(token);
                at += length;
                plain = at;
            }
            None => at += letter.len_utf8(),
        }
    }
    text(&mut tokens, &source[plain..]);
    tokens
}

fn text<'a>(tokens: &mut Vec<Token<'a>>, text: &'a str) {
    if !text.is_empty() {
        tokens.push(Token::Text(text));
    }
}

/// The mark or code that begins here, and how long it is.
fn token(rest: &str, before: Option<char>) -> Option<(Token<'_>, usize)> {
    if rest.starts_with('`') {
        return pre(rest).or_else(|| code(rest));
    }
    if let Some(mark) = Mark::ALL.into_iter().find(|mark| rest.starts_with(mark.sign())) {
        let length = mark.sign().len();
        let after = rest[length..].chars().next();
        let blank = |letter: Option<char>| letter.is_none_or(char::is_whitespace);
        return Some((Token::Mark { mark, opens: !blank(after), closes: !blank(before) }, length));
    }
    if rest.starts_with('[') {
        return Some((Token::LinkStart, 1));
    }
    let (url, _) = rest.strip_prefix("](")?.split_once(')')?;
    let plain = !url.contains(char::is_whitespace) && rich::safe(url).is_some();
    plain.then(|| (Token::LinkEnd(url), url.len() + 3))
}

fn pre(rest: &str) -> Option<(Token<'_>, usize)> {
    let (inner, _) = rest.strip_prefix("```")?.split_once("```")?;
    let length = inner.len() + 6;
    let named = |language: &&str| {
        !language.is_empty()
            && language.chars().all(|letter| letter.is_ascii_alphanumeric() || "_+-#".contains(letter))
    };
    let (language, text) = match inner.split_once('\n') {
        Some((first, text)) if named(&first) => (Some(first), text),
        Some(("", text)) => (None, text),
        _ => (None, inner),
    };
    let text = text.strip_suffix('\n').unwrap_or(text);
    (!text.trim().is_empty()).then_some((Token::Pre { language, text }, length))
}

fn code(rest: &str) -> Option<(Token<'_>, usize)> {
    let (text, _) = rest[1..].split_once('`')?;
    let one_line = !text.trim().is_empty() && !text.contains('\n');
    one_line.then_some((Token::Code(text), text.len() + 2))
}
