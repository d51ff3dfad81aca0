//! Basic groups.

use grammers_tl_types::{enums, functions::messages, types};

use super::{Echo, Reply, RpcError, Signed, View};
use crate::{
    mtproto::render::full_chat,
    world::{ChatKind, ChatRef, Member, Permission, Right, UserId, World},
};

pub fn get(call: &Signed, query: messages::GetChats) -> Reply<enums::messages::Chats> {
    let world = call.shared.world();
    let view = View::new(&world, call.me);
    let known = query.id.iter().map(|id| call.group(&world, *id)).collect::<Reply<Vec<_>>>()?;
    let chats = known.into_iter().filter_map(|chat| view.chat(chat)).collect();
    Ok(types::messages::Chats { chats }.into())
}

pub fn full(call: &Signed, query: messages::GetFullChat) -> Reply<enums::messages::ChatFull> {
    let world = call.shared.world();
    let chat = call.group(&world, query.chat_id)?;
    let mut view = View::new(&world, call.me);
    let full = full_chat(&mut view, chat, 0);
    let full_chat = full.ok_or_else(|| RpcError::bad("CHAT_ID_INVALID"))?;
    let (users, chats) = view.people();
    Ok(types::messages::ChatFull { full_chat, chats, users }.into())
}

/// The updates of a change that brought people in, which speak of the chat.
pub fn updates_of(call: &Signed, chat: ChatRef, echoes: &[Echo]) -> enums::Updates {
    let mut updates = call.updates(echoes, Vec::new());
    if let enums::Updates::Updates(updates) = &mut updates
        && updates.chats.is_empty()
    {
        let world = call.shared.world();
        updates.chats.extend(View::new(&world, call.me).chat(chat));
    }
    updates
}

fn invited(call: &Signed, chat: ChatRef, echoes: &[Echo]) -> enums::messages::InvitedUsers {
    let updates = updates_of(call, chat, echoes);
    types::messages::InvitedUsers { updates, missing_invitees: Vec::new() }.into()
}

pub fn create(call: &Signed, query: messages::CreateChat) -> Reply<enums::messages::InvitedUsers> {
    if query.title.trim().is_empty() {
        return Err(RpcError::bad("CHAT_TITLE_EMPTY"));
    }
    let (created, echoes) = call.change(|world| {
        let users = query.users.iter().map(|user| call.user(world, user)).collect::<Reply<Vec<_>>>()?;
        let chat = world.add_chat(ChatKind::Group, &query.title, call.me, None)?;
        for user in users.into_iter().filter(|user| *user != call.me) {
            world.set_member(call.me, user, chat, Member::Member)?;
        }
        Ok::<_, RpcError>(chat)
    });
    Ok(invited(call, created?, &echoes))
}

pub fn add(call: &Signed, query: messages::AddChatUser) -> Reply<enums::messages::InvitedUsers> {
    let (done, echoes) = call.change(|world| {
        let chat = call.group(world, query.chat_id)?;
        let user = call.user(world, &query.user_id)?;
        may_invite(call, world, chat, user)?;
        world.set_member(call.me, user, chat, Member::Member)?;
        Ok::<_, RpcError>(chat)
    });
    Ok(invited(call, done?, &echoes))
}

/// Whether the account may bring somebody into a chat.
pub fn may_invite(call: &Signed, world: &World, chat: ChatRef, user: UserId) -> Reply<()> {
    let member = world.standing(call.me, chat)?;
    let found = world.chat(chat).ok_or_else(|| RpcError::bad("CHAT_ID_INVALID"))?;
    if found.member(user).is_in() {
        return Err(RpcError::bad("USER_ALREADY_PARTICIPANT"));
    }
    let may = match found.kind {
        ChatKind::Channel => member.has(Right::InviteUsers),
        _ => member.may(Permission::InviteUsers, &found.permissions),
    };
    if may { Ok(()) } else { Err(RpcError::bad("CHAT_ADMIN_REQUIRED")) }
}

/// Removes somebody, or goes away.
pub fn remove(call: &Signed, query: messages::DeleteChatUser) -> Reply<enums::Updates> {
    let (done, echoes) = call.change(|world| {
        let chat = call.group(world, query.chat_id)?;
        let user = call.user(world, &query.user_id)?;
        let member = world.standing(call.me, chat)?;
        if user != call.me && !member.has(Right::RestrictMembers) {
            return Err(RpcError::bad("CHAT_ADMIN_REQUIRED"));
        }
        if !world.chat(chat).is_some_and(|chat| chat.member(user).is_in()) {
            return Err(RpcError::bad("USER_NOT_PARTICIPANT"));
        }
        world.set_member(call.me, user, chat, Member::Left)?;
        Ok(chat)
    });
    Ok(updates_of(call, done?, &echoes))
}

pub fn rename(call: &Signed, query: messages::EditChatTitle) -> Reply<enums::Updates> {
    let (done, echoes) = call.change(|world| {
        let chat = call.group(world, query.chat_id)?;
        retitle(call, world, chat, &query.title)?;
        Ok::<_, RpcError>(chat)
    });
    Ok(updates_of(call, done?, &echoes))
}

/// Changes a title, if the account may.
pub fn retitle(call: &Signed, world: &mut World, chat: ChatRef, title: &str) -> Reply<()> {
    let member = world.standing(call.me, chat)?;
    let found = world.chat(chat).ok_or_else(|| RpcError::bad("CHAT_ID_INVALID"))?;
    let may = match found.kind {
        ChatKind::Channel => member.has(Right::ChangeInfo),
        _ if member.is_admin() => member.has(Right::ChangeInfo),
        _ => member.may(Permission::ChangeInfo, &found.permissions),
    };
    if !may {
        return Err(RpcError::bad("CHAT_ADMIN_REQUIRED"));
    }
    if title.trim().is_empty() {
        return Err(RpcError::bad("CHAT_TITLE_EMPTY"));
    }
    if found.title == title {
        return Err(RpcError::bad("CHAT_NOT_MODIFIED"));
    }
    world.rename(call.me, chat, title).map_err(RpcError::from)
}
