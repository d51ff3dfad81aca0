//! Administrators and restrictions.

use grammers_tl_types::{enums, functions::channels, types};

use super::{Reply, RpcError, Signed, messages::joined_updates};
use crate::world::{ChatRef, Member, Permission, Permissions, Right, Rights, UserId, World};

fn granted(rights: &enums::ChatAdminRights) -> Rights {
    let enums::ChatAdminRights::Rights(rights) = rights;
    let all = [
        (rights.other, Right::ManageChat),
        (rights.change_info, Right::ChangeInfo),
        (rights.post_messages, Right::PostMessages),
        (rights.edit_messages, Right::EditMessages),
        (rights.delete_messages, Right::DeleteMessages),
        (rights.ban_users, Right::RestrictMembers),
        (rights.invite_users, Right::InviteUsers),
        (rights.pin_messages, Right::PinMessages),
        (rights.add_admins, Right::PromoteMembers),
        (rights.anonymous, Right::Anonymous),
        (rights.manage_call, Right::ManageVideoChats),
        (rights.manage_topics, Right::ManageTopics),
        (rights.post_stories, Right::PostStories),
        (rights.edit_stories, Right::EditStories),
        (rights.delete_stories, Right::DeleteStories),
        (rights.manage_direct_messages, Right::ManageDirectMessages),
    ];
    all.into_iter().filter(|(has, _)| *has).map(|(_, right)| right).collect()
}

/// What bans leave.
fn left(rights: &types::ChatBannedRights) -> Permissions {
    let none = rights.send_messages;
    let media = none || rights.send_media;
    let all = [
        (none || rights.send_plain, Permission::SendMessages),
        (media || rights.send_audios, Permission::SendAudios),
        (media || rights.send_docs, Permission::SendDocuments),
        (media || rights.send_photos, Permission::SendPhotos),
        (media || rights.send_videos, Permission::SendVideos),
        (media || rights.send_roundvideos, Permission::SendVideoNotes),
        (media || rights.send_voices, Permission::SendVoiceNotes),
        (none || rights.send_polls, Permission::SendPolls),
        (none || rights.send_stickers, Permission::SendOther),
        (none || rights.embed_links, Permission::AddLinkPreviews),
        (rights.send_reactions, Permission::React),
        (rights.change_info, Permission::ChangeInfo),
        (rights.invite_users, Permission::InviteUsers),
        (rights.pin_messages, Permission::PinMessages),
        (rights.manage_topics, Permission::ManageTopics),
        (rights.edit_rank, Permission::EditTag),
    ];
    all.into_iter().filter(|(banned, _)| !banned).map(|(_, permission)| permission).collect()
}

fn check(call: &Signed, world: &World, chat: ChatRef, user: UserId, right: Right) -> Reply<()> {
    if !world.standing(call.me, chat)?.has(right) {
        return Err(RpcError::bad("CHAT_ADMIN_REQUIRED"));
    }
    let creator = world.chat(chat).is_some_and(|chat| *chat.member(user) == Member::Creator);
    if creator { Err(RpcError::bad("USER_CREATOR")) } else { Ok(()) }
}

/// Without any right somebody is an administrator no longer.
pub fn edit_admin(call: &Signed, query: channels::EditAdmin) -> Reply<enums::Updates> {
    let rights = granted(&query.admin_rights);
    let (done, echoes) = call.change(|world| {
        let chat = call.channel(world, &query.channel)?;
        let user = call.user(world, &query.user_id)?;
        check(call, world, chat, user, Right::PromoteMembers)?;
        let after = if rights.is_empty() { Member::Member } else { Member::Administrator(rights) };
        world.set_member(call.me, user, chat, after)?;
        Ok::<_, RpcError>(chat)
    });
    Ok(joined_updates(call, done?, &echoes))
}

pub fn edit_banned(call: &Signed, query: channels::EditBanned) -> Reply<enums::Updates> {
    let enums::ChatBannedRights::Rights(rights) = &query.banned_rights;
    let allowed = left(rights);
    let (done, echoes) = call.change(|world| {
        let chat = call.channel(world, &query.channel)?;
        let user = call.sender(world, &query.participant)?;
        check(call, world, chat, user, Right::RestrictMembers)?;
        let found = world.chat(chat).ok_or_else(|| RpcError::bad("CHANNEL_INVALID"))?;
        let was_banned = *found.member(user) == Member::Banned;
        let after = if rights.view_messages {
            Member::Banned
        } else if allowed.len() < left(&none()).len() {
            Member::Restricted(allowed)
        } else if was_banned {
            Member::Left
        } else {
            Member::Member
        };
        world.set_member(call.me, user, chat, after)?;
        Ok::<_, RpcError>(chat)
    });
    Ok(joined_updates(call, done?, &echoes))
}

fn none() -> types::ChatBannedRights {
    crate::mtproto::render::bare::banned_rights()
}
