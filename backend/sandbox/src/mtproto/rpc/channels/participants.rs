//! Who is there.

use grammers_tl_types::{enums, functions::channels, types};

use super::{Reply, RpcError, Signed, View, int};
use crate::{
    mtproto::{
        number::count,
        render::chat::{admin_rights, banned_rights},
    },
    world::{Chat, ChatKind, Member, Right, User, UserId, World},
};

/// The most participants that come at once.
const MOST: usize = 200;

pub fn get(call: &Signed, query: channels::GetParticipants) -> Reply<enums::channels::ChannelParticipants> {
    let world = call.shared.world();
    let chat = call.channel(&world, &query.channel)?;
    let found = world.chat(chat).ok_or_else(|| RpcError::bad("CHANNEL_INVALID"))?;
    if found.kind == ChatKind::Channel && !found.member(call.me).is_admin() {
        return Err(RpcError::bad("CHAT_ADMIN_REQUIRED"));
    }
    let all =
        found.members.iter().filter(|(user, member)| is_of(&world, call, **user, member, &query.filter));
    let all: Vec<_> = all.collect();
    let mut view = View::new(&world, call.me);
    let page = all.iter().skip(count(query.offset)).take(count(query.limit).min(MOST));
    let participants = page.map(|(user, member)| participant(&mut view, found, **user, member));
    let participants = participants.collect();
    view.peer(chat);
    let (users, chats) = view.people();
    Ok(types::channels::ChannelParticipants { count: int(all.len()), participants, chats, users }.into())
}

fn is_of(
    world: &World,
    call: &Signed,
    user: UserId,
    member: &Member,
    filter: &enums::ChannelParticipantsFilter,
) -> bool {
    use enums::ChannelParticipantsFilter as F;
    let named = |words: &str| {
        let name = world.user(user).map(User::full_name).unwrap_or_default();
        name.to_lowercase().contains(&words.to_lowercase())
    };
    match filter {
        F::ChannelParticipantsRecent => member.is_in(),
        F::ChannelParticipantsAdmins => member.is_admin(),
        F::ChannelParticipantsBots => member.is_in() && world.is_bot(user),
        F::ChannelParticipantsKicked(by) => *member == Member::Banned && named(&by.q),
        F::ChannelParticipantsBanned(by) => matches!(member, Member::Restricted(_)) && named(&by.q),
        F::ChannelParticipantsSearch(by) => member.is_in() && named(&by.q),
        F::ChannelParticipantsContacts(by) => {
            let mine = world.user(call.me).is_some_and(|me| me.contacts.contains_key(&user));
            member.is_in() && mine && named(&by.q)
        }
        F::ChannelParticipantsMentions(by) => member.is_in() && named(by.q.as_deref().unwrap_or_default()),
    }
}

pub fn one(call: &Signed, query: channels::GetParticipant) -> Reply<enums::channels::ChannelParticipant> {
    let world = call.shared.world();
    let chat = call.channel(&world, &query.channel)?;
    let found = world.chat(chat).ok_or_else(|| RpcError::bad("CHANNEL_INVALID"))?;
    let user = call.sender(&world, &query.participant)?;
    let member = found.members.get(&user).filter(|member| **member != Member::Left);
    let member = member.ok_or_else(|| RpcError::bad("USER_NOT_PARTICIPANT"))?;
    let mut view = View::new(&world, call.me);
    let participant = participant(&mut view, found, user, member);
    view.peer(chat);
    let (users, chats) = view.people();
    Ok(types::channels::ChannelParticipant { participant, chats, users }.into())
}

/// Somebody in a supergroup or channel.
pub fn participant(view: &mut View, chat: &Chat, user: UserId, member: &Member) -> enums::ChannelParticipant {
    let user_id = view.user_id(user);
    let creator = chat.members.iter().find(|(_, member)| **member == Member::Creator);
    let creator = creator.map_or(user, |(creator, _)| *creator);
    let first = chat.history.first().and_then(|id| view.world.message(*id));
    let date = first.map_or(0, |message| int(message.date));
    let is_self = user == view.me;
    match member {
        Member::Creator => {
            let rights = Right::ALL.into_iter().map(|(right, _)| right).collect();
            let admin_rights = admin_rights(&rights);
            types::ChannelParticipantCreator { user_id, admin_rights, rank: None }.into()
        }
        Member::Administrator(rights) => {
            let can_edit = !is_self && chat.member(view.me).has(Right::PromoteMembers);
            let promoted_by = view.user_id(creator);
            let admin_rights = admin_rights(rights);
            // One flag stands for both: oneself, and by whom one came in.
            let (inviter_id, rank) = (is_self.then_some(promoted_by), None);
            types::ChannelParticipantAdmin {
                can_edit,
                is_self,
                user_id,
                inviter_id,
                promoted_by,
                date,
                admin_rights,
                rank,
            }
            .into()
        }
        Member::Member if is_self => types::ChannelParticipantSelf {
            via_request: false,
            user_id,
            inviter_id: view.user_id(creator),
            date,
            subscription_until_date: None,
            rank: None,
        }
        .into(),
        Member::Member => {
            types::ChannelParticipant { user_id, date, subscription_until_date: None, rank: None }.into()
        }
        Member::Left => types::ChannelParticipantLeft { peer: view.user_peer(user) }.into(),
        Member::Restricted(allowed) => banned(view, user, creator, date, false, banned_rights(allowed)),
        Member::Banned => {
            let mut rights = banned_rights(&chat.permissions);
            let enums::ChatBannedRights::Rights(all) = &mut rights;
            all.view_messages = true;
            banned(view, user, creator, date, true, rights)
        }
    }
}

fn banned(
    view: &mut View,
    user: UserId,
    by: UserId,
    date: i32,
    left: bool,
    banned_rights: enums::ChatBannedRights,
) -> enums::ChannelParticipant {
    let (peer, kicked_by) = (view.user_peer(user), view.user_id(by));
    types::ChannelParticipantBanned { left, peer, kicked_by, date, banned_rights, rank: None }.into()
}
