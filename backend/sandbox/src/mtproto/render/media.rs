//! Files, places, contacts and polls.

use grammers_tl_types::{enums, types};

use super::{View, bare};
use crate::{
    mtproto::number::{int, long},
    world::{Contact, Content, File, FileId, FileKind, Location, Message, Poll, UserId},
};

/// What a client has to show beside the id to fetch a file.
pub fn file_hash(file: FileId) -> i64 {
    long(file.0).wrapping_mul(0x2545_F491_4F6C_DD1D)
}

impl View<'_> {
    /// What a message holds beside text.
    pub fn media(&mut self, message: &Message) -> Option<enums::MessageMedia> {
        match &message.content {
            Content::File { file, spoiler, .. } => self.file_media(*file, *spoiler, message.date),
            Content::Location(location) => Some(types::MessageMediaGeo { geo: point(location) }.into()),
            Content::Contact(contact) => Some(self.contact(contact)),
            Content::Poll(poll) => Some(self.poll(poll)),
            Content::Dice { emoji, value } => {
                let (value, emoticon) = (i32::from(*value), emoji.clone());
                Some(types::MessageMediaDice { value, emoticon, game_outcome: None }.into())
            }
            Content::Text(_) | Content::Service(_) => None,
        }
    }

    /// A file as a message holds it.
    pub fn file_media(&self, id: FileId, spoiler: bool, date: i64) -> Option<enums::MessageMedia> {
        let file = self.world.file(id)?;
        if file.kind == FileKind::Photo {
            let photo = Some(self.photo(id));
            return Some(types::MessageMediaPhoto { spoiler, photo, ..bare::photo_media() }.into());
        }
        let media = types::MessageMediaDocument {
            spoiler,
            video: file.kind == FileKind::Video,
            round: file.kind == FileKind::VideoNote,
            voice: file.kind == FileKind::Voice,
            document: Some(self.document(id, file, date)),
            ..bare::document_media()
        };
        Some(media.into())
    }

    /// A photo, with a small size if it has one.
    pub fn photo(&self, id: FileId) -> enums::Photo {
        let Some(file) = self.world.file(id) else { return types::PhotoEmpty { id: long(id.0) }.into() };
        let mut sizes = self.thumbnails(file).unwrap_or_default();
        sizes.push(size("x", file));
        types::Photo {
            has_stickers: false,
            id: long(id.0),
            access_hash: file_hash(id),
            file_reference: self.world.file_reference().to_vec(),
            date: 0,
            sizes,
            video_sizes: None,
            dc_id: file.data_centre,
        }
        .into()
    }

    fn document(&self, id: FileId, file: &File, date: i64) -> enums::Document {
        types::Document {
            id: long(id.0),
            access_hash: file_hash(id),
            file_reference: self.world.file_reference().to_vec(),
            date: int(date),
            mime_type: file.mime.clone(),
            size: long(file.size()),
            thumbs: self.thumbnails(file),
            video_thumbs: None,
            dc_id: file.data_centre,
            attributes: attributes(file),
        }
        .into()
    }

    fn thumbnails(&self, file: &File) -> Option<Vec<enums::PhotoSize>> {
        Some(vec![size("m", self.world.file(file.thumbnail?)?)])
    }

    fn contact(&mut self, contact: &Contact) -> enums::MessageMedia {
        types::MessageMediaContact {
            phone_number: contact.phone_number.clone(),
            first_name: contact.first_name.clone(),
            last_name: contact.last_name.clone().unwrap_or_default(),
            vcard: String::new(),
            user_id: contact.user_id.map_or(0, |user| self.user_id(user)),
        }
        .into()
    }

    /// A poll with its votes.
    pub fn poll(&mut self, poll: &Poll) -> enums::MessageMedia {
        let (poll, results) = (question(poll), self.results(poll));
        types::MessageMediaPoll { poll, results, attached_media: None }.into()
    }

    /// The votes of a poll.
    pub fn results(&mut self, poll: &Poll) -> enums::PollResults {
        let mine = poll.votes.get(&self.me);
        // which one is right is told when it can be guessed no more
        let correct = poll.correct.filter(|_| mine.is_some() || poll.closed);
        let results = (0..poll.options.len()).map(|place| {
            let voters: Vec<UserId> = poll
                .votes
                .iter()
                .filter(|(_, chosen)| chosen.contains(&place))
                .map(|(user, _)| *user)
                .collect();
            types::PollAnswerVoters {
                chosen: mine.is_some_and(|chosen| chosen.contains(&place)),
                correct: correct == Some(place),
                option: option(place),
                voters: Some(int(voters.len())),
                recent_voters: Some(voters.into_iter().map(|user| self.user_peer(user)).collect()),
            }
            .into()
        });
        let results = results.collect();
        types::PollResults {
            results: Some(results),
            total_voters: Some(int(poll.votes.len())),
            ..bare::poll_results()
        }
        .into()
    }
}

