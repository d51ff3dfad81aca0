//! What operators type, as text with entities, and back: `**bold**`, `__italic__`, `~~strike~~`, `||spoiler||`,
//! `` `code` ``, ```` ```pre``` ````, `[text](https://...)`. A backslash before a mark keeps it as it is.

mod scan;
mod wrap;
mod write;

use openapi::messages::Entity;
use serde::{Deserialize, Serialize};

pub use scan::Mark;
pub use wrap::{Selection, wrap};
pub use write::write;

use scan::{Token, scan};

/// Text as Telegram takes it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Formatted {
    /// The text without marks.
    pub text: String,
    /// Its formatting; offsets count UTF-16 units.
    pub entities: Vec<Entity>,
}

impl Formatted {
    /// How long Telegram finds it.
    pub fn units(&self) -> usize {
        units(&self.text)
    }
}

/// The length of a text in UTF-16 units.
pub fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Reads what was typed. Marks without a partner are text.
pub fn read(source: &str) -> Formatted {
    let tokens = scan(source.trim());
    let partners = pair(&tokens);
    let mut out = Formatted::default();
    let mut at = 0;
    let mut opened = vec![0; tokens.len()];
    for (index, token) in tokens.iter().enumerate() {
        let start = at;
        match (token, partners[index]) {
            (Token::Text(text), _) => at += push(&mut out.text, text),
            (Token::Code(text), _) => {
                at += push(&mut out.text, text);
                out.entities.push(entity("code", start, at));
            }
            (Token::Pre { language, text }, _) => {
                at += push(&mut out.text, text);
                let language = language.map(str::to_owned);
                out.entities.push(Entity { language, ..entity("pre", start, at) });
            }
            (Token::Mark { .. } | Token::LinkStart, Some(partner)) if partner > index => opened[index] = at,
            (Token::Mark { mark, .. }, Some(partner)) => {
                out.entities.push(entity(mark.kind(), opened[partner], at));
            }
            (Token::LinkEnd(url), Some(partner)) => {
                out.entities
                    .push(Entity { url: Some((*url).into()), ..entity("text_link", opened[partner], at) });
            }
            (token, _) => at += push(&mut out.text, &token.literal()),
        }
    }
    out.entities.retain(|entity| entity.length > 0);
    out.entities.sort_by_key(|entity| (entity.offset, std::cmp::Reverse(entity.length)));
    out
}

/// For each token the one it opens or closes a piece with.
fn pair(tokens: &[Token]) -> Vec<Option<usize>> {
    let mut partners = vec![None; tokens.len()];
    let mut open: Vec<usize> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let closes = |other: &usize| index > other + 1 && tokens[*other].opens_for(token);
        match open.iter().rposition(closes) {
            Some(depth) => {
                partners[open[depth]] = Some(index);
                partners[index] = Some(open[depth]);
                // what was opened since and not closed is text
                open.truncate(depth);
            }
            None if token.can_open() => open.push(index),
            None => {}
        }
    }
    partners
}

fn push(text: &mut String, more: &str) -> usize {
    text.push_str(more);
    units(more)
}

fn entity(kind: &str, start: usize, end: usize) -> Entity {
    Entity { kind: kind.into(), offset: start, length: end - start, url: None, language: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text, and each entity as `kind@offset+length`.
    fn parsed(source: &str) -> (String, Vec<String>) {
        let formatted = read(source);
        let show = |entity: &Entity| format!("{}@{}+{}", entity.kind, entity.offset, entity.length);
        (formatted.text.clone(), formatted.entities.iter().map(show).collect())
    }

    fn check(source: &str, text: &str, entities: &[&str]) {
        assert_eq!(
            parsed(source),
            (text.to_owned(), entities.iter().map(|e| (*e).to_owned()).collect()),
            "{source}"
        );
    }

    #[test]
    fn every_mark() {
        check(
            "**b** __i__ ~~s~~ ||h||",
            "b i s h",
            &["bold@0+1", "italic@2+1", "strikethrough@4+1", "spoiler@6+1"],
        );
        check("run `ls **x**` now", "run ls **x** now", &["code@4+8"]);
        check("```rust\nfn a() {}\n```", "fn a() {}", &["pre@0+9"]);
        assert_eq!(read("```rust\nfn a() {}\n```").entities[0].language.as_deref(), Some("rust"));
        check("```just text```", "just text", &["pre@0+9"]);
        check(
            "see [the **new** site](https://example.org/a)!",
            "see the new site!",
            &["text_link@4+12", "bold@8+3"],
        );
        assert_eq!(read("[a](https://b.c)").entities[0].url.as_deref(), Some("https://b.c"));
    }

    #[test]
    fn offsets_count_utf16_units() {
        check("👍👍 **да** [x](tg://user?id=1)", "👍👍 да x", &["bold@5+2", "text_link@8+1"]);
        assert_eq!(read("**👍**").units(), 2);
    }

    #[test]
    fn marks_nest_and_a_stray_one_is_text() {
        check("**a __b__ c**", "a b c", &["bold@0+5", "italic@2+1"]);
        check("**a __b** c__", "a __b c__", &["bold@0+5"]);
        check("**a", "**a", &[]);
        check("2 ** 3 ** 4", "2 ** 3 ** 4", &[]);
        check("a || b || c", "a || b || c", &[]);
        check("****", "****", &[]);
        check("`open", "`open", &[]);
        check("```open", "```open", &[]);
        check("[no](javascript:x) [no]( https://a.b)", "[no](javascript:x) [no]( https://a.b)", &[]);
        check("a[0](b)", "a[0](b)", &[]);
        check("[](https://a.b)", "[](https://a.b)", &[]);
        check("snake_case_name ¯\\_(ツ)_/¯ 3*4*5", "snake_case_name ¯\\_(ツ)_/¯ 3*4*5", &[]);
    }

    #[test]
    fn a_backslash_keeps_a_mark() {
        check("\\**a**", "**a**", &[]);
        check("\\`a`", "`a`", &[]);
        check("[a\\](https://b.c)", "[a](https://b.c)", &[]);
        check("C:\\dir \\\\", "C:\\dir \\\\", &[]);
    }

    #[test]
    fn white_space_around_goes_and_within_stays() {
        check("  \n a\n\nb \n", "a\n\nb", &[]);
        check("   ", "", &[]);
        check("**two\nlines**", "two\nlines", &["bold@0+9"]);
    }
}
