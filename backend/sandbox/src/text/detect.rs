//! Links, mentions, hashtags and commands that Telegram finds in plain text by itself.

use super::{Entity, EntityKind, units};

/// Top-level domains that make a bare `name.tld` a link.
const DOMAINS: [&str; 16] = [
    "com", "org", "net", "ru", "io", "dev", "me", "de", "uk", "eu", "app", "shop", "info", "cloud", "рф",
    "test",
];

/// Every entity that can be seen without markup.
pub fn detect(text: &str) -> Vec<Entity> {
    let mut found = Vec::new();
    let mut offset = 0;
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        let opening = word.trim_start_matches(['(', '[', '{', '"', '\'', '«', '<']);
        let skipped = units(word) - units(opening);
        if let Some((kind, length)) = classify(opening) {
            found.push(Entity { kind, offset: offset + skipped, length });
        }
        offset += units(piece);
    }
    found
}

/// What the start of a word is, and how many UTF-16 units of it.
fn classify(word: &str) -> Option<(EntityKind, usize)> {
    let body = word.get(1..).unwrap_or_default();
    match word.chars().next()? {
        '/' => {
            let command = name_length(body);
            let bot = body[command..].strip_prefix('@').map_or(0, |bot| 1 + name_length(bot));
            (1..=64).contains(&command).then_some((EntityKind::BotCommand, 1 + command + bot))
        }
        '@' => {
            let length = name_length(body);
            (3..=32).contains(&length).then_some((EntityKind::Mention, 1 + length))
        }
        '#' => {
            let tag: String =
                body.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
            let is_tag = tag.chars().any(|letter| !letter.is_ascii_digit());
            (is_tag && !tag.is_empty()).then(|| (EntityKind::Hashtag, 1 + units(&tag)))
        }
        _ => {
            address(word.trim_end_matches(['.', ',', '!', '?', ';', ':', ')', ']', '}', '"', '\'', '»', '>']))
        }
    }
}

/// A link or an e-mail address.
fn address(word: &str) -> Option<(EntityKind, usize)> {
    let lower = word.to_lowercase();
    let scheme =
        ["http://", "https://", "tg://", "ftp://"].into_iter().find(|scheme| lower.starts_with(scheme));
    if scheme.is_some_and(|scheme| word.len() > scheme.len()) {
        return Some((EntityKind::Url, units(word)));
    }
    if let Some((name, host)) = word.split_once('@') {
        let is_mail = !name.is_empty() && has_domain(host);
        return is_mail.then(|| (EntityKind::Email, units(word)));
    }
    let host = word.split(['/', '?', '#', ':']).next().unwrap_or_default();
    has_domain(host).then(|| (EntityKind::Url, units(word)))
}

fn has_domain(host: &str) -> bool {
    let Some((name, domain)) = host.rsplit_once('.') else { return false };
    let letters =
        |part: &str| part.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '.' | '_'));
    !name.is_empty() && letters(name) && DOMAINS.contains(&domain.to_lowercase().as_str())
}

/// How many ASCII characters at the start make up a name.
fn name_length(text: &str) -> usize {
    text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count()
}
