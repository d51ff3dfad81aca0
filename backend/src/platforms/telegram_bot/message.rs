//! Turns one of the Bot API's messages into the inbox's words.

use openapi::{
    buttons::{Button, ButtonKind},
    media::MediaKind,
    messages::{Author, Entity, Forward, MessageKind, Service, ServiceAction},
};
use serde::Deserialize;

use super::{
    read::{author, consequences, name, peer, service, time},
    wire,
};
use crate::inbox::{Incoming, NewButton, NewMedia, NewMessage, NewReply, Poll, Question, Votes};

/// How much of a quoted text is kept.
const START: usize = 200;

/// A new message and what it says beside itself.
pub(super) fn contents(message: wire::Message, me: i64) -> Vec<Incoming> {
    let mut all = consequences(&message);
    all.push(Incoming::Message(Box::new(read(message, me))));
    all
}

/// One message.
pub(super) fn read(mut message: wire::Message, me: i64) -> NewMessage {
    let outgoing = message.from.as_ref().is_some_and(|from| from.id == me);
    let reply_to = message.reply_to_message.take().map(|replied| reply(*replied, message.quote.take()));
    let author = if outgoing { None } else { author_of(&message) };
    let media = media(&mut message);
    let poll = message.poll.take().map(poll);
    let face = face(&message, media.is_some(), poll.as_ref());
    let (text, entities) = match face.text {
        Some(text) => (text, Vec::new()),
        None => match (message.text.take(), message.caption.take()) {
            (Some(text), _) => (text, message.entities),
            (None, Some(caption)) => (caption, message.caption_entities),
            (None, None) => (String::new(), Vec::new()),
        },
    };
    NewMessage {
        chat: peer(&message.chat),
        external_id: (message.message_id != 0).then_some(message.message_id),
        outgoing,
        mentioned: false,
        kind: face.kind,
        author,
        entities: within(&text, entities),
        text,
        service: face.service,
        media,
        poll,
        album_id: message.media_group_id,
        topic_id: message.message_thread_id,
        reply_to,
        forward: message.forward_origin.map(forward),
        buttons: message.reply_markup.map(buttons).unwrap_or_default(),
        keyboard: None,
        reactions: None,
        sent_at: time(message.date),
        edited_at: message.edit_date.map(time),
    }
}

/// The start of a text.
pub(super) fn start(text: &str) -> String {
    text.chars().take(START).collect()
}

struct Face {
    kind: MessageKind,
    /// Words of ours, where the message has none.
    text: Option<String>,
    service: Option<Service>,
}

/// Which face a message has.
fn face(message: &wire::Message, media: bool, poll: Option<&Poll>) -> Face {
    let plain = |kind| Face { kind, text: None, service: None };
    let words = |kind, text: String| Face { kind, text: Some(text), service: None };
    if media {
        plain(MessageKind::Media)
    } else if message.text.is_some() {
        plain(MessageKind::Text)
    } else if let Some(venue) = &message.venue {
        words(MessageKind::Location, format!("{}, {}", venue.title, venue.address))
    } else if let Some(place) = &message.location {
        words(MessageKind::Location, format!("{}, {}", place.latitude, place.longitude))
    } else if let Some(contact) = &message.contact {
        let last = contact.last_name.as_deref().map(|last| format!(" {last}")).unwrap_or_default();
        words(MessageKind::Contact, format!("{}{last} {}", contact.first_name, contact.phone_number))
    } else if let Some(question) = poll.and_then(|poll| poll.question.as_ref()) {
        words(MessageKind::Poll, question.text())
    } else if let Some(dice) = &message.dice {
        words(MessageKind::Dice, format!("{} {}", dice.emoji, dice.value))
    } else {
        happened(message)
    }
}

/// What a service message says.
fn happened(message: &wire::Message) -> Face {
    let names = |users: &[wire::User]| users.iter().map(name).collect::<Vec<_>>();
    let who = message.from.as_ref().map(name).unwrap_or_default();
    let (action, names, value, text) = if !message.new_chat_members.is_empty() {
        let names = names(&message.new_chat_members);
        let text = format!("{} joined", names.join(", "));
        (ServiceAction::Joined, names, None, text)
    } else if let Some(left) = &message.left_chat_member {
        let by_self = message.from.as_ref().is_some_and(|from| from.id == left.id);
        let (action, verb) =
            if by_self { (ServiceAction::Left, "left") } else { (ServiceAction::Removed, "was removed") };
        (action, vec![name(left)], None, format!("{} {verb}", name(left)))
    } else if let Some(title) = &message.new_chat_title {
        let text = format!("{who} renamed the chat to {title}");
        (ServiceAction::TitleChanged, vec![who], Some(title.clone()), text)
    } else if message.new_chat_photo.is_some() {
        let text = format!("{who} changed the chat's photo");
        (ServiceAction::PhotoChanged, vec![who], None, text)
    } else if message.delete_chat_photo.is_some() {
        let text = format!("{who} removed the chat's photo");
        (ServiceAction::PhotoRemoved, vec![who], None, text)
    } else if message.pinned_message.is_some() {
        let text = format!("{who} pinned a message");
        (ServiceAction::Pinned, vec![who], None, text)
    } else if message.migrate_to_chat_id.is_some() || message.migrate_from_chat_id.is_some() {
        (ServiceAction::Migrated, Vec::new(), None, "The group became a supergroup".to_owned())
    } else if message
        .group_chat_created
        .or(message.supergroup_chat_created)
        .or(message.channel_chat_created)
        .is_some()
    {
        let text = format!("{who} created the chat");
        (ServiceAction::Created, vec![who], None, text)
    } else {
        let service = Some(service(ServiceAction::Other, Vec::new()));
        return Face { kind: MessageKind::Other, text: None, service };
    };
    Face { kind: MessageKind::Service, text: Some(text), service: Some(Service { action, names, value }) }
}

