//! Formatting: Telegram's entities and the inbox's, both ways. Offsets count UTF-16 units in both.

use grammers_tl_types::{enums, types};
use openapi::messages::Entity;

/// The formatting of a text; pieces that do not lie within it are left out.
pub(super) fn read(text: &str, entities: &[enums::MessageEntity]) -> Vec<Entity> {
    let length = text.encode_utf16().count();
    let within = |entity: &Entity| entity.offset.checked_add(entity.length).is_some_and(|end| end <= length);
    entities.iter().filter_map(one).filter(within).collect()
}

fn one(entity: &enums::MessageEntity) -> Option<Entity> {
    use enums::MessageEntity as Kind;
    let kind = match entity {
        Kind::Mention(_) => "mention",
        Kind::Hashtag(_) => "hashtag",
        Kind::BotCommand(_) => "bot_command",
        Kind::Url(_) => "url",
        Kind::Email(_) => "email",
        Kind::Bold(_) => "bold",
        Kind::Italic(_) => "italic",
        Kind::Code(_) => "code",
        Kind::Pre(_) => "pre",
        Kind::TextUrl(_) => "text_link",
        Kind::MentionName(_) | Kind::InputMessageEntityMentionName(_) => "text_mention",
        Kind::Phone(_) => "phone_number",
        Kind::Cashtag(_) => "cashtag",
        Kind::Underline(_) => "underline",
        Kind::Strike(_) => "strikethrough",
        Kind::BankCard(_) => "bank_card",
        Kind::Spoiler(_) => "spoiler",
        Kind::CustomEmoji(_) => "custom_emoji",
        Kind::Blockquote(quote) if quote.collapsed => "expandable_blockquote",
        Kind::Blockquote(_) => "blockquote",
        _ => return None,
    };
    let (url, language) = match entity {
        Kind::TextUrl(link) => (Some(link.url.clone()), None),
        Kind::Pre(code) if !code.language.is_empty() => (None, Some(code.language.clone())),
        _ => (None, None),
    };
    let (offset, length) = (entity.offset().try_into().ok()?, entity.length().try_into().ok()?);
    Some(Entity { kind: kind.to_owned(), offset, length, url, language })
}

/// The formatting as Telegram takes it; pieces of a kind it finds by itself are left out.
pub(super) fn write(entities: &[Entity]) -> Option<Vec<enums::MessageEntity>> {
    let written: Vec<_> = entities.iter().filter_map(to_telegram).collect();
    (!written.is_empty()).then_some(written)
}

fn to_telegram(entity: &Entity) -> Option<enums::MessageEntity> {
    let (offset, length) = (entity.offset.try_into().ok()?, entity.length.try_into().ok()?);
    Some(match entity.kind.as_str() {
        "bold" => types::MessageEntityBold { offset, length }.into(),
        "italic" => types::MessageEntityItalic { offset, length }.into(),
        "underline" => types::MessageEntityUnderline { offset, length }.into(),
        "strikethrough" => types::MessageEntityStrike { offset, length }.into(),
        "spoiler" => types::MessageEntitySpoiler { offset, length }.into(),
        "code" => types::MessageEntityCode { offset, length }.into(),
        "pre" => {
            let language = entity.language.clone().unwrap_or_default();
            types::MessageEntityPre { offset, length, language }.into()
        }
        "text_link" => types::MessageEntityTextUrl { offset, length, url: entity.url.clone()? }.into(),
        "blockquote" => types::MessageEntityBlockquote { collapsed: false, offset, length }.into(),
        "expandable_blockquote" => types::MessageEntityBlockquote { collapsed: true, offset, length }.into(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formatting_goes_both_ways() {
        let entity = |kind: &str, url: Option<&str>| Entity {
            kind: kind.to_owned(),
            offset: 0,
            length: 2,
            url: url.map(str::to_owned),
            language: None,
        };
        let all = [
            entity("bold", None),
            entity("text_link", Some("https://example.org")),
            entity("expandable_blockquote", None),
        ];
        assert_eq!(read("🙂", &write(&all).unwrap()), all);
        assert_eq!(read("x", &write(&all).unwrap()), [], "none reaches beyond the text");
        assert_eq!(write(&[entity("mention", None)]), None, "Telegram finds them itself");
    }
}
