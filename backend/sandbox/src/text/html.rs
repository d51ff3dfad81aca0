//! `parse_mode: HTML`.

use super::{EntityKind, MarkupError, Text, markup::Markup};

struct Open<'a> {
    name: String,
    kind: Option<EntityKind>,
    /// Start of the formatted text in UTF-16 units and in bytes of the plain text.
    offset: usize,
    byte: usize,
    bare_link: bool,
    code_language: Option<&'a str>,
}

pub fn parse(source: &str) -> Result<Text, MarkupError> {
    let mut out = Markup::default();
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    while let Some(letter) = source[at..].chars().next() {
        match letter {
            '&' => {
                let (decoded, length) = character(&source[at..]).unwrap_or(('&', 1));
                out.push(decoded);
                at += length;
            }
            '<' => {
                let end = source[at..]
                    .find('>')
                    .map(|end| at + end)
                    .ok_or_else(|| MarkupError(format!("Unclosed start tag at byte offset {at}")))?;
                let tag = &source[at + 1..end];
                match tag.strip_prefix('/') {
                    Some(name) => close(name.trim(), at, &mut open, &mut out)?,
                    None => open.push(start(tag, at, &out)?),
                }
                at = end + 1;
            }
            other => {
                out.push(other);
                at += other.len_utf8();
            }
        }
    }
    match open.pop() {
        Some(left) => {
            Err(MarkupError(format!("Can't find end tag corresponding to start tag \"{}\"", left.name)))
        }
        None => Ok(out.finish()),
    }
}

fn start<'a>(tag: &'a str, at: usize, out: &Markup) -> Result<Open<'a>, MarkupError> {
    let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let name = name.to_lowercase();
    let unsupported = || MarkupError(format!("Unsupported start tag \"{name}\" at byte offset {at}"));
    let mut bare_link = false;
    let mut code_language = None;
    let kind = match name.as_str() {
        "b" | "strong" => Some(EntityKind::Bold),
        "i" | "em" => Some(EntityKind::Italic),
        "u" | "ins" => Some(EntityKind::Underline),
        "s" | "strike" | "del" => Some(EntityKind::Strikethrough),
        "tg-spoiler" => Some(EntityKind::Spoiler),
        "span" if attribute(attributes, "class") == Some("tg-spoiler") => Some(EntityKind::Spoiler),
        "span" => {
            return Err(MarkupError(format!(
                "Tag \"span\" must have class \"tg-spoiler\" at byte offset {at}"
            )));
        }
        "blockquote" if attributes.split_whitespace().any(|word| word.starts_with("expandable")) => {
            Some(EntityKind::ExpandableBlockquote)
        }
        "blockquote" => Some(EntityKind::Blockquote),
        "code" => {
            code_language = attribute(attributes, "class").and_then(|class| class.strip_prefix("language-"));
            Some(EntityKind::Code)
        }
        "pre" => Some(EntityKind::Pre { language: None }),
        "a" => {
            let href = attribute(attributes, "href").filter(|href| !href.is_empty());
            bare_link = href.is_none();
            href.map(|href| super::markup::link(&unescape(href)))
        }
        "tg-emoji" => {
            attribute(attributes, "emoji-id").map(|id| EntityKind::CustomEmoji { custom_emoji_id: id.into() })
        }
        _ => return Err(unsupported()),
    };
    Ok(Open { name, kind, offset: out.position(), byte: out.bytes(), bare_link, code_language })
}

fn close(name: &str, at: usize, open: &mut Vec<Open>, out: &mut Markup) -> Result<(), MarkupError> {
    let Some(opened) = open.pop() else {
        return Err(MarkupError(format!("Unexpected end tag at byte offset {at}")));
    };
    if !name.is_empty() && !name.eq_ignore_ascii_case(&opened.name) {
        return Err(MarkupError(format!(
            "Unmatched end tag at byte offset {at}, expected \"</{}>\", found \"</{name}>\"",
            opened.name
        )));
    }
    let kind = if opened.bare_link {
        let written = out.since(opened.byte).to_owned();
        written.contains('.').then(|| super::markup::link(&written))
    } else {
        opened.kind
    };
    let inside_pre = open.last().is_some_and(|outer| outer.name == "pre");
    match kind {
        Some(EntityKind::Code) if inside_pre && opened.code_language.is_some() => {
            if let Some(pre) = open.last_mut() {
                let language = opened.code_language.map(Into::into);
                pre.kind = Some(EntityKind::Pre { language });
            }
        }
        Some(kind) => out.close(kind, opened.offset),
        None => {}
    }
    Ok(())
}

/// The value of an attribute, quoted or not.
fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = attributes.trim_start();
    while !rest.is_empty() {
        let (key, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let (value, next) = match after.chars().next() {
            Some(quote @ ('"' | '\'')) => after[1..].split_once(quote)?,
            _ => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        if key.trim().eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = next.trim_start();
    }
    None
}

fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let (decoded, length) = match letter {
            '&' => character(rest).unwrap_or(('&', 1)),
            other => (other, other.len_utf8()),
        };
        plain.push(decoded);
        rest = &rest[length..];
    }
    plain
}

/// The character that a reference such as `&lt;` stands for, and the length of the reference.
fn character(text: &str) -> Option<(char, usize)> {
    let end = text.find(';').filter(|end| *end < 12)?;
    let decoded = match &text[1..end] {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        number => {
            let code = match number.strip_prefix("#x").or_else(|| number.strip_prefix("#X")) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.strip_prefix('#')?.parse().ok()?,
            };
            char::from_u32(code).filter(|letter| *letter != '\0')?
        }
    };
    Some((decoded, end + 1))
}
