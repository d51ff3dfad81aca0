//! Text with Telegram's entities as a tree of styled pieces, ready to be drawn.

use openapi::messages::Entity;

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// Plain.
    Text(String),
    /// With a style over everything in it.
    Styled(Style, Vec<Node>),
}

/// How a piece is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Style {
    Bold,
    Italic,
    Underline,
    Strikethrough,
    /// Hidden until it is pressed.
    Spoiler,
    Code,
    /// A block of code, in a language if one is named.
    Pre(Option<String>),
    Quote,
    /// Leads to an address that is safe to follow.
    Link(String),
    /// Stands out, but leads nowhere: hashtags and the like.
    Highlight,
}

/// Schemes that a link may have.
const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tg"];

/// Builds the tree. Entities may nest, overlap, or point outside the text: an overlapping one is split.
pub fn tree(text: &str, entities: &[Entity]) -> Vec<Node> {
    let bytes = byte_offsets(text);
    let byte = |unit: usize| bytes[unit.min(bytes.len() - 1)];
    let mut spans: Vec<Span> = entities
        .iter()
        .filter_map(|entity| {
            let (start, end) = (byte(entity.offset), byte(entity.offset.saturating_add(entity.length)));
            let style = style(entity, &text[start..end]).filter(|_| start < end)?;
            Some(Span { start, end, style })
        })
        .collect();
    spans.sort_by_key(Span::order);
    build(text, 0, text.len(), spans)
}

struct Span {
    start: usize,
    end: usize,
    style: Style,
}

impl Span {
    /// Outer pieces before those within them.
    fn order(&self) -> (usize, std::cmp::Reverse<usize>) {
        (self.start, std::cmp::Reverse(self.end))
    }
}

fn build(text: &str, start: usize, end: usize, spans: Vec<Span>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let plain = |from: usize, to: usize, nodes: &mut Vec<Node>| {
        if from < to {
            nodes.push(Node::Text(text[from..to].to_owned()));
        }
    };
    let mut at = start;
    let mut rest = spans;
    while !rest.is_empty() {
        let outer = rest.remove(0);
        plain(at, outer.start, &mut nodes);
        let (mut inside, mut later) = (Vec::new(), Vec::new());
        for span in rest {
            if span.start >= outer.end {
                later.push(span);
            } else if span.end > outer.end {
                later.push(Span { start: outer.end, end: span.end, style: span.style.clone() });
                inside.push(Span { end: outer.end, ..span });
            } else {
                inside.push(span);
            }
        }
        later.sort_by_key(Span::order);
        nodes.push(Node::Styled(outer.style, build(text, outer.start, outer.end, inside)));
        at = outer.end;
        rest = later;
    }
    plain(at, end, &mut nodes);
    nodes
}

/// The byte at which each UTF-16 unit begins, and at the end the text's length.
fn byte_offsets(text: &str) -> Vec<usize> {
    let units = text.char_indices().flat_map(|(at, letter)| std::iter::repeat_n(at, letter.len_utf16()));
    units.chain(std::iter::once(text.len())).collect()
}

fn style(entity: &Entity, text: &str) -> Option<Style> {
    let link = |address: String| Some(safe(&address).map_or(Style::Highlight, Style::Link));
    match entity.kind.as_str() {
        "bold" => Some(Style::Bold),
        "italic" => Some(Style::Italic),
        "underline" => Some(Style::Underline),
        "strikethrough" => Some(Style::Strikethrough),
        "spoiler" => Some(Style::Spoiler),
        "code" => Some(Style::Code),
        "pre" => Some(Style::Pre(entity.language.clone().filter(|language| !language.is_empty()))),
        "blockquote" | "expandable_blockquote" => Some(Style::Quote),
        "text_link" => link(entity.url.clone().unwrap_or_default()),
        "url" if text.contains("://") => link(text.to_owned()),
        "url" => link(format!("http://{text}")),
        "email" => link(format!("mailto:{text}")),
        "mention" => link(format!("https://t.me/{}", text.trim_start_matches('@'))),
        "text_mention" | "hashtag" | "cashtag" | "bot_command" | "phone_number" => Some(Style::Highlight),
        _ => None,
    }
}

