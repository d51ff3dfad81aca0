//! What a message holds beside its text: files, places, contacts, polls.

use base64::{Engine, prelude::BASE64_STANDARD};
use grammers_tl_types::{enums, types};
use openapi::{
    media::MediaKind,
    messages::{MessageKind, Service, ServiceAction},
};
use serde::{Deserialize, Serialize};

use super::poll;
use crate::inbox::{NewMedia, Poll, Question};

/// Which face a message has.
#[derive(Debug)]
pub(super) struct Face {
    pub kind: MessageKind,
    /// Words of ours, where the message has none.
    pub text: Option<String>,
    pub service: Option<Service>,
    pub media: Option<NewMedia>,
    pub poll: Option<Poll>,
}

impl Default for Face {
    fn default() -> Self {
        Self { kind: MessageKind::Text, text: None, service: None, media: None, poll: None }
    }
}

/// A photo of a person, group or channel.
#[derive(Debug)]
pub struct Photo {
    /// Its id at Telegram.
    pub id: i64,
    /// What the account names it by.
    pub access_hash: i64,
    /// The present proof that the account may see it.
    pub reference: Vec<u8>,
    /// As a file.
    pub file: NewMedia,
}

/// A photo that comes with no message.
pub(super) fn still(of: enums::Photo) -> Option<Photo> {
    let enums::Photo::Photo(found) = &of else { return None };
    let (id, access_hash, reference) = (found.id, found.access_hash, found.file_reference.clone());
    Some(Photo { id, access_hash, reference, file: photo(of)? })
}

/// What an account downloads a file by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileId {
    /// The data centre it lies in.
    pub centre: i32,
    pub id: i64,
    pub access_hash: i64,
    /// Ends after some hours; a new one comes with the message when it is fetched anew.
    pub reference: String,
    /// The size of a photo to fetch; none for a document.
    pub photo_size: Option<String>,
    /// The message it came with: a supergroup's or channel's, or any other, and its number.
    #[serde(default)]
    pub origin: Option<(Option<i64>, i32)>,
}

/// Notes which message a file came with, so that a new reference can be asked for.
pub(super) fn note_origin(media: &mut NewMedia, channel: Option<i64>, message: i32) {
    if let Ok(id) = serde_json::from_str::<FileId>(&media.file_id)
        && let Ok(noted) = serde_json::to_string(&FileId { origin: Some((channel, message)), ..id })
    {
        media.file_id = noted;
    }
}

/// What a message's media shows.
pub(super) fn face(media: enums::MessageMedia) -> Face {
    use enums::MessageMedia as Media;
    let words = |kind, text: String| Face { kind, text: Some(text), ..Face::default() };
    match media {
        // a preview of a link in the text
        Media::WebPage(_) | Media::Empty => Face::default(),
        Media::Photo(found) => file(found.photo.and_then(photo)),
        Media::Document(found) => file(found.document.and_then(document)),
        Media::Geo(place) => words(MessageKind::Location, position(&place.geo)),
        Media::GeoLive(place) => words(MessageKind::Location, position(&place.geo)),
        Media::Venue(venue) => words(MessageKind::Location, format!("{}, {}", venue.title, venue.address)),
        Media::Contact(contact) => {
            let name = format!("{} {}", contact.first_name, contact.last_name);
            words(MessageKind::Contact, format!("{} {}", name.trim(), contact.phone_number))
        }
        Media::Poll(found) => {
            let poll = poll::read(*found);
            let text = poll.question.as_ref().map(Question::text).unwrap_or_default();
            Face { poll: Some(poll), ..words(MessageKind::Poll, text) }
        }
        Media::Dice(dice) => words(MessageKind::Dice, format!("{} {}", dice.emoticon, dice.value)),
        other => unknown(&spoken(&format!("{other:?}"))),
    }
}

/// Telegram's own name of something, as words: `PaidMedia(..)` becomes `paid media`.
pub(super) fn spoken(debug: &str) -> String {
    let name: String = debug.chars().take_while(char::is_ascii_alphanumeric).collect();
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}

fn unknown(name: &str) -> Face {
    let service = Service { action: ServiceAction::Other, names: Vec::new(), value: Some(name.to_owned()) };
    Face { kind: MessageKind::Other, text: Some(name.to_owned()), service: Some(service), ..Face::default() }
}

