//! `parse_mode: MarkdownV2`, and the old `Markdown`.

use super::{
    EntityKind, MarkupError, Text,
    markup::{Markup, link},
};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    V2,
    Old,
}

/// Characters that V2 wants escaped where they mean nothing.
const RESERVED: &str = "_*[]()~`>#+-=|{}.!";

/// Markers that open and close the same way, longer ones first.
const MARKERS: [(&str, EntityKind, &str); 6] = [
    ("__", EntityKind::Underline, "Underline"),
    ("||", EntityKind::Spoiler, "Spoiler"),
    ("*", EntityKind::Bold, "Bold"),
    ("_", EntityKind::Italic, "Italic"),
    ("~", EntityKind::Strikethrough, "Strikethrough"),
    ("[", EntityKind::Url, "TextUrl"),
];

struct Open {
    marker: &'static str,
    label: &'static str,
    kind: EntityKind,
    offset: usize,
    at: usize,
}

struct Reader<'a> {
    source: &'a str,
    at: usize,
    dialect: Dialect,
    out: Markup,
    open: Vec<Open>,
    /// Start of the running quotation.
    quote: Option<usize>,
    line_starts: bool,
}

pub fn parse(source: &str, dialect: Dialect) -> Result<Text, MarkupError> {
    let mut reader = Reader {
        source,
        at: 0,
        dialect,
        out: Markup::default(),
        open: Vec::new(),
        quote: None,
        line_starts: true,
    };
    while reader.at < source.len() {
        reader.step()?;
    }
    reader.end_quote();
    match reader.open.pop() {
        Some(left) => Err(unclosed(dialect, left.label, left.at)),
        None => Ok(reader.out.finish()),
    }
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.source[self.at..]
    }

    fn step(&mut self) -> Result<(), MarkupError> {
        let v2 = self.dialect == Dialect::V2;
        if v2 && std::mem::take(&mut self.line_starts) && self.quote_line() {
            return Ok(());
        }
        if self.rest().starts_with('`') {
            return self.code();
        }
        if self.open.last().is_some_and(|open| open.marker == "[") && self.rest().starts_with(']') {
            return self.end_link();
        }
        if v2 && self.rest().starts_with("![") {
            self.at += 1;
            return self.begin("[", EntityKind::Url, "CustomEmoji");
        }
        // At the end of a quotation `||` makes it expandable instead of opening a spoiler.
        let ends_quote = self.rest() == "||" || self.rest().starts_with("||\n");
        if let Some(offset) = self.quote.filter(|_| ends_quote && !self.is_open("||")) {
            self.at += 2;
            self.quote = None;
            self.out.close(EntityKind::ExpandableBlockquote, offset);
            return Ok(());
        }
        for (marker, kind, label) in MARKERS {
            let known = v2 || matches!(marker, "*" | "_" | "[");
            if known && self.rest().starts_with(marker) {
                return self.marker(marker, kind, label);
            }
        }
        self.character()
    }

    fn is_open(&self, marker: &str) -> bool {
        self.open.iter().any(|open| open.marker == marker)
    }

    fn begin(
        &mut self,
        marker: &'static str,
        kind: EntityKind,
        label: &'static str,
    ) -> Result<(), MarkupError> {
        if self.dialect == Dialect::Old && !self.open.is_empty() {
            return self.character();
        }
        self.open.push(Open { marker, label, kind, offset: self.out.position(), at: self.at });
        self.at += marker.len();
        Ok(())
    }

    fn marker(
        &mut self,
        marker: &'static str,
        kind: EntityKind,
        label: &'static str,
    ) -> Result<(), MarkupError> {
        match self.open.pop_if(|open| open.marker == marker && marker != "[") {
            Some(open) => {
                self.at += marker.len();
                self.out.close(open.kind, open.offset);
                Ok(())
            }
            None if self.is_open(marker) && marker != "[" => {
                let last = self.open.last().map_or(("", 0), |open| (open.label, open.at));
                Err(unclosed(self.dialect, last.0, last.1))
            }
            None => self.begin(marker, kind, label),
        }
    }

    fn end_link(&mut self) -> Result<(), MarkupError> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        self.at += 1;
        let Some(end) = self.rest().strip_prefix('(').and_then(closing) else {
            return if self.dialect == Dialect::Old {
                Ok(())
            } else {
                Err(unclosed(self.dialect, open.label, open.at))
            };
        };
        let url = self.rest()[1..=end].replace('\\', "");
        self.at += end + 2;
        let emoji = url.strip_prefix("tg://emoji?id=").filter(|_| open.label == "CustomEmoji");
        let kind = match emoji {
            Some(id) => EntityKind::CustomEmoji { custom_emoji_id: id.into() },
            None => link(&url),
        };
        self.out.close(kind, open.offset);
        Ok(())
    }

    fn code(&mut self) -> Result<(), MarkupError> {
        let start = self.at;
        let offset = self.out.position();
        let block = self.rest().starts_with("```");
        let fence = if block { "```" } else { "`" };
        self.at += fence.len();
        let mut language = None;
        let first_line = self.rest().split_once('\n').map(|(first, _)| first.to_owned());
        let is_language = |line: &String| !line.contains(char::is_whitespace) && !line.contains('`');
        if let Some(first) = first_line.filter(|line| block && is_language(line)) {
            self.at += first.len() + 1;
            language = Some(first).filter(|first| !first.is_empty());
        }
        while !self.rest().starts_with(fence) {
            if self.rest().starts_with('\\') && self.dialect == Dialect::V2 {
                self.at += 1;
            }
            let Some(letter) = self.rest().chars().next() else {
                return Err(unclosed(self.dialect, if block { "Pre" } else { "Code" }, start));
            };
            self.out.push(letter);
            self.at += letter.len_utf8();
        }
        self.at += fence.len();
        let kind = if block { EntityKind::Pre { language } } else { EntityKind::Code };
        self.out.close(kind, offset);
        Ok(())
    }

    fn character(&mut self) -> Result<(), MarkupError> {
        let mut letters = self.rest().chars();
        let Some(first) = letters.next() else { return Ok(()) };
        let next = letters.next();
        if first == '\\' && next.is_some_and(|next| next.is_ascii() && !next.is_alphanumeric()) {
            self.at += 1;
            self.out.push(next.unwrap_or_default());
            self.at += 1;
            return Ok(());
        }
        if self.dialect == Dialect::V2 && RESERVED.contains(first) {
            return Err(MarkupError(format!(
                "Character '{first}' is reserved and must be escaped with the preceding '\\'"
            )));
        }
        self.out.push(first);
        self.at += first.len_utf8();
        self.line_starts = first == '\n';
        Ok(())
    }

    /// Begins, goes on with or ends a quotation at the start of a line; true if something was read.
    fn quote_line(&mut self) -> bool {
        if self.quote.is_none() && self.rest().starts_with("**>") {
            self.at += 2;
        }
        if self.rest().starts_with('>') {
            self.at += 1;
            self.quote.get_or_insert(self.out.position());
            return true;
        }
        self.end_quote();
        false
    }

    fn end_quote(&mut self) {
        if let Some(offset) = self.quote.take() {
            self.out.close(EntityKind::Blockquote, offset);
        }
    }
}

fn unclosed(dialect: Dialect, label: &str, at: usize) -> MarkupError {
    MarkupError(match dialect {
        Dialect::V2 => format!("Can't find end of {label} entity at byte offset {at}"),
        Dialect::Old => format!("Can't find end of the entity starting at byte offset {at}"),
    })
}

/// Where the first `)` without a backslash is.
fn closing(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, letter)| {
        let closes = letter == ')' && !escaped;
        escaped = letter == '\\' && !escaped;
        closes.then_some(at)
    })
}