/// The question of a poll.
pub fn question(poll: &Poll) -> enums::Poll {
    let answers = poll.options.iter().enumerate().map(|(place, text)| {
        types::PollAnswer {
            text: plain(text),
            option: option(place),
            media: None,
            added_by: None,
            date: None,
        }
        .into()
    });
    let question = types::Poll {
        closed: poll.closed,
        multiple_choice: poll.multiple,
        quiz: poll.correct.is_some(),
        public_voters: true,
        question: plain(&poll.question),
        answers: answers.collect(),
        ..bare::poll(poll_id(poll))
    };
    question.into()
}

/// Telegram's number of a poll.
pub fn poll_id(poll: &Poll) -> i64 {
    poll.id.parse().unwrap_or_default()
}

/// What an answer of a poll is called by.
fn option(place: usize) -> Vec<u8> {
    vec![u8::try_from(place).unwrap_or_default()]
}

fn plain(text: &str) -> enums::TextWithEntities {
    types::TextWithEntities { text: text.into(), entities: Vec::new() }.into()
}

fn point(location: &Location) -> enums::GeoPoint {
    let (long, lat) = (location.longitude, location.latitude);
    types::GeoPoint { long, lat, access_hash: 0, accuracy_radius: None }.into()
}

fn size(r#type: &str, file: &File) -> enums::PhotoSize {
    let (w, h) = (int(file.width), int(file.height));
    types::PhotoSize { r#type: r#type.into(), w, h, size: int(file.size()) }.into()
}

fn attributes(file: &File) -> Vec<enums::DocumentAttribute> {
    let (w, h) = (int(file.width), int(file.height));
    let mut all = Vec::new();
    match file.kind {
        FileKind::Photo | FileKind::Document => {}
        FileKind::Voice | FileKind::Audio => {
            let voice = file.kind == FileKind::Voice;
            all.push(types::DocumentAttributeAudio { voice, ..bare::audio(int(file.duration)) }.into());
        }
        FileKind::Video | FileKind::VideoNote | FileKind::Animation => {
            let video = bare::video(file.duration.into(), w, h);
            let round_message = file.kind == FileKind::VideoNote;
            all.push(types::DocumentAttributeVideo { round_message, ..video }.into());
            if file.kind == FileKind::Animation {
                all.push(enums::DocumentAttribute::Animated);
            }
        }
        FileKind::Sticker => {
            let alt = file.emoji.clone().unwrap_or_default();
            let stickerset = enums::InputStickerSet::Empty;
            all.push(types::DocumentAttributeImageSize { w, h }.into());
            let sticker = types::DocumentAttributeSticker { mask: false, alt, stickerset, mask_coords: None };
            all.push(sticker.into());
        }
    }
    if let Some(file_name) = file.name.clone() {
        all.push(types::DocumentAttributeFilename { file_name }.into());
    }
    all
}
