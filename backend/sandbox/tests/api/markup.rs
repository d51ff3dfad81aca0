//! Formatted text: markup, UTF-16 offsets and Telegram's complaints.

use sandbox::text::{ParseMode, Text};
use serde_json::{Value, json};

fn parsed(text: &str, mode: ParseMode) -> (String, Value) {
    let text = Text::parse(text, mode).unwrap();
    (text.text, json!(text.entities))
}

fn complaint(text: &str, mode: ParseMode) -> String {
    Text::parse(text, mode).unwrap_err().to_string()
}

#[test]
fn html_becomes_entities() {
    let (text, entities) = parsed(
        "🙂 <b>bold <i>both</i></b> <a href=\"https://example.com/?a=1&amp;b=2\">link</a> \
         <tg-spoiler>x</tg-spoiler> <pre><code class=\"language-rust\">let &lt;</code></pre>",
        ParseMode::Html,
    );
    assert_eq!(text, "🙂 bold both link x let <");
    assert_eq!(
        entities,
        json!([
            {"type": "bold", "offset": 3, "length": 9},
            {"type": "italic", "offset": 8, "length": 4},
            {"type": "text_link", "url": "https://example.com/?a=1&b=2", "offset": 13, "length": 4},
            {"type": "spoiler", "offset": 18, "length": 1},
            {"type": "pre", "language": "rust", "offset": 20, "length": 5},
        ])
    );
}

#[test]
fn markdown_becomes_entities() {
    let (text, entities) = parsed(
        "*bold _both_* __under__ ~gone~ ||hidden|| `code` [link](http://a.test/b) 1\\.5\n>quoted\n>more\nend",
        ParseMode::MarkdownV2,
    );
    assert_eq!(text, "bold both under gone hidden code link 1.5\nquoted\nmore\nend");
    let kinds: Vec<_> = entities.as_array().unwrap().iter().map(|entity| entity["type"].clone()).collect();
    assert_eq!(
        kinds,
        ["bold", "italic", "underline", "strikethrough", "spoiler", "code", "text_link", "blockquote"]
    );
    assert_eq!(entities[7]["offset"], 42);
}

#[test]
fn markup_errors_are_telegrams() {
    assert_eq!(complaint("a <x>b", ParseMode::Html), "Unsupported start tag \"x\" at byte offset 2");
    assert_eq!(complaint("<b>a", ParseMode::Html), "Can't find end tag corresponding to start tag \"b\"");
    assert_eq!(
        complaint("<b>a</i>", ParseMode::Html),
        "Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\""
    );
    assert_eq!(
        complaint("1.5", ParseMode::MarkdownV2),
        "Character '.' is reserved and must be escaped with the preceding '\\'"
    );
    assert_eq!(complaint("*a", ParseMode::MarkdownV2), "Can't find end of Bold entity at byte offset 0");
    assert_eq!(
        complaint("a _b", ParseMode::Markdown),
        "Can't find end of the entity starting at byte offset 2"
    );
}

#[test]
fn no_text_is_too_strange() {
    let pieces = [
        "*",
        "_",
        "__",
        "||",
        "`",
        "```",
        "[",
        "](",
        ")",
        ">",
        "**>",
        "\\",
        "\n",
        "<b>",
        "</b>",
        "<a href=\"",
        "\">",
        "<",
        "&",
        "&#x1F642;",
        "🙂",
        "я",
        " ",
        "@a_b",
        "/x",
        "#",
        "a.ru",
        "![",
    ];
    let mut state = 1_u64;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..12 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            text.push_str(pieces[usize::try_from(state >> 33).unwrap() % pieces.len()]);
        }
        for mode in [ParseMode::Html, ParseMode::MarkdownV2, ParseMode::Markdown] {
            if let Ok(parsed) = Text::parse(&text, mode) {
                let units = parsed.units();
                assert!(
                    parsed.entities.iter().all(|entity| entity.offset + entity.length <= units),
                    "{text}"
                );
            }
        }
    }
}

#[test]
fn links_are_found_and_ends_are_trimmed() {
    let text = Text::plain("  see https://north.test/a, or mail a@b.com (#late) /help@north_bot  ");
    assert_eq!(text.text, "see https://north.test/a, or mail a@b.com (#late) /help@north_bot");
    let found: Vec<_> =
        text.entities.iter().map(|entity| sandbox::text::covered(&text.text, entity).unwrap()).collect();
    assert_eq!(found, ["https://north.test/a", "a@b.com", "#late", "/help@north_bot"]);
}
