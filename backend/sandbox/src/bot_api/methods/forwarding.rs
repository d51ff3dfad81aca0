//! Forwards and copies.

use serde_json::json;

use super::{
    super::{
        Call,
        answer::{Answer, ApiError, success},
    },
    sending,
};
use crate::world::{Content, Forward, Message, Post, World};

pub fn forward(call: &Call) -> Answer {
    call.shared.change(|world| {
        let chat = call.open_chat(world)?;
        let source = source(call, world, "forward", "forwarded")?;
        let forward = source.forward.clone().unwrap_or(Forward { origin: source.id, date: source.date });
        let protected = call.params.flag("protect_content");
        let silent = call.params.flag("disable_notification");
        let post = Post { forward: Some(forward), protected, silent, ..Post::from(source.content.clone()) };
        let id = world.post(call.bot(), chat, post)?;
        call.show(world, id)
    })
}

pub fn copy(call: &Call) -> Answer {
    let keyboard = sending::keyboard(call)?;
    let caption = match call.params.text("caption") {
        Some(_) => Some(sending::text(call, ["caption", "parse_mode", "caption_entities"])?),
        None => None,
    };
    call.shared.change(|world| {
        let chat = call.open_chat(world)?;
        let reply_to = sending::reply(call, world, chat)?;
        let source = source(call, world, "copy", "copied")?;
        let content = match (source.content.clone(), caption) {
            (Content::File { file, spoiler, .. }, Some(caption)) => Content::File { file, caption, spoiler },
            (content, _) => content,
        };
        let protected = call.params.flag("protect_content");
        let silent = call.params.flag("disable_notification");
        let post = Post { reply_to, keyboard, protected, silent, ..Post::from(content) };
        let id = world.post(call.bot(), chat, post)?;
        success(&json!({"message_id": world.number(id, call.bot())}))
    })
}

/// The message of `from_chat_id` and `message_id`, if it may leave its chat.
fn source<'a>(call: &Call, world: &'a World, verb: &str, done: &str) -> Result<&'a Message, ApiError> {
    let from = call.chat(world, "from_chat_id")?;
    world.standing(call.bot(), from)?;
    let number = call.params.int("message_id").unwrap_or_default();
    let found = world.find(call.bot(), from, number);
    let message = found.ok_or_else(|| ApiError::bad_request(format!("message to {verb} not found")))?;
    if message.protected || matches!(message.content, Content::Service(_)) {
        return Err(ApiError::bad_request(format!("message can't be {done}")));
    }
    Ok(message)
}
