//! Editing and pinning.

use grammers_tl_types::{enums, functions::messages, types};

use super::{Reply, RpcError, Signed, media};
use crate::{
    mtproto::render::{entities::formatted, media::poll_id},
    world::{Change, Content, Refusal},
};

pub fn edit(call: &Signed, query: messages::EditMessage) -> Reply<enums::Updates> {
    let (edited, echoes) = call.change(|world| {
        let chat = call.chat(world, &query.peer)?;
        let message = call.message(world, chat, query.id)?;
        if let (Some(enums::InputMedia::Poll(media)), Content::Poll(poll)) = (&query.media, &message.content)
        {
            let enums::Poll::Poll(asked) = &media.poll;
            // all that can be changed of a poll is that it is over
            if !asked.closed || asked.id != poll_id(poll) {
                return Err(RpcError::bad("MESSAGE_ID_INVALID"));
            }
            return world.close_poll(call.me, message.id).map_err(RpcError::from);
        }
        let (id, is_text) = (message.id, matches!(message.content, Content::Text(_)));
        let old = message.content.text().cloned().unwrap_or_default();
        let text = query.message.as_ref().map(|text| formatted(text, query.entities.as_deref(), call.me));
        let change = match &query.media {
            Some(media) => Change::Content(media::content(call, world, media, text.unwrap_or(old))?),
            None if is_text => Change::Text(text.ok_or_else(|| RpcError::bad("MESSAGE_EMPTY"))?),
            None => Change::Caption(text.unwrap_or_default()),
        };
        world.edit(call.me, id, change, None).map_err(|refusal| match refusal {
            Refusal::CannotEdit if world.message(id).is_some_and(|message| message.author == call.me) => {
                RpcError::bad("MESSAGE_EDIT_TIME_EXPIRED")
            }
            other => other.into(),
        })
    });
    edited?;
    Ok(call.updates(&echoes, Vec::new()))
}

pub fn pin(call: &Signed, query: messages::UpdatePinnedMessage) -> Reply<enums::Updates> {
    let (done, echoes) = call.change(|world| {
        let chat = call.chat(world, &query.peer)?;
        let id = call.message(world, chat, query.id)?.id;
        if query.unpin {
            world.unpin(call.me, chat, Some(id)).map_err(|refusal| match refusal {
                Refusal::MessageNotFound => RpcError::bad("CHAT_NOT_MODIFIED"),
                other => rights(other),
            })
        } else {
            world.pin(call.me, id).map(drop).map_err(rights)
        }
    });
    done?;
    Ok(call.updates(&echoes, Vec::new()))
}

pub fn unpin_all(
    call: &Signed,
    query: messages::UnpinAllMessages,
) -> Reply<enums::messages::AffectedHistory> {
    let (done, echoes) = call.change(|world| {
        let chat = call.chat(world, &query.peer)?;
        world.unpin_all(call.me, chat).map_err(rights).map(|()| chat)
    });
    let pts = call.pts_of(done?);
    let pts_count = echoes.iter().map(|echo| echo.entry.count).sum();
    Ok(types::messages::AffectedHistory { pts, pts_count, offset: 0 }.into())
}

fn rights(refusal: Refusal) -> RpcError {
    match refusal {
        Refusal::NotEnoughRights(_) => RpcError::bad("CHAT_ADMIN_REQUIRED"),
        other => other.into(),
    }
}
