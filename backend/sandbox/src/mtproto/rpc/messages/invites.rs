//! Invite links and requests to join: <https://core.telegram.org/api/invites>.

use grammers_tl_types::{enums, functions::messages, types};

use super::{Reply, RpcError, Signed, View, count, groups::updates_of, int};
use crate::world::{ChatKind, ChatRef, Entry, Invite, Right, World};

pub fn export(call: &Signed, query: messages::ExportChatInvite) -> Reply<enums::ExportedChatInvite> {
    let mut world = call.shared.world();
    let chat = call.chat(&world, &query.peer)?;
    let limits = [query.expire_date.map(i64::from), query.usage_limit.map(i64::from)];
    let invite = world
        .add_invite(call.me, chat, query.request_needed, limits)
        .map_err(|_| RpcError::bad("CHAT_ADMIN_REQUIRED"))?;
    Ok(shown(&invite))
}

fn shown(invite: &Invite) -> enums::ExportedChatInvite {
    types::ChatInviteExported {
        revoked: false,
        permanent: invite.expires.is_none() && invite.limit.is_none(),
        request_needed: invite.needs_approval,
        link: invite.link(),
        admin_id: invite.creator.0,
        date: int(invite.date),
        start_date: None,
        expire_date: invite.expires.map(int),
        usage_limit: invite.limit.map(int),
        usage: Some(int(invite.uses)),
        requested: None,
        subscription_expired: None,
        title: None,
        subscription_pricing: None,
    }
    .into()
}

pub fn check(call: &Signed, query: messages::CheckChatInvite) -> Reply<enums::ChatInvite> {
    let world = call.shared.world();
    let (chat, invite) = world.invited_by(&query.hash)?;
    let view = View::new(&world, call.me);
    if chat.member(call.me).is_in()
        && let Some(chat) = view.chat(chat.id)
    {
        return Ok(types::ChatInviteAlready { chat }.into());
    }
    let is_channel = matches!(chat.id, ChatRef::Channel(_));
    let no_photo = || types::PhotoEmpty { id: 0 }.into();
    Ok(types::ChatInvite {
        channel: is_channel,
        broadcast: chat.kind == ChatKind::Channel,
        public: chat.username.is_some(),
        megagroup: chat.kind == ChatKind::Supergroup,
        request_needed: invite.needs_approval,
        verified: false,
        scam: false,
        fake: false,
        can_refulfill_subscription: false,
        title: chat.title.clone(),
        about: chat.about.clone(),
        photo: chat.photo.map_or_else(no_photo, |photo| view.photo(photo)),
        participants_count: int(chat.present().count()),
        participants: None,
        color: 0,
        subscription_pricing: None,
        subscription_form_id: None,
        bot_verification: None,
    }
    .into())
}

pub fn import(
    call: &Signed,
    query: messages::ImportChatInvite,
) -> Reply<enums::messages::ChatInviteJoinResult> {
    let (entered, echoes) = call.change(|world| world.enter_by_invite(call.me, &query.hash));
    let (chat, entry) = entered?;
    if entry == Entry::Requested {
        return Err(RpcError::bad("INVITE_REQUEST_SENT"));
    }
    let updates = updates_of(call, chat, &echoes);
    Ok(types::messages::ChatInviteJoinResultOk { updates }.into())
}

fn managed(call: &Signed, world: &World, peer: &enums::InputPeer) -> Reply<ChatRef> {
    let chat = call.chat(world, peer)?;
    let may = world.standing(call.me, chat)?.has(Right::InviteUsers);
    if may { Ok(chat) } else { Err(RpcError::bad("CHAT_ADMIN_REQUIRED")) }
}

/// Those who asked to be let in.
pub fn importers(
    call: &Signed,
    query: messages::GetChatInviteImporters,
) -> Reply<enums::messages::ChatInviteImporters> {
    let world = call.shared.world();
    let chat = managed(call, &world, &query.peer)?;
    let mut view = View::new(&world, call.me);
    let asked = world.chat(chat).into_iter().flat_map(|chat| &chat.requests).filter(|_| query.requested);
    let importers: Vec<_> = asked
        .take(count(query.limit))
        .map(|(user, date)| {
            types::ChatInviteImporter {
                requested: true,
                via_chatlist: false,
                user_id: view.user_id(*user),
                date: int(*date),
                about: None,
                approved_by: None,
            }
            .into()
        })
        .collect();
    let total = int(world.chat(chat).map_or(0, |chat| chat.requests.len()));
    let (users, _) = view.people();
    Ok(types::messages::ChatInviteImporters { count: total, importers, users }.into())
}

pub fn answer(call: &Signed, query: messages::HideChatJoinRequest) -> Reply<enums::Updates> {
    let (done, echoes) = call.change(|world| {
        let chat = managed(call, world, &query.peer)?;
        let user = call.user(world, &query.user_id)?;
        world.answer_request(call.me, user, chat, query.approved)?;
        Ok::<_, RpcError>(chat)
    });
    Ok(updates_of(call, done?, &echoes))
}
