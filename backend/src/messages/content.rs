//! Whether Telegram would take a text: found out before anything is stored, and told by field.

use openapi::{
    FieldCode, FieldError,
    messages::{CAPTION_LIMIT, Entity, TEXT_LIMIT},
};

use crate::error::{Error, Result};

/// Formatting Telegram takes. Those it finds by itself (`url`, `mention` ...) may stand there too: it ignores them.
const KINDS: [&str; 17] = [
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "code",
    "pre",
    "text_link",
    "blockquote",
    "expandable_blockquote",
    "url",
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "email",
    "phone_number",
];

/// Checks a text, or a caption of a file, with its formatting.
pub fn check(text: &str, entities: &[Entity], is_caption: bool) -> Result<()> {
    let mut faults = Vec::new();
    let limit = if is_caption { CAPTION_LIMIT } else { TEXT_LIMIT };
    let boundaries = boundaries(text);
    let length = boundaries.len() - 1;
    if length > limit {
        let what = if is_caption { "a caption" } else { "a text" };
        let message = format!("{what} may have {limit} UTF-16 units, this one has {length}");
        faults.push(FieldError {
            field: "text".into(),
            code: FieldCode::TooLong,
            limit: Some(limit),
            message,
        });
    }
    if !is_caption && text.trim().is_empty() {
        let message = "is empty".into();
        faults.push(FieldError { field: "text".into(), code: FieldCode::TooShort, limit: Some(1), message });
    }
    for (index, entity) in entities.iter().enumerate() {
        if let Some((field, code, message)) = fault_of(entity, &boundaries) {
            let field = format!("entities[{index}].{field}");
            faults.push(FieldError { field, code, limit: None, message: message.into() });
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// For each UTF-16 unit of a text and its end: whether a character begins there.
fn boundaries(text: &str) -> Vec<bool> {
    let units = text.chars().flat_map(|c| [true, false].into_iter().take(c.len_utf16()));
    units.chain([true]).collect()
}

fn fault_of(entity: &Entity, boundaries: &[bool]) -> Option<(&'static str, FieldCode, &'static str)> {
    use FieldCode::{NotAllowed, OutOfRange, TooShort};

    let boundary = |at: usize| boundaries.get(at).copied();
    let end = entity.offset.checked_add(entity.length);
    if !KINDS.contains(&entity.kind.as_str()) {
        return Some(("type", NotAllowed, "is not a formatting that can be sent"));
    }
    if entity.kind == "text_link" && entity.url.as_deref().is_none_or(str::is_empty) {
        return Some(("url", TooShort, "a text_link needs one"));
    }
    match (boundary(entity.offset), end.and_then(boundary)) {
        _ if entity.length == 0 => Some(("length", OutOfRange, "is zero")),
        (Some(true), Some(true)) => None,
        (Some(false), _) => Some(("offset", OutOfRange, "is inside a character of two UTF-16 units")),
        (Some(true), Some(false)) => {
            Some(("length", OutOfRange, "ends inside a character of two UTF-16 units"))
        }
        (None, _) => Some(("offset", OutOfRange, "is behind the end of the text")),
        (_, None) => Some(("length", OutOfRange, "reaches behind the end of the text")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bold(offset: usize, length: usize) -> Entity {
        Entity { kind: "bold".into(), offset, length, url: None, language: None }
    }

    fn faults(text: &str, entities: &[Entity], is_caption: bool) -> Vec<String> {
        match check(text, entities, is_caption) {
            Ok(()) => Vec::new(),
            Err(Error::Invalid(faults)) => faults.into_iter().map(|fault| fault.field).collect(),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn counts_utf16_units() {
        assert!(faults(&"🙂".repeat(2048), &[], false).is_empty());
        assert_eq!(faults(&"🙂".repeat(2049), &[], false), ["text"]);
        assert!(faults(&"ж".repeat(1024), &[], true).is_empty());
        assert_eq!(faults(&"ж".repeat(1025), &[], true), ["text"]);
    }

    #[test]
    fn a_message_has_text_or_a_file() {
        assert_eq!(faults(" \n", &[], false), ["text"]);
        assert!(faults("", &[], true).is_empty());
    }

    #[test]
    fn formatting_stays_inside_the_text_and_off_surrogate_pairs() {
        assert!(faults("a🙂b", &[bold(0, 4), bold(1, 2)], false).is_empty());
        assert_eq!(faults("a🙂b", &[bold(2, 1)], false), ["entities[0].offset"]);
        assert_eq!(faults("a🙂b", &[bold(0, 2)], false), ["entities[0].length"]);
        assert_eq!(faults("a🙂b", &[bold(3, 2)], false), ["entities[0].length"]);
        assert_eq!(
            faults("a🙂b", &[bold(9, 1), bold(0, 0)], false),
            ["entities[0].offset", "entities[1].length"]
        );
        assert_eq!(faults("ab", &[bold(1, usize::MAX)], false), ["entities[0].length"]);
    }

    #[test]
    fn formatting_is_of_a_kind_that_can_be_sent() {
        let entity = |kind: &str| Entity { kind: kind.into(), ..bold(0, 1) };
        assert_eq!(faults("a", &[entity("custom_emoji")], false), ["entities[0].type"]);
        assert_eq!(faults("a", &[entity("text_link")], false), ["entities[0].url"]);
    }
}