/// A file; one that vanished after it was seen shows as what it was.
fn file(found: Option<NewMedia>) -> Face {
    match found {
        Some(media) => Face { kind: MessageKind::Media, media: Some(media), ..Face::default() },
        None => unknown("expired file"),
    }
}

fn photo(photo: enums::Photo) -> Option<NewMedia> {
    let enums::Photo::Photo(photo) = photo else { return None };
    let (size_name, width, height, bytes) = photo.sizes.iter().filter_map(size).max_by_key(|size| size.3)?;
    let file_id = FileId {
        centre: photo.dc_id,
        id: photo.id,
        access_hash: photo.access_hash,
        reference: BASE64_STANDARD.encode(&photo.file_reference),
        photo_size: Some(size_name),
        origin: None,
    };
    Some(NewMedia {
        kind: MediaKind::Photo,
        file_id: serde_json::to_string(&file_id).ok()?,
        name: None,
        mime: Some("image/jpeg".to_owned()),
        size: Some(bytes.into()),
        width: Some(width),
        height: Some(height),
        duration: None,
        emoji: None,
    })
}

fn size(size: &enums::PhotoSize) -> Option<(String, i32, i32, i32)> {
    match size {
        enums::PhotoSize::Size(size) => Some((size.r#type.clone(), size.w, size.h, size.size)),
        enums::PhotoSize::Progressive(size) => {
            Some((size.r#type.clone(), size.w, size.h, size.sizes.iter().copied().max()?))
        }
        _ => None,
    }
}

fn document(document: enums::Document) -> Option<NewMedia> {
    let enums::Document::Document(document) = document else { return None };
    let file_id = FileId {
        centre: document.dc_id,
        id: document.id,
        access_hash: document.access_hash,
        reference: BASE64_STANDARD.encode(&document.file_reference),
        photo_size: None,
        origin: None,
    };
    let mut media = NewMedia {
        kind: MediaKind::Document,
        file_id: serde_json::to_string(&file_id).ok()?,
        name: None,
        mime: Some(document.mime_type).filter(|mime| !mime.is_empty()),
        size: Some(document.size),
        width: None,
        height: None,
        duration: None,
        emoji: None,
    };
    let animated = document.attributes.iter().any(|has| matches!(has, enums::DocumentAttribute::Animated));
    for attribute in document.attributes {
        describe(&mut media, attribute, animated);
    }
    Some(media)
}

fn describe(media: &mut NewMedia, attribute: enums::DocumentAttribute, animated: bool) {
    use enums::DocumentAttribute as Has;
    match attribute {
        Has::ImageSize(size) => (media.width, media.height) = (Some(size.w), Some(size.h)),
        Has::Video(video) => {
            // a video sticker stays a sticker
            if media.kind == MediaKind::Document {
                media.kind = match (animated, video.round_message) {
                    (true, _) => MediaKind::Animation,
                    (_, true) => MediaKind::VideoNote,
                    _ => MediaKind::Video,
                };
            }
            (media.width, media.height) = (Some(video.w), Some(video.h));
            #[expect(clippy::cast_possible_truncation, reason = "seconds, rounded; too many saturate")]
            let seconds = video.duration.round() as i32;
            media.duration = Some(seconds);
        }
        Has::Audio(audio) => {
            media.kind = if audio.voice { MediaKind::Voice } else { MediaKind::Audio };
            media.duration = Some(audio.duration);
            media.name = media.name.take().or(audio.title);
        }
        Has::Sticker(sticker) => {
            media.kind = MediaKind::Sticker;
            media.emoji = Some(sticker.alt).filter(|emoji| !emoji.is_empty());
        }
        Has::Filename(name) => media.name = Some(name.file_name),
        Has::Animated | Has::HasStickers | Has::CustomEmoji(_) => {}
    }
}

fn position(place: &enums::GeoPoint) -> String {
    match place {
        enums::GeoPoint::Point(types::GeoPoint { lat, long, .. }) => format!("{lat}, {long}"),
        enums::GeoPoint::Empty => String::new(),
    }
}

pub(super) fn text(text: &enums::TextWithEntities) -> String {
    let enums::TextWithEntities::Entities(text) = text;
    text.text.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telegrams_names_are_said_as_words() {
        assert_eq!(spoken("PaidMedia(MessageMediaPaidMedia { .. })"), "paid media");
        assert_eq!(spoken("Unsupported"), "unsupported");
    }
}
