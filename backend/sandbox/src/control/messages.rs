//! People write, edit, react and press buttons.

use std::sync::Arc;

use axum::{Json, extract::State};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, Body, Error, Path, done};
use crate::{
    draft::Draft,
    shared::Shared,
    text::{ParseMode, Text},
    world::{ChatRef, Content, Doing, FileKind, Message, MessageId, Refusal, UserId, World},
};

/// What a person writes: text, or a file with a caption, or a place, or a contact, or a poll, or a die.
#[derive(Deserialize)]
pub struct NewMessage {
    /// Text; the caption of a file.
    #[serde(default)]
    text: String,
    /// Markup of `text`: `HTML` or `MarkdownV2`.
    parse_mode: Option<String>,
    file: Option<NewFile>,
    location: Option<[f64; 2]>,
    contact: Option<[String; 2]>,
    poll: Option<NewPoll>,
    dice: Option<(String, u8)>,
    reply_to: Option<MessageId>,
    topic: Option<MessageId>,
    album: Option<u64>,
    /// Unix seconds, if not now.
    date: Option<i64>,
}

#[derive(Deserialize)]
struct NewFile {
    kind: FileKind,
    name: Option<String>,
    #[serde(default)]
    base64: String,
    /// So many bytes that are made up, in place of `base64`.
    size: Option<u64>,
    #[serde(default)]
    duration: u32,
    /// Of a sticker.
    emoji: Option<String>,
}

#[derive(Deserialize)]
struct NewPoll {
    question: String,
    options: Vec<String>,
    #[serde(default)]
    multiple: bool,
    /// The place of the right answer: it is a quiz.
    correct: Option<usize>,
}

impl NewMessage {
    fn draft(self) -> Result<Draft, Error> {
        let text = formatted(&self.text, self.parse_mode.as_deref())?;
        let mut draft = if let Some(file) = self.file {
            let content = STANDARD.decode(&file.base64).map_err(|error| Error::bad_request(&error))?;
            let draft = Draft::file(file.kind, file.name.as_deref(), content);
            let draft = draft.lasting(file.duration).captioned(text);
            let draft = match &file.emoji {
                Some(emoji) => draft.meaning(emoji),
                None => draft,
            };
            match file.size {
                Some(size) => draft.made_up(size),
                None => draft,
            }
        } else if let Some([latitude, longitude]) = self.location {
            Draft::location(latitude, longitude)
        } else if let Some([phone_number, first_name]) = self.contact {
            Draft::contact(&phone_number, &first_name)
        } else if let Some(poll) = self.poll {
            let options: Vec<_> = poll.options.iter().map(String::as_str).collect();
            let draft = Draft::poll(&poll.question, &options);
            let draft = if poll.multiple { draft.multiple() } else { draft };
            match poll.correct {
                Some(correct) => draft.quiz(correct),
                None => draft,
            }
        } else if let Some((emoji, value)) = self.dice {
            Draft::dice(&emoji, value)
        } else {
            Draft::formatted(text)
        };
        if let Some(message) = self.reply_to {
            draft = draft.reply_to(message);
        }
        if let Some(topic) = self.topic {
            draft = draft.in_topic(topic);
        }
        if let Some(album) = self.album {
            draft = draft.in_album(album);
        }
        if let Some(date) = self.date {
            draft = draft.dated(date);
        }
        Ok(draft)
    }
}

fn formatted(text: &str, mode: Option<&str>) -> Result<Text, Error> {
    let mode = match mode {
        None => return Ok(Text::plain(text)),
        Some("HTML") => ParseMode::Html,
        Some("MarkdownV2") => ParseMode::MarkdownV2,
        Some(other) => return Err(Error::bad_request(&format!("unknown parse_mode {other}"))),
    };
    Text::parse(text, mode).map_err(|error| Error::bad_request(&error))
}

pub async fn write(
    State(shared): State<Arc<Shared>>,
    Path((person, chat)): Path<(UserId, i64)>,
    Body(new): Body<NewMessage>,
) -> Answer {
    let chat = ChatRef::from_marked(person, chat);
    let message = shared.write(person, chat, new.draft()?)?;
    Ok(Json(json!({"message": message})))
}

/// The messages of a chat, as the person sees it.
pub async fn history(State(shared): State<Arc<Shared>>, Path((person, chat)): Path<(UserId, i64)>) -> Answer {
    let world = shared.world();
    let chat =
        world.chat(ChatRef::from_marked(person, chat)).ok_or_else(|| Error::not_found("chat not found"))?;
    let messages = chat.history.iter().filter_map(|id| world.message(*id));
    Ok(Json(messages.filter(|message| !message.deleted).map(|message| show(&world, message)).collect()))
}