fn author_of(message: &wire::Message) -> Option<Author> {
    if let Some(chat) = &message.sender_chat {
        // an anonymous admin, or a channel: the person behind it is not told
        let name = message.author_signature.clone().unwrap_or_else(|| peer(chat).title);
        let username = chat.username.clone();
        return Some(Author { telegram_id: chat.id, name, username, is_bot: false });
    }
    message.from.as_ref().map(author)
}

fn reply(replied: wire::Message, quote: Option<wire::Quote>) -> NewReply {
    let author = author_of(&replied).map(|author| author.name);
    let text = quote.map(|quote| quote.text).or(replied.text).or(replied.caption);
    NewReply { external_id: replied.message_id, text: text.as_deref().map(start), author }
}

/// The poll of a message the Bot API answered with.
pub fn sent_poll(shown: &serde_json::Value) -> Option<Poll> {
    wire::Poll::deserialize(shown).ok().map(poll)
}

/// A poll. Bots have no vote, and are told of all of them.
pub(super) fn poll(poll: wire::Poll) -> Poll {
    let is_right = |place| poll.correct_option_id == Some(place) || poll.correct_option_ids.contains(&place);
    let votes = |(place, option): (usize, &wire::PollOption)| Votes {
        answer: place.to_string(),
        voters: Some(option.voter_count),
        chosen: false,
        correct: is_right(place),
    };
    let votes = poll.options.iter().enumerate().map(votes).collect();
    let answers =
        poll.options.into_iter().enumerate().map(|(place, option)| (place.to_string(), option.text));
    Poll {
        id: poll.id,
        question: Some(Question {
            question: poll.question,
            answers: answers.collect(),
            closed: poll.is_closed,
            anonymous: poll.is_anonymous,
            multiple: poll.allows_multiple_answers,
            quiz: poll.kind == "quiz",
        }),
        voters: Some(poll.total_voter_count),
        votes,
        explanation: poll.explanation,
        tells_ours: true,
    }
}

fn forward(origin: wire::ForwardOrigin) -> Forward {
    let person = origin.sender_user.as_ref().map(name).or(origin.sender_user_name);
    let chat = || origin.sender_chat.or(origin.chat).map(|chat| peer(&chat).title);
    Forward { name: person.or_else(chat).unwrap_or_default(), date: time(origin.date) }
}

/// Buttons that people press: what the bot then hears is its own to know.
fn buttons(markup: wire::Markup) -> Vec<Vec<NewButton>> {
    let button = |button: wire::Button| {
        let kind = match button {
            wire::Button { url: Some(_), .. } => ButtonKind::Url,
            wire::Button { callback_data: Some(_), .. } => ButtonKind::Callback,
            wire::Button { web_app: Some(_), .. } => ButtonKind::WebApp,
            _ => ButtonKind::Other,
        };
        NewButton { shown: Button { text: button.text, kind, url: button.url }, data: None }
    };
    let rows = markup.inline_keyboard.into_iter();
    rows.map(|row| row.into_iter().map(button).collect()).collect()
}

fn media(message: &mut wire::Message) -> Option<NewMedia> {
    // Telegram sends a photo in several sizes, the largest last
    if let Some(photo) = message.photo.pop() {
        return Some(file(MediaKind::Photo, photo));
    }
    // an animation comes as a document too
    let files = [
        (MediaKind::Animation, message.animation.take()),
        (MediaKind::Document, message.document.take()),
        (MediaKind::Video, message.video.take()),
        (MediaKind::Audio, message.audio.take()),
        (MediaKind::Voice, message.voice.take()),
        (MediaKind::VideoNote, message.video_note.take()),
        (MediaKind::Sticker, message.sticker.take()),
    ];
    files.into_iter().find_map(|(kind, found)| found.map(|found| file(kind, found)))
}

fn file(kind: MediaKind, file: wire::File) -> NewMedia {
    NewMedia {
        kind,
        file_id: file.file_id,
        name: file.file_name.or(file.title),
        mime: file.mime_type,
        size: file.file_size,
        width: file.width.or(file.length),
        height: file.height.or(file.length),
        duration: file.duration,
        emoji: file.emoji,
    }
}

/// Entities that lie within the text: a page may trust their offsets.
fn within(text: &str, mut entities: Vec<Entity>) -> Vec<Entity> {
    let length = text.encode_utf16().count();
    entities.retain(|entity| entity.offset.checked_add(entity.length).is_some_and(|end| end <= length));
    entities
}
