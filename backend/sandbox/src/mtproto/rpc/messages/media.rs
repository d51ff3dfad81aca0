//! Sending files, places, contacts and polls.

use bytes::{Bytes, BytesMut};
use grammers_tl_types::{enums, functions::messages, types};

use super::{
    Reply, RpcError, Signed, View,
    sending::{Common, send as post},
};
use crate::{
    mtproto::render::{entities::formatted, media::file_hash},
    picture,
    text::Text,
    world::{Contact, Content, File, FileId, FileKind, Location, Poll, World},
};

pub fn send(call: &Signed, query: messages::SendMedia) -> Reply<enums::Updates> {
    let caption = formatted(&query.message, query.entities.as_deref(), call.me);
    let content = content(call, &mut call.shared.world(), &query.media, caption)?;
    let common = Common {
        peer: &query.peer,
        reply_to: query.reply_to.as_ref(),
        protected: query.noforwards,
        silent: query.silent,
        clear_draft: query.clear_draft,
    };
    post(call, &common, vec![(query.random_id, content)], None)
}

/// Two to ten photos, videos, documents or pieces of music.
pub fn send_album(call: &Signed, query: messages::SendMultiMedia) -> Reply<enums::Updates> {
    if query.multi_media.is_empty() || query.multi_media.len() > 10 {
        return Err(RpcError::bad("MULTI_MEDIA_TOO_LONG"));
    }
    let mut world = call.shared.world();
    let album = world.dice().roll() >> 1;
    let mut contents = Vec::new();
    for enums::InputSingleMedia::Media(one) in &query.multi_media {
        let caption = formatted(&one.message, one.entities.as_deref(), call.me);
        contents.push((one.random_id, content(call, &mut world, &one.media, caption)?));
    }
    drop(world);
    let common = Common {
        peer: &query.peer,
        reply_to: query.reply_to.as_ref(),
        protected: query.noforwards,
        silent: query.silent,
        clear_draft: query.clear_draft,
    };
    post(call, &common, contents, Some(album))
}

/// Takes a file in for an album that is sent later.
pub fn upload(call: &Signed, query: messages::UploadMedia) -> Reply<enums::MessageMedia> {
    let mut world = call.shared.world();
    let content = content(call, &mut world, &query.media, Text::default())?;
    let view = View::new(&world, call.me);
    match content {
        Content::File { file, spoiler, .. } => view.file_media(file, spoiler, world.now()),
        _ => None,
    }
    .ok_or_else(|| RpcError::bad("MEDIA_INVALID"))
}

/// What a message is to hold.
pub fn content(call: &Signed, world: &mut World, media: &enums::InputMedia, caption: Text) -> Reply<Content> {
    use enums::InputMedia as M;
    Ok(match media {
        M::Empty => Content::Text(caption),
        M::UploadedPhoto(new) => {
            let mut file = taken_file(call, &new.file, FileKind::Photo)?;
            (file.width, file.height) =
                picture::size(&file.bytes).ok_or_else(|| RpcError::bad("PHOTO_INVALID_DIMENSIONS"))?;
            Content::File { file: world.add_file(file), caption, spoiler: new.spoiler }
        }
        M::UploadedDocument(new) => {
            let mut file = taken_file(call, &new.file, FileKind::Document)?;
            describe(&mut file, new);
            if let Some(thumb) = &new.thumb {
                let mut small = taken_file(call, thumb, FileKind::Photo)?;
                (small.width, small.height) = picture::size(&small.bytes).unwrap_or((90, 90));
                file.thumbnail = Some(world.add_file(small));
            }
            Content::File { file: world.add_file(file), caption, spoiler: new.spoiler }
        }
        M::Photo(old) => match &old.id {
            enums::InputPhoto::Photo(id) => {
                let file = known(world, id.id, id.access_hash, &id.file_reference)?;
                Content::File { file, caption, spoiler: old.spoiler }
            }
            enums::InputPhoto::Empty => return Err(RpcError::bad("PHOTO_INVALID")),
        },
        M::Document(old) => match &old.id {
            enums::InputDocument::Document(id) => {
                let file = known(world, id.id, id.access_hash, &id.file_reference)?;
                Content::File { file, caption, spoiler: old.spoiler }
            }
            enums::InputDocument::Empty => return Err(RpcError::bad("DOCUMENT_INVALID")),
        },
        M::GeoPoint(place) => Content::Location(point(&place.geo_point)?),
        M::Venue(place) => Content::Location(point(&place.geo_point)?),
        M::Contact(contact) => Content::Contact(Contact {
            phone_number: contact.phone_number.clone(),
            first_name: contact.first_name.clone(),
            last_name: Some(contact.last_name.clone()).filter(|last| !last.is_empty()),
            user_id: world.by_phone(contact.phone_number.trim_start_matches('+')),
        }),
        M::Poll(new) => Content::Poll(poll(world, &new.poll)?),
        _ => return Err(RpcError::bad("MEDIA_INVALID")),
    })
}

