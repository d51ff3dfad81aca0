//! A message in a few words: for the chat list, quotes and announcements.

use openapi::{
    chats::{Chat, ChatKind, Preview},
    media::{Media, MediaKind},
    messages::{Message, MessageKind, Service, ServiceAction},
};

use crate::i18n::t;

/// The last message of a chat.
pub fn of(last: &Preview) -> String {
    words(last.kind, &last.text, last.service.as_ref(), last.media)
}

/// A message.
pub fn of_message(message: &Message) -> String {
    words(
        message.kind,
        &message.text,
        message.service.as_ref(),
        message.media.as_ref().map(|media| media.kind),
    )
}

fn words(kind: MessageKind, text: &str, service: Option<&Service>, media: Option<MediaKind>) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match kind {
        MessageKind::Text => line,
        MessageKind::Media => match (media.map(face), line.is_empty()) {
            (Some(face), true) => face.to_owned(),
            (Some(face), false) => format!("{face}, {line}"),
            (None, _) => line,
        },
        MessageKind::Location => with(t::inbox::location(), &line),
        MessageKind::Contact => with(t::inbox::contact(), &line),
        // the answers stand in the lines below the question
        MessageKind::Poll => with(t::inbox::poll(), text.lines().next().unwrap_or_default()),
        MessageKind::Dice => with(t::inbox::dice(), &line),
        MessageKind::Service => service.map_or(line, happened),
        MessageKind::Callback => t::inbox::pressed(&line),
        MessageKind::Other => with(t::inbox::other(), &line),
    }
}

fn with(face: &str, line: &str) -> String {
    if line.is_empty() { face.to_owned() } else { format!("{face}, {line}") }
}

/// The name of a kind of file.
pub fn face(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Photo => t::inbox::photo(),
        MediaKind::Document => t::inbox::document(),
        MediaKind::Video => t::inbox::video(),
        MediaKind::Animation => t::inbox::animation(),
        MediaKind::Audio => t::inbox::audio(),
        MediaKind::Voice => t::inbox::voice(),
        MediaKind::VideoNote => t::inbox::video_note(),
        MediaKind::Sticker => t::inbox::sticker(),
    }
}

/// The name of a file, or what it is.
pub fn file_name(media: &Media) -> String {
    match (&media.name, &media.emoji) {
        (Some(name), _) => name.clone(),
        (None, Some(emoji)) => format!("{} {emoji}", face(media.kind)),
        (None, None) => face(media.kind).to_owned(),
    }
}

/// Who said the last words, where the title does not tell.
pub fn speaker(chat: &Chat, last: &Preview) -> Option<String> {
    if last.kind == MessageKind::Service {
        None
    } else if last.outgoing {
        Some(t::inbox::you().to_owned())
    } else if matches!(chat.kind, ChatKind::Group | ChatKind::Supergroup) {
        last.author.clone()
    } else {
        None
    }
}

/// What happened in a chat.
pub fn happened(service: &Service) -> String {
    let names = service.names.join(", ");
    let value = service.value.as_deref().unwrap_or_default();
    match service.action {
        ServiceAction::Joined => t::inbox::joined(&names),
        ServiceAction::Left => t::inbox::went(&names),
        ServiceAction::Removed => t::inbox::removed(&names),
        ServiceAction::JoinRequested => t::inbox::join_requested(&names),
        ServiceAction::Blocked => t::inbox::bot_blocked().to_owned(),
        ServiceAction::Unblocked => t::inbox::bot_unblocked().to_owned(),
        ServiceAction::RightsChanged => t::inbox::rights_changed(&names),
        ServiceAction::Created => t::inbox::created().to_owned(),
        ServiceAction::TitleChanged => t::inbox::title_changed(value),
        ServiceAction::PhotoChanged => t::inbox::photo_changed().to_owned(),
        ServiceAction::PhotoRemoved => t::inbox::photo_removed().to_owned(),
        ServiceAction::Pinned => t::inbox::message_pinned().to_owned(),
        ServiceAction::Migrated => t::inbox::migrated().to_owned(),
        ServiceAction::Other => t::inbox::happened(value),
    }
}