fn show(world: &World, message: &Message) -> Value {
    let text = message.content.text().cloned().unwrap_or_default();
    let file = match &message.content {
        Content::File { file, .. } => world.file(*file),
        _ => None,
    };
    let ids = match &message.numbers {
        crate::world::Numbers::Shared(number) => json!(number),
        crate::world::Numbers::PerOwner(all) => all
            .iter()
            .map(|(user, number)| (user.to_string(), json!(number)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    };
    json!({
        "message": message.id,
        "message_ids": ids,
        "from": message.author,
        "date": message.date,
        "edited": message.edited,
        "text": text.text,
        "entities": text.entities,
        "file": file.map(|file| json!({"kind": file.kind, "name": file.name, "mime": file.mime,
            "size": file.size()})),
        "reply_to": message.reply_to,
        "keyboard": message.keyboard,
        "reactions": message.reactions.iter().map(|(user, reactions)| (user.to_string(), json!(reactions)))
            .collect::<serde_json::Map<_, _>>(),
    })
}

/// The person reads everything in a chat.
pub async fn read(State(shared): State<Arc<Shared>>, Path((person, chat)): Path<(UserId, i64)>) -> Answer {
    shared.read(person, ChatRef::from_marked(person, chat))?;
    Ok(done())
}

#[derive(Deserialize)]
pub struct NewText {
    text: String,
    parse_mode: Option<String>,
}

pub async fn edit(
    State(shared): State<Arc<Shared>>,
    Path((person, message)): Path<(UserId, MessageId)>,
    Body(new): Body<NewText>,
) -> Answer {
    let text = formatted(&new.text, new.parse_mode.as_deref())?;
    shared.edit(person, message, Draft::formatted(text))?;
    Ok(done())
}

pub async fn delete(
    State(shared): State<Arc<Shared>>,
    Path((person, message)): Path<(UserId, MessageId)>,
) -> Answer {
    shared.change(|world| world.delete(person, message))?;
    Ok(done())
}

pub async fn pin(
    State(shared): State<Arc<Shared>>,
    Path((person, message)): Path<(UserId, MessageId)>,
) -> Answer {
    shared.change(|world| world.pin(person, message))?;
    Ok(done())
}

pub async fn unpin(
    State(shared): State<Arc<Shared>>,
    Path((person, message)): Path<(UserId, MessageId)>,
) -> Answer {
    shared.change(|world| {
        let chat = world.message(message).map(|message| message.chat).ok_or(Refusal::MessageNotFound)?;
        world.unpin(person, chat, Some(message))
    })?;
    Ok(done())
}

/// What a person does in a chat.
#[derive(Deserialize)]
pub struct NowDoing {
    what: Doing,
}

pub async fn be_busy(
    State(shared): State<Arc<Shared>>,
    Path((person, chat)): Path<(UserId, i64)>,
    Body(now): Body<NowDoing>,
) -> Answer {
    shared.change(|world| world.be_busy(person, ChatRef::from_marked(person, chat), now.what))?;
    Ok(done())
}

/// Answers of a poll by their places.
#[derive(Deserialize)]
pub struct NewVote {
    chosen: Vec<usize>,
}

pub async fn vote(
    State(shared): State<Arc<Shared>>,
    Path((person, message)): Path<(UserId, MessageId)>,
    Body(new): Body<NewVote>,
) -> Answer {
    shared.change(|world| world.vote(person, message, new.chosen))?;
    Ok(done())
}

#[derive(Deserialize)]
pub struct NewReaction {
    emoji: String,
}

pub async fn react(
    State(shared): State<Arc<Shared>>,
    Path((person, message)): Path<(UserId, MessageId)>,
    Body(new): Body<NewReaction>,
) -> Answer {
    shared.react(person, message, &new.emoji)?;
    Ok(done())
}

#[derive(Deserialize)]
pub struct Press {
    data: String,
}

pub async fn press(
    State(shared): State<Arc<Shared>>,
    Path((person, message)): Path<(UserId, MessageId)>,
    Body(press): Body<Press>,
) -> Answer {
    let query = shared.change(|world| world.press(person, message, &press.data))?;
    Ok(Json(json!({"callback_query_id": query})))
}