/// A file made of the parts that were uploaded; it lies where the account lives.
pub fn taken_file(call: &Signed, file: &enums::InputFile, kind: FileKind) -> Reply<File> {
    let (id, parts, name) = match file {
        enums::InputFile::File(file) => (file.id, file.parts, &file.name),
        enums::InputFile::Big(file) => (file.id, file.parts, &file.name),
        enums::InputFile::StoryDocument(_) => return Err(RpcError::bad("FILE_ID_INVALID")),
    };
    let mut accounts = call.accounts();
    let mut upload =
        accounts.uploads.remove(&(call.me, id)).ok_or_else(|| RpcError::bad("FILE_PARTS_INVALID"))?;
    let mut bytes = BytesMut::new();
    for part in 0..parts {
        match upload.remove(&part) {
            Some(part) => bytes.extend_from_slice(&part),
            None => return Err(RpcError::new(400, format!("FILE_PART_{part}_MISSING"))),
        }
    }
    if bytes.is_empty() {
        return Err(RpcError::bad("FILE_PARTS_INVALID"));
    }
    let mut file =
        File::new(kind, Some(name).filter(|name| !name.is_empty()).map(String::as_str), Bytes::from(bytes));
    file.data_centre = accounts.account(call.me).map_or(file.data_centre, |account| account.home);
    Ok(file)
}

/// What a document is shown as follows from its attributes.
fn describe(file: &mut File, new: &types::InputMediaUploadedDocument) {
    use enums::DocumentAttribute as A;
    file.mime.clone_from(&new.mime_type);
    file.name = None;
    for attribute in &new.attributes {
        match attribute {
            A::Filename(name) => file.name = Some(name.file_name.clone()),
            A::ImageSize(size) => {
                (file.width, file.height) = (size.w.unsigned_abs(), size.h.unsigned_abs());
            }
            A::Animated => file.kind = FileKind::Animation,
            A::Sticker(sticker) => {
                file.kind = FileKind::Sticker;
                file.emoji = Some(sticker.alt.clone());
            }
            A::Audio(audio) => {
                file.kind = if audio.voice { FileKind::Voice } else { FileKind::Audio };
                file.duration = audio.duration.unsigned_abs();
            }
            A::Video(video) => {
                if video.round_message {
                    file.kind = FileKind::VideoNote;
                } else if file.kind == FileKind::Document {
                    file.kind = if new.nosound_video || video.nosound {
                        FileKind::Animation
                    } else {
                        FileKind::Video
                    };
                }
                file.duration = seconds(video.duration);
                (file.width, file.height) = (video.w.unsigned_abs(), video.h.unsigned_abs());
            }
            A::HasStickers | A::CustomEmoji(_) => {}
        }
    }
    if new.force_file {
        file.kind = FileKind::Document;
    }
}

/// Whole seconds, as the world counts them.
fn seconds(duration: f64) -> u32 {
    std::time::Duration::try_from_secs_f64(duration)
        .map_or(0, |duration| u32::try_from(duration.as_secs()).unwrap_or(u32::MAX))
}

/// A file that the account was shown.
fn known(world: &World, id: i64, hash: i64, reference: &[u8]) -> Reply<FileId> {
    let file = u64::try_from(id).ok().map(FileId).filter(|file| world.file(*file).is_some());
    let file = file.filter(|file| file_hash(*file) == hash).ok_or_else(|| RpcError::bad("MEDIA_EMPTY"))?;
    if reference != world.file_reference() {
        return Err(RpcError::bad("FILE_REFERENCE_EXPIRED"));
    }
    Ok(file)
}

fn point(point: &enums::InputGeoPoint) -> Reply<Location> {
    match point {
        enums::InputGeoPoint::Point(point) => Ok(Location { latitude: point.lat, longitude: point.long }),
        enums::InputGeoPoint::Empty => Err(RpcError::bad("GEO_POINT_INVALID")),
    }
}

fn poll(world: &mut World, poll: &enums::Poll) -> Reply<Poll> {
    let enums::Poll::Poll(poll) = poll;
    let text = |text: &enums::TextWithEntities| {
        let enums::TextWithEntities::Entities(text) = text;
        text.text.clone()
    };
    let options: Vec<_> = poll
        .answers
        .iter()
        .map(|answer| match answer {
            enums::PollAnswer::Answer(answer) => text(&answer.text),
            enums::PollAnswer::InputPollAnswer(answer) => text(&answer.text),
        })
        .collect();
    if !(2..=12).contains(&options.len()) {
        return Err(RpcError::bad("POLL_ANSWERS_INVALID"));
    }
    let id = (world.dice().roll() >> 1).to_string();
    let multiple = poll.multiple_choice;
    Ok(Poll { multiple, ..Poll::new(id, text(&poll.question), options) })
}
