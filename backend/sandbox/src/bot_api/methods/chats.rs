//! Groups and channels: who is there, going away, the title.

use super::super::{
    Call,
    answer::{Answer, ApiError, success},
    render::member as shown,
};
use crate::world::{ChatKind, ChatRef, Member, Permission, Refusal, Right, UserId, World};

pub fn member(call: &Call) -> Answer {
    let world = call.shared.world();
    let chat = call.open_chat(&world)?;
    let id = call
        .params
        .int("user_id")
        .map(UserId)
        .ok_or_else(|| ApiError::bad_request("invalid user_id specified"))?;
    world.user(id).ok_or_else(|| ApiError::bad_request("user not found"))?;
    let standing = world.chat(chat).map_or(&Member::Left, |chat| chat.member(id));
    success(&shown::member(&world, call.bot(), chat, id, standing))
}

pub fn member_count(call: &Call) -> Answer {
    let world = call.shared.world();
    let chat = call.open_chat(&world)?;
    success(&world.chat(chat).map_or(0, |chat| chat.present().count()))
}

pub fn administrators(call: &Call) -> Answer {
    let world = call.shared.world();
    let id = call.open_chat(&world)?;
    if let ChatRef::Private(_) = id {
        return Err(ApiError::bad_request("there are no administrators in the private chat"));
    }
    let Some(chat) = world.chat(id) else { return Err(Refusal::ChatNotFound.into()) };
    let admins = chat
        .members
        .iter()
        .filter(|(user, member)| member.is_admin() && (**user == call.bot() || !world.is_bot(**user)));
    let admins: Vec<_> =
        admins.map(|(user, member)| shown::member(&world, call.bot(), id, *user, member)).collect();
    success(&admins)
}

pub fn leave(call: &Call) -> Answer {
    call.shared.change(|world| {
        let chat = group(call, world)?;
        world.set_member(call.bot(), call.bot(), chat, Member::Left)?;
        success(&true)
    })
}

pub fn set_title(call: &Call) -> Answer {
    let title = call.params.text("title").unwrap_or_default().trim();
    if title.is_empty() || title.chars().count() > 128 {
        return Err(ApiError::bad_request("CHAT_TITLE_EMPTY"));
    }
    call.shared.change(|world| {
        let chat = group(call, world)?;
        let member = world.standing(call.bot(), chat)?;
        let everyone = world.chat(chat).map(|chat| chat.permissions.clone()).unwrap_or_default();
        let allowed = if member.is_admin() {
            member.has(Right::ChangeInfo)
        } else {
            member.may(Permission::ChangeInfo, &everyone)
        };
        if !allowed {
            return Err(ApiError::bad_request("not enough rights to change chat title"));
        }
        world.rename(call.bot(), chat, title)?;
        success(&true)
    })
}

/// The group or channel of `chat_id`, if the bot may act there now.
fn group(call: &Call, world: &World) -> Result<ChatRef, ApiError> {
    let chat = call.open_chat(world)?;
    match world.chat(chat).map(|chat| chat.kind) {
        Some(ChatKind::Private) | None => {
            Err(ApiError::bad_request("method is available only for supergroups and channel"))
        }
        Some(_) => Ok(chat),
    }
}
