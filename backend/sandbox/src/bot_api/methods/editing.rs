//! Changing what is there: edits, deletions, pins, reactions, answers to buttons.

use super::{
    super::{
        Call,
        answer::{Answer, ApiError, success},
    },
    files, sending,
};
use crate::{
    presses::BotAnswer,
    reception,
    world::{Change, MessageId, Reaction, ReceivedKind, Refusal, World},
};

pub fn text(call: &Call) -> Answer {
    let text = sending::text(call, ["text", "parse_mode", "entities"])?;
    edit(call, |_| Ok(Change::Text(text)))
}

pub fn caption(call: &Call) -> Answer {
    let caption = sending::text(call, ["caption", "parse_mode", "caption_entities"])?;
    edit(call, |_| Ok(Change::Caption(caption)))
}

pub fn media(call: &Call) -> Answer {
    let media = files::input_media(call)?;
    edit(call, |world| Ok(Change::Content(media.content(call, world)?)))
}

pub fn keyboard(call: &Call) -> Answer {
    edit(call, |_| Ok(Change::Nothing))
}

/// Bots replace the keyboard with every edit: without `reply_markup` it goes away.
fn edit(call: &Call, change: impl FnOnce(&mut World) -> Result<Change, ApiError>) -> Answer {
    let keyboard = sending::keyboard(call)?.filter(|keyboard| keyboard.get("inline_keyboard").is_some());
    call.shared.change(|world| {
        let id = call.message(world, "message to edit not found")?;
        let change = change(world)?;
        world.edit(call.bot(), id, change, Some(keyboard)).map_err(|refusal| match refusal {
            Refusal::TooLong => ApiError::bad_request("MESSAGE_TOO_LONG"),
            other => other.into(),
        })?;
        call.show(world, id)
    })
}

pub fn delete(call: &Call) -> Answer {
    call.shared.change(|world| {
        let id = call.message(world, "message to delete not found")?;
        world.delete(call.bot(), id)?;
        success(&true)
    })
}

/// Deletes what can be found and may be deleted, and leaves out the rest.
pub fn delete_many(call: &Call) -> Answer {
    let numbers: Vec<i64> = call.params.json("message_ids", "message identifiers")?.unwrap_or_default();
    if numbers.is_empty() || numbers.len() > 100 {
        return Err(ApiError::bad_request("message identifiers are not specified"));
    }
    call.shared.change(|world| {
        let chat = call.open_chat(world)?;
        for number in numbers {
            let found = world.find(call.bot(), chat, number).map(|message| message.id);
            match found.map(|id| world.delete(call.bot(), id)) {
                None | Some(Ok(()) | Err(Refusal::CannotDelete)) => {}
                Some(Err(refusal)) => return Err(refusal.into()),
            }
        }
        success(&true)
    })
}

pub fn pin(call: &Call) -> Answer {
    call.shared.change(|world| {
        let id = call.message(world, "message to pin not found")?;
        world.pin(call.bot(), id)?;
        success(&true)
    })
}

pub fn unpin(call: &Call) -> Answer {
    call.shared.change(|world| {
        let chat = call.open_chat(world)?;
        let id = match call.params.int("message_id") {
            Some(_) => Some(call.message(world, "message to unpin not found")?),
            None => None,
        };
        world.unpin(call.bot(), chat, id).map_err(|refusal| match refusal {
            Refusal::MessageNotFound => ApiError::bad_request("message to unpin not found"),
            other => other.into(),
        })?;
        success(&true)
    })
}

pub fn react(call: &Call) -> Answer {
    let reactions: Vec<Reaction> = call.params.json("reaction", "reaction")?.unwrap_or_default();
    if reactions.len() > 1 {
        return Err(ApiError::bad_request("REACTIONS_TOO_MANY"));
    }
    if reactions.iter().any(|reaction| !reaction.is_allowed()) {
        return Err(ApiError::bad_request("REACTION_INVALID"));
    }
    call.shared.change(|world| {
        let id = call.message(world, "message to react not found")?;
        world.react(call.bot(), id, reactions)?;
        success(&true)
    })
}

pub fn answer_query(call: &Call) -> Answer {
    let query = call.params.text("callback_query_id").unwrap_or_default();
    let text = call.params.text("text").unwrap_or_default();
    if text.chars().count() > 200 {
        return Err(ApiError::bad_request("MESSAGE_TOO_LONG"));
    }
    let person = {
        let mut world = call.shared.world();
        let (person, message) = world.answer(call.bot(), query).ok_or_else(|| {
            ApiError::bad_request("query is too old and response timeout expired or query ID is invalid")
        })?;
        tell_answer(call, &mut world, message, text, person);
        person
    };
    call.shared.bell(person).notify_waiters();
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let answer = BotAnswer {
        text: given(text),
        alert: call.params.flag("show_alert"),
        url: call.params.text("url").and_then(given),
    };
    call.shared.presses.answer(query, answer);
    success(&true)
}

fn tell_answer(call: &Call, world: &mut World, id: MessageId, text: &str, person: crate::world::UserId) {
    let Some(message) = world.message(id) else { return };
    let mut received = reception::received(world, call.bot(), message, ReceivedKind::Answer, person);
    text.clone_into(&mut received.text);
    received.entities.clear();
    received.date = world.now();
    if let Some(user) = world.user_mut(person) {
        user.received.push(received);
    }
}
