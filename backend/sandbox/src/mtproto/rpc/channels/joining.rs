//! Coming and going.

use grammers_tl_types::{enums, functions::channels, types};

use super::{
    Reply, RpcError, Signed,
    messages::{joined_updates, may_invite},
};
use crate::world::{Entry, Member};

pub fn join(call: &Signed, query: channels::JoinChannel) -> Reply<enums::messages::ChatInviteJoinResult> {
    let (entered, echoes) = call.change(|world| {
        let chat = call.channel(world, &query.channel)?;
        world.enter(call.me, chat).map(|entry| (chat, entry)).map_err(RpcError::from)
    });
    let (chat, entry) = entered?;
    if entry == Entry::Requested {
        return Err(RpcError::bad("INVITE_REQUEST_SENT"));
    }
    let updates = joined_updates(call, chat, &echoes);
    Ok(types::messages::ChatInviteJoinResultOk { updates }.into())
}

pub fn leave(call: &Signed, query: channels::LeaveChannel) -> Reply<enums::Updates> {
    let (done, echoes) = call.change(|world| {
        let chat = call.channel(world, &query.channel)?;
        match world.chat(chat).map(|chat| chat.member(call.me).clone()) {
            Some(Member::Creator) => Err(RpcError::bad("USER_CREATOR")),
            Some(member) if member.is_in() => {
                world.set_member(call.me, call.me, chat, Member::Left)?;
                Ok(chat)
            }
            _ => Err(RpcError::bad("USER_NOT_PARTICIPANT")),
        }
    });
    Ok(joined_updates(call, done?, &echoes))
}

pub fn invite(call: &Signed, query: channels::InviteToChannel) -> Reply<enums::messages::InvitedUsers> {
    let (done, echoes) = call.change(|world| {
        let chat = call.channel(world, &query.channel)?;
        for user in &query.users {
            let user = call.user(world, user)?;
            may_invite(call, world, chat, user)?;
            world.set_member(call.me, user, chat, Member::Member)?;
        }
        Ok::<_, RpcError>(chat)
    });
    let updates = joined_updates(call, done?, &echoes);
    Ok(types::messages::InvitedUsers { updates, missing_invitees: Vec::new() }.into())
}
