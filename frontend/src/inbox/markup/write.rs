//! Formatted text as an operator would have typed it, so that it can be edited.

use openapi::messages::Entity;

use super::{
    Formatted, read,
    scan::{KEPT, Mark},
};
use crate::inbox::rich::{Node, Style, tree};

/// Formatted text as it would be typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What would be typed.
    pub source: String,
    /// Whether some formatting has no mark and would be lost.
    pub lossy: bool,
}

/// Entities that Telegram finds in the text by itself.
const FOUND: [&str; 8] =
    ["url", "email", "phone_number", "mention", "hashtag", "cashtag", "bot_command", "bank_card_number"];
/// Entities that have a mark.
const MARKED: [&str; 7] = ["bold", "italic", "strikethrough", "spoiler", "code", "pre", "text_link"];

/// Writes formatted text with marks.
pub fn write(text: &str, entities: &[Entity]) -> Written {
    let wanted: Vec<Entity> =
        entities.iter().filter(|entity| !FOUND.contains(&entity.kind.as_str())).cloned().collect();
    let marked: Vec<Entity> =
        wanted.iter().filter(|entity| MARKED.contains(&entity.kind.as_str())).cloned().collect();
    let nodes = tree(text, &marked);
    let same = |source: &str| {
        let mut sorted = wanted.clone();
        sorted.sort_by_key(|entity| (entity.offset, std::cmp::Reverse(entity.length)));
        read(source) == Formatted { text: text.to_owned(), entities: sorted }
    };
    let plain = source(&nodes, &str::to_owned);
    if same(&plain) {
        return Written { source: plain, lossy: false };
    }
    let escaped = source(&nodes, &escape);
    Written { lossy: !same(&escaped), source: escaped }
}

fn source(nodes: &[Node], literal: &dyn Fn(&str) -> String) -> String {
    let piece = |node: &Node| match node {
        Node::Text(text) => literal(text),
        Node::Styled(style, inner) => {
            let around = |mark: Mark| format!("{0}{1}{0}", mark.sign(), source(inner, literal));
            match style {
                Style::Bold => around(Mark::Bold),
                Style::Italic => around(Mark::Italic),
                Style::Strikethrough => around(Mark::Strikethrough),
                Style::Spoiler => around(Mark::Spoiler),
                Style::Code => format!("`{}`", source(inner, &str::to_owned)),
                Style::Pre(language) => {
                    format!(
                        "```{}\n{}\n```",
                        language.as_deref().unwrap_or_default(),
                        source(inner, &str::to_owned)
                    )
                }
                Style::Link(url) => format!("[{}]({url})", source(inner, literal)),
                Style::Underline | Style::Quote | Style::Highlight => source(inner, literal),
            }
        }
    };
    nodes.iter().map(piece).collect()
}

fn escape(text: &str) -> String {
    KEPT.into_iter().fold(text.to_owned(), |text, sign| text.replace(sign, &format!("\\{sign}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_back() {
        for typed in [
            "plain, 3*4, snake_case",
            "**b __i__** ~~s~~ ||h||",
            "run `ls` and\n```sh\nls -l\n```",
            "see [the **site**](https://example.org)",
            "👍 **да**",
            "\\**not bold\\**",
            "a ** b",
        ] {
            let Formatted { text, entities } = read(typed);
            assert_eq!(write(&text, &entities), Written { source: typed.into(), lossy: false });
        }
    }

    #[test]
    fn text_that_looks_like_marks_stays_text() {
        let Written { source, lossy } = write("use **x** or `y` in [z](https://a.b)", &[]);
        assert!(!lossy);
        assert_eq!(
            read(&source),
            Formatted { text: "use **x** or `y` in [z](https://a.b)".into(), entities: vec![] }
        );
    }

    #[test]
    fn formatting_without_a_mark_is_said_to_be_lost() {
        let entity =
            |kind: &str| Entity { kind: kind.into(), offset: 0, length: 4, url: None, language: None };
        assert_eq!(write("text", &[entity("underline")]), Written { source: "text".into(), lossy: true });
        assert_eq!(write("text", &[entity("mention")]), Written { source: "text".into(), lossy: false });
        assert!(write(" a b", &[entity("bold")]).lossy);
    }
}
