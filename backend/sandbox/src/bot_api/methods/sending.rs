//! Sending text and other small things.

use serde_json::Value;

use super::super::{
    Call,
    answer::{Answer, ApiError, success},
};
use crate::{
    text::{Entity, ParseMode, Text},
    world::{ChatRef, Contact, Content, Doing, Location, MessageId, Poll, Post, World},
};

pub fn message(call: &Call) -> Answer {
    let text = text(call, ["text", "parse_mode", "entities"])?;
    post(call, |_| Ok(Content::Text(text)))
}

pub fn location(call: &Call) -> Answer {
    let number = |name| call.params.text(name).and_then(|text| text.parse::<f64>().ok());
    let (Some(latitude), Some(longitude)) = (number("latitude"), number("longitude")) else {
        return Err(ApiError::bad_request("wrong latitude or longitude specified"));
    };
    post(call, |_| Ok(Content::Location(Location { latitude, longitude })))
}

pub fn contact(call: &Call) -> Answer {
    let field = |name| call.params.text(name).map(ToOwned::to_owned);
    let phone_number = field("phone_number").ok_or_else(|| ApiError::bad_request("phone number is empty"))?;
    let first_name = field("first_name").ok_or_else(|| ApiError::bad_request("first name is empty"))?;
    let contact = Contact { phone_number, first_name, last_name: field("last_name"), user_id: None };
    post(call, |_| Ok(Content::Contact(contact)))
}

pub fn poll(call: &Call) -> Answer {
    let question =
        call.params.text("question").ok_or_else(|| ApiError::bad_request("poll question is empty"))?;
    let options: Vec<Value> = call.params.json("options", "options")?.unwrap_or_default();
    let options: Vec<String> = options
        .iter()
        .filter_map(|option| option.as_str().or_else(|| option["text"].as_str()).map(Into::into))
        .collect();
    if !(2..=12).contains(&options.len()) {
        return Err(ApiError::bad_request("poll must have at least 2 and at most 12 options"));
    }
    post(call, |world| {
        let id = (world.dice().roll() >> 1).to_string();
        Ok(Content::Poll(Poll::new(id, question.into(), options)))
    })
}

pub fn action(call: &Call) -> Answer {
    let doing = match call.params.text("action").unwrap_or_default() {
        "typing" | "find_location" => Doing::Typing,
        "choose_sticker" => Doing::ChoosingSticker,
        "upload_photo" => Doing::UploadingPhoto,
        "upload_video" => Doing::UploadingVideo,
        "record_voice" => Doing::RecordingVoice,
        action if action.starts_with("record_") => Doing::RecordingVideo,
        action if action.starts_with("upload_") => Doing::UploadingDocument,
        _ => return Err(ApiError::bad_request("wrong parameter action in request")),
    };
    call.shared.change(|world| {
        let chat = call.open_chat(world)?;
        world.be_busy(call.bot(), chat, doing)?;
        success(&true)
    })
}

/// Posts what `content` makes, with everything that sending methods have in common.
pub fn post(call: &Call, content: impl FnOnce(&mut World) -> Result<Content, ApiError>) -> Answer {
    let keyboard = keyboard(call)?;
    call.shared.change(|world| {
        let chat = call.open_chat(world)?;
        let reply_to = reply(call, world, chat)?;
        let content = content(world)?;
        let protected = call.params.flag("protect_content");
        let topic = topic(call, world, chat)?;
        let silent = call.params.flag("disable_notification");
        let post = Post { reply_to, topic, keyboard, protected, silent, ..Post::from(content) };
        let id = world.post(call.bot(), chat, post)?;
        call.show(world, id)
    })
}

/// The text that three parameters make up: text, parse mode and entities.
pub fn text(call: &Call, [text, mode, entities]: [&str; 3]) -> Result<Text, ApiError> {
    let text = call.params.text(text).unwrap_or_default();
    if let Some(mode) = call.params.text(mode) {
        return parse(text, mode);
    }
    let entities: Option<Vec<Value>> = call.params.json(entities, "entities")?;
    // Kinds that the sandbox does not know are dropped, as Telegram drops what it cannot apply.
    let known =
        entities.unwrap_or_default().into_iter().filter_map(|entity| serde_json::from_value(entity).ok());
    Ok(Text::formatted(text, known.collect::<Vec<Entity>>()))
}

/// Marked-up text.
pub fn parse(text: &str, mode: &str) -> Result<Text, ApiError> {
    let mode = match mode.to_ascii_lowercase().as_str() {
        "html" => ParseMode::Html,
        "markdownv2" => ParseMode::MarkdownV2,
        "markdown" => ParseMode::Markdown,
        _ => return Err(ApiError::bad_request("unsupported parse_mode")),
    };
    Text::parse(text, mode).map_err(|error| ApiError::bad_request(format!("can't parse entities: {error}")))
}

/// The message that is answered, from `reply_parameters` or the older parameters.
pub fn reply(call: &Call, world: &World, chat: ChatRef) -> Result<Option<MessageId>, ApiError> {
    let parameters: Option<Value> = call.params.json("reply_parameters", "reply parameters")?;
    let number = match &parameters {
        Some(parameters) => parameters["message_id"].as_i64(),
        None => call.params.int("reply_to_message_id"),
    };
    let Some(number) = number.filter(|number| *number != 0) else { return Ok(None) };
    let lenient = parameters.as_ref().is_some_and(|all| all["allow_sending_without_reply"] == true)
        || call.params.flag("allow_sending_without_reply");
    match world.find(call.bot(), chat, number) {
        Some(message) => Ok(Some(message.id)),
        None if lenient => Ok(None),
        None => Err(ApiError::bad_request("message to be replied not found")),
    }
}

/// The topic of `message_thread_id`.
pub fn topic(call: &Call, world: &World, chat: ChatRef) -> Result<Option<MessageId>, ApiError> {
    let Some(number) = call.params.int("message_thread_id").filter(|number| *number != 0) else {
        return Ok(None);
    };
    let found = world.find(call.bot(), chat, number).and_then(|message| message.topic);
    found.map(Some).ok_or_else(|| ApiError::bad_request("message thread not found"))
}

/// The inline keyboard of `reply_markup`, or the one that people's applications show in place of their own.
pub fn keyboard(call: &Call) -> Result<Option<Value>, ApiError> {
    let Some(markup) = call.params.json::<Value>("reply_markup", "reply keyboard markup")? else {
        return Ok(None);
    };
    if !markup.is_object() {
        return Err(ApiError::bad_request("object expected as reply markup"));
    }
    let Some(rows) = markup.get("inline_keyboard") else {
        let shown = markup["keyboard"].is_array() || markup["remove_keyboard"] == true;
        return Ok(shown.then_some(markup));
    };
    let rows = rows.as_array().ok_or_else(|| {
        ApiError::bad_request("field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array")
    })?;
    for button in rows.iter().filter_map(Value::as_array).flatten() {
        if button["text"].as_str().unwrap_or_default().is_empty() {
            return Err(ApiError::bad_request("inline keyboard button text is empty"));
        }
        let data = button["callback_data"].as_str();
        if data.is_some_and(|data| data.is_empty() || data.len() > 64) {
            return Err(ApiError::bad_request("BUTTON_DATA_INVALID"));
        }
        if button.as_object().is_none_or(|fields| fields.len() < 2) {
            return Err(ApiError::bad_request("text buttons are unallowed in the inline keyboard"));
        }
    }
    let filled = rows.iter().any(|row| row.as_array().is_some_and(|row| !row.is_empty()));
    Ok(filled.then(|| serde_json::json!({"inline_keyboard": rows})))
}