/// The address, if following it can do no harm.
pub fn safe(address: &str) -> Option<String> {
    let address = address.trim();
    let (scheme, rest) = address.split_once(':')?;
    let known = SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known));
    (known && !rest.is_empty()).then(|| address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entity(kind: &str, offset: usize, length: usize) -> Entity {
        Entity { kind: kind.into(), offset, length, url: None, language: None }
    }

    fn text(text: &str) -> Node {
        Node::Text(text.into())
    }

    fn styled(style: Style, inner: &str) -> Node {
        Node::Styled(style, vec![text(inner)])
    }

    #[test]
    fn offsets_count_utf16_units() {
        let nodes = tree("👍 да, bold", &[entity("bold", 7, 4)]);
        assert_eq!(nodes, [text("👍 да, "), styled(Style::Bold, "bold")]);
    }

    #[test]
    fn pieces_nest() {
        let nodes = tree("ab cd ef", &[entity("italic", 3, 2), entity("bold", 0, 8)]);
        let inner = vec![text("ab "), styled(Style::Italic, "cd"), text(" ef")];
        assert_eq!(nodes, [Node::Styled(Style::Bold, inner)]);
    }

    #[test]
    fn equal_and_overlapping_pieces_lose_nothing() {
        let nodes = tree("abcdef", &[entity("bold", 0, 4), entity("code", 0, 4), entity("italic", 2, 4)]);
        let code = Node::Styled(Style::Code, vec![text("ab"), styled(Style::Italic, "cd")]);
        assert_eq!(nodes, [Node::Styled(Style::Bold, vec![code]), styled(Style::Italic, "ef")]);
    }

    #[test]
    fn wrong_offsets_do_no_harm() {
        assert_eq!(tree("ab", &[entity("bold", 1, 900)]), [text("a"), styled(Style::Bold, "b")]);
        assert_eq!(tree("ab", &[entity("bold", 7, usize::MAX), entity("bold", 1, 0)]), [text("ab")]);
        // an offset within a surrogate pair
        assert_eq!(tree("a👍b", &[entity("bold", 2, 2)]), [text("a"), styled(Style::Bold, "👍b")]);
        assert_eq!(tree("", &[entity("bold", 0, 3)]), []);
    }

    #[test]
    fn unknown_pieces_are_plain_text() {
        assert_eq!(tree("hi 👋", &[entity("custom_emoji", 3, 2)]), [text("hi 👋")]);
    }

    #[test]
    fn only_safe_addresses_become_links() {
        let to = |url: &str| Entity { url: Some(url.into()), ..entity("text_link", 0, 4) };
        let link = |url: &str| vec![styled(Style::Link(url.into()), "here")];
        assert_eq!(tree("here", &[to("https://example.org/a?b")]), link("https://example.org/a?b"));
        assert_eq!(tree("here", &[to("TG://user?id=7")]), link("TG://user?id=7"));
        for bad in
            ["javascript:alert(1)", " java\nscript:alert(1)", "data:text/html,x", "file:///etc", "https:", ""]
        {
            assert_eq!(tree("here", &[to(bad)]), [styled(Style::Highlight, "here")], "{bad}");
        }
        let bare = tree("see example.org!", &[entity("url", 4, 11)]);
        assert_eq!(bare[1], styled(Style::Link("http://example.org".into()), "example.org"));
        let odd = tree("javascript:alert(1)", &[entity("url", 0, 19)]);
        assert_eq!(odd, [styled(Style::Link("http://javascript:alert(1)".into()), "javascript:alert(1)")]);
        assert_eq!(
            tree("@elena", &[entity("mention", 0, 6)]),
            [styled(Style::Link("https://t.me/elena".into()), "@elena")]
        );
    }
}
