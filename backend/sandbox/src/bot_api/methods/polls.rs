//! Polls: asking and ending them.

use serde_json::Value;

use super::{
    super::{
        Call,
        answer::{Answer, ApiError, success},
        render,
    },
    sending,
};
use crate::world::{ChatKind, Content, Poll};

pub fn send(call: &Call) -> Answer {
    let question =
        call.params.text("question").ok_or_else(|| ApiError::bad_request("poll question is empty"))?;
    if question.chars().count() > 300 {
        return Err(ApiError::bad_request("poll question must not exceed 300 characters in length"));
    }
    let options: Vec<Value> = call.params.json("options", "options")?.unwrap_or_default();
    let options: Vec<String> = options
        .iter()
        .filter_map(|option| option.as_str().or_else(|| option["text"].as_str()).map(Into::into))
        .collect();
    if !(2..=12).contains(&options.len()) {
        return Err(ApiError::bad_request("poll must have at least 2 and at most 12 options"));
    }
    if options.iter().any(|option| !(1..=100).contains(&option.chars().count())) {
        return Err(ApiError::bad_request("poll options length must not exceed 100"));
    }
    let anonymous = call.params.text("is_anonymous").is_none() || call.params.flag("is_anonymous");
    let correct = right_answer(call, options.len())?;
    let multiple = call.params.flag("allows_multiple_answers");
    let explanation = call.params.text("explanation").filter(|it| !it.is_empty()).map(ToOwned::to_owned);
    sending::post(call, |world| {
        let chat = call.open_chat(world)?;
        let is_channel = world.chat(chat).is_some_and(|chat| chat.kind == ChatKind::Channel);
        if is_channel && !anonymous {
            return Err(ApiError::bad_request("non-anonymous polls can't be sent to channel chats"));
        }
        let id = (world.dice().roll() >> 1).to_string();
        let poll = Poll::new(id, question.into(), options);
        Ok(Content::Poll(Poll { multiple, anonymous, correct, explanation, ..poll }))
    })
}

/// The place of a quiz's right answer.
fn right_answer(call: &Call, options: usize) -> Result<Option<usize>, ApiError> {
    if call.params.text("type") != Some("quiz") {
        return Ok(None);
    }
    let places: Vec<usize> = call.params.json("correct_option_ids", "correct options")?.unwrap_or_default();
    match places[..] {
        [place] if place < options => Ok(Some(place)),
        _ => Err(ApiError::bad_request("wrong correct option ID specified")),
    }
}

pub fn stop(call: &Call) -> Answer {
    call.shared.change(|world| {
        let id = call.message(world, "message with poll to stop not found")?;
        world.close_poll(call.bot(), id)?;
        let message = world.message(id).ok_or_else(ApiError::internal)?;
        match &message.content {
            Content::Poll(poll) => success(&render::show_poll(poll)),
            _ => Err(ApiError::internal()),
        }
    })
}
