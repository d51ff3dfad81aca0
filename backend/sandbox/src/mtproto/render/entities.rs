//! Formatting, in both directions.

use grammers_tl_types::{enums, types};

use crate::{
    mtproto::number::{count, int},
    text::{Entity, EntityKind, Mentioned, Text},
    world::UserId,
};

/// The formatting of a text; nothing if there is none.
pub fn entities(text: &Text) -> Option<Vec<enums::MessageEntity>> {
    (!text.entities.is_empty()).then(|| text.entities.iter().map(shown).collect())
}

fn shown(entity: &Entity) -> enums::MessageEntity {
    let (offset, length) = (int(entity.offset), int(entity.length));
    match &entity.kind {
        EntityKind::Mention => types::MessageEntityMention { offset, length }.into(),
        EntityKind::Hashtag => types::MessageEntityHashtag { offset, length }.into(),
        EntityKind::Cashtag => types::MessageEntityCashtag { offset, length }.into(),
        EntityKind::BotCommand => types::MessageEntityBotCommand { offset, length }.into(),
        EntityKind::Url => types::MessageEntityUrl { offset, length }.into(),
        EntityKind::Email => types::MessageEntityEmail { offset, length }.into(),
        EntityKind::PhoneNumber => types::MessageEntityPhone { offset, length }.into(),
        EntityKind::Bold => types::MessageEntityBold { offset, length }.into(),
        EntityKind::Italic => types::MessageEntityItalic { offset, length }.into(),
        EntityKind::Underline => types::MessageEntityUnderline { offset, length }.into(),
        EntityKind::Strikethrough => types::MessageEntityStrike { offset, length }.into(),
        EntityKind::Spoiler => types::MessageEntitySpoiler { offset, length }.into(),
        EntityKind::Blockquote => types::MessageEntityBlockquote { collapsed: false, offset, length }.into(),
        EntityKind::ExpandableBlockquote => {
            types::MessageEntityBlockquote { collapsed: true, offset, length }.into()
        }
        EntityKind::Code => types::MessageEntityCode { offset, length }.into(),
        EntityKind::Pre { language } => {
            let language = language.clone().unwrap_or_default();
            types::MessageEntityPre { offset, length, language }.into()
        }
        EntityKind::TextLink { url } => {
            types::MessageEntityTextUrl { offset, length, url: url.clone() }.into()
        }
        EntityKind::TextMention { user } => {
            types::MessageEntityMentionName { offset, length, user_id: user.id.0 }.into()
        }
        EntityKind::CustomEmoji { custom_emoji_id } => {
            let document_id = custom_emoji_id.parse().unwrap_or_default();
            types::MessageEntityCustomEmoji { offset, length, document_id }.into()
        }
    }
}

/// A text as an account sends it. What the world does not know is dropped, as Telegram drops what it cannot apply.
pub fn formatted(text: &str, entities: Option<&[enums::MessageEntity]>, me: UserId) -> Text {
    let known = entities.unwrap_or_default().iter().filter_map(|entity| read(entity, me));
    Text::formatted(text, known.collect())
}

fn read(entity: &enums::MessageEntity, me: UserId) -> Option<Entity> {
    use enums::MessageEntity as E;
    let at = |offset, length, kind| Some(Entity { kind, offset: count(offset), length: count(length) });
    let mention = |id| EntityKind::TextMention { user: Mentioned { id: UserId(id) } };
    match entity {
        E::Bold(e) => at(e.offset, e.length, EntityKind::Bold),
        E::Italic(e) => at(e.offset, e.length, EntityKind::Italic),
        E::Underline(e) => at(e.offset, e.length, EntityKind::Underline),
        E::Strike(e) => at(e.offset, e.length, EntityKind::Strikethrough),
        E::Spoiler(e) => at(e.offset, e.length, EntityKind::Spoiler),
        E::Code(e) => at(e.offset, e.length, EntityKind::Code),
        E::Blockquote(e) if e.collapsed => at(e.offset, e.length, EntityKind::ExpandableBlockquote),
        E::Blockquote(e) => at(e.offset, e.length, EntityKind::Blockquote),
        E::Pre(e) => {
            let language = Some(e.language.clone()).filter(|language| !language.is_empty());
            at(e.offset, e.length, EntityKind::Pre { language })
        }
        E::TextUrl(e) => at(e.offset, e.length, EntityKind::TextLink { url: e.url.clone() }),
        E::CustomEmoji(e) => {
            let custom_emoji_id = e.document_id.to_string();
            at(e.offset, e.length, EntityKind::CustomEmoji { custom_emoji_id })
        }
        E::MentionName(e) => at(e.offset, e.length, mention(e.user_id)),
        E::InputMessageEntityMentionName(e) => match &e.user_id {
            enums::InputUser::User(user) => at(e.offset, e.length, mention(user.user_id)),
            enums::InputUser::UserSelf => at(e.offset, e.length, mention(me.0)),
            _ => None,
        },
        // Links, mentions and the like are found in the text itself.
        _ => None,
    }
}
