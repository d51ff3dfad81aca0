//! What people paste to name a chat: names, ids, links. Source: <https://core.telegram.org/api/links>

use crate::entity::chat::PeerKind;

/// What a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// Whoever has this username, and maybe a message there.
    Name {
        /// Without `@`.
        name: String,
        /// The message's id.
        post: Option<i64>,
    },
    /// A chat one may join by this part of its invite link.
    Invite(String),
    /// Whoever has this id, and maybe a message there.
    Id {
        /// As the Bot API writes it.
        telegram_id: i64,
        /// The message's id.
        post: Option<i64>,
    },
}

/// First parts of addresses that are no usernames.
const RESERVED: [&str; 26] = [
    "a",
    "addemoji",
    "addlist",
    "addstickers",
    "addtheme",
    "auction",
    "bg",
    "boost",
    "call",
    "confirmphone",
    "contact",
    "giftcode",
    "invoice",
    "iv",
    "joinchat",
    "login",
    "m",
    "msg",
    "newbot",
    "nft",
    "oauth",
    "proxy",
    "setlanguage",
    "share",
    "socks",
    "stickers",
];

/// Reads `@name`, a bare name or id, and links of `t.me` and `tg:`; nothing, where the text is none of these.
pub fn read(text: &str) -> Option<Link> {
    let text = text.trim();
    if let Some(rest) = strip(text, "tg:") {
        return app(rest.trim_start_matches('/'));
    }
    let address = strip(text, "https://").or_else(|| strip(text, "http://")).unwrap_or(text);
    let address = strip(address, "www.").unwrap_or(address);
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    let path = path.split(['?', '#']).next().unwrap_or_default();
    match host.to_ascii_lowercase().as_str() {
        "t.me" | "telegram.me" | "telegram.dog" => web(path),
        host => match host.strip_suffix(".t.me") {
            Some(owner) => named(owner, number(path)),
            None => bare(text),
        },
    }
}

/// Not in a link.
fn bare(text: &str) -> Option<Link> {
    match text.parse() {
        Ok(telegram_id) if !text.starts_with('+') => {
            (telegram_id != 0).then_some(Link::Id { telegram_id, post: None })
        }
        _ => named(text.strip_prefix('@').unwrap_or(text), None),
    }
}

fn web(path: &str) -> Option<Link> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        ["joinchat", hash] => invite(hash),
        [hash] if hash.starts_with('+') => invite(&hash[1..]),
        ["c", id, rest @ ..] => of_channel(id, rest.last().copied()),
        // the page of a public channel for browsers
        ["s", name, rest @ ..] | [name, rest @ ..] => named(name, rest.last().and_then(|post| number(post))),
        [] => None,
    }
}

fn app(address: &str) -> Option<Link> {
    let (action, query) = address.split_once('?')?;
    let get = |key: &str| {
        query
            .split('&')
            .find_map(|pair| pair.split_once('=').filter(|(name, _)| *name == key))
            .map(|(_, v)| v)
    };
    match action.trim_end_matches('/') {
        "join" => invite(get("invite")?),
        "resolve" => named(get("domain")?, get("post").and_then(number)),
        "privatepost" => of_channel(get("channel")?, get("post")),
        _ => None,
    }
}

fn named(name: &str, post: Option<i64>) -> Option<Link> {
    let fits = (3..=32).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(name));
    fits.then(|| Link::Name { name: name.to_owned(), post })
}

fn invite(hash: &str) -> Option<Link> {
    // digits alone are a phone number
    let fits = hash.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        && hash.bytes().any(|b| !b.is_ascii_digit());
    fits.then(|| Link::Invite(hash.to_owned()))
}

fn of_channel(id: &str, post: Option<&str>) -> Option<Link> {
    let telegram_id = PeerKind::Channel.mark(number(id)?);
    Some(Link::Id { telegram_id, post: post.and_then(number) })
}

/// A number of a link: more than nothing, and no larger than ids are.
fn number(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number| (1..1_000_000_000_000).contains(number))
}

fn strip<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(name: &str, post: Option<i64>) -> Link {
        Link::Name { name: name.to_owned(), post }
    }

    #[test]
    fn names_are_read_in_every_form() {
        for text in [
            "@durov",
            "durov",
            " durov ",
            "t.me/durov",
            "https://t.me/durov/",
            "HTTP://T.me/durov?start=1",
            "https://www.telegram.me/durov",
            "telegram.dog/durov#x",
            "https://t.me/s/durov",
            "https://durov.t.me",
            "tg://resolve?domain=durov",
            "tg:resolve?start=x&domain=durov",
        ] {
            assert_eq!(read(text), Some(name("durov", None)), "{text}");
        }
    }

    #[test]
    fn invites_are_read_in_every_form() {
        for text in [
            "t.me/+aB-c_1",
            "https://t.me/joinchat/aB-c_1",
            "https://telegram.me/joinchat/aB-c_1/",
            "tg://join?invite=aB-c_1",
            "tg:join/?invite=aB-c_1",
        ] {
            assert_eq!(read(text), Some(Link::Invite("aB-c_1".to_owned())), "{text}");
        }
    }

    #[test]
    fn posts_are_read() {
        for text in [
            "t.me/durov/12",
            "https://t.me/s/durov/12",
            "https://t.me/durov/3/12?single",
            "https://durov.t.me/12",
            "tg://resolve?domain=durov&post=12",
        ] {
            assert_eq!(read(text), Some(name("durov", Some(12))), "{text}");
        }
        for text in ["t.me/c/123/45", "https://t.me/c/123/7/45", "tg://privatepost?channel=123&post=45"] {
            let there = Link::Id { telegram_id: -1_000_000_000_123, post: Some(45) };
            assert_eq!(read(text), Some(there), "{text}");
        }
    }

    #[test]
    fn ids_are_read() {
        for id in [42, -42, -1_000_000_000_123] {
            assert_eq!(read(&id.to_string()), Some(Link::Id { telegram_id: id, post: None }));
        }
    }

    #[test]
    fn what_names_no_chat_is_told_apart() {
        for text in [
            "",
            "@",
            "0",
            "no name",
            "1name",
            "ab",
            "+79990000000",
            "t.me",
            "https://t.me/+79990000000",
            "https://t.me/joinchat",
            "https://t.me/addstickers/Animals",
            "https://t.me/share/url?url=x",
            "https://t.me/c/durov/1",
            "https://example.com/durov",
            "tg://settings",
            "имя",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
