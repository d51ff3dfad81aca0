//! What administrators did.

use grammers_tl_types::{enums, functions::channels, types};

use super::{Reply, RpcError, Signed, View, int, participants::participant};
use crate::{
    mtproto::number::count,
    world::{Chat, LogEntry, Logged, Member, MessageId, UserId},
};

/// The most entries that come at once.
const MOST: usize = 100;

pub fn get(call: &Signed, query: channels::GetAdminLog) -> Reply<enums::channels::AdminLogResults> {
    let world = call.shared.world();
    let chat = call.channel(&world, &query.channel)?;
    let found = world.chat(chat).ok_or_else(|| RpcError::bad("CHANNEL_INVALID"))?;
    if !found.member(call.me).is_admin() {
        return Err(RpcError::bad("CHAT_ADMIN_REQUIRED"));
    }
    let admins = query.admins.iter().flatten().map(|admin| call.user(&world, admin));
    let admins = admins.collect::<Reply<Vec<UserId>>>()?;
    let words = query.q.to_lowercase();
    let mut view = View::new(&world, call.me);
    let wanted = found.log.iter().rev().filter(|entry| {
        (query.max_id == 0 || entry.id < query.max_id)
            && entry.id > query.min_id
            && (admins.is_empty() || admins.contains(&entry.by))
            && query.events_filter.as_ref().is_none_or(|filter| is_of(entry, filter))
            && (words.is_empty() || says(&view, entry, &words))
    });
    let wanted: Vec<&LogEntry> = wanted.take(count(query.limit).min(MOST)).collect();
    let events = wanted.into_iter().map(|entry| {
        let action = action(&mut view, found, entry);
        let user_id = view.user_id(entry.by);
        types::ChannelAdminLogEvent { id: entry.id, date: int(entry.date), user_id, action }.into()
    });
    let events = events.collect();
    view.peer(chat);
    let (users, chats) = view.people();
    Ok(types::channels::AdminLogResults { events, chats, users }.into())
}

fn is_of(entry: &LogEntry, filter: &enums::ChannelAdminLogEventsFilter) -> bool {
    let enums::ChannelAdminLogEventsFilter::Filter(filter) = filter;
    match &entry.what {
        Logged::Title(..) => filter.info,
        Logged::Joined => filter.join,
        Logged::Left => filter.leave,
        Logged::Invited(_) => filter.invite,
        Logged::Standing(_, before, after) => {
            let banned = |member: &Member| matches!(member, Member::Banned | Member::Restricted(_));
            (filter.promote && after.is_admin())
                || (filter.demote && before.is_admin())
                || ((filter.ban || filter.kick) && banned(after))
                || ((filter.unban || filter.unkick) && banned(before))
        }
        Logged::Edited(_) => filter.edit,
        Logged::Deleted(_) => filter.delete,
        Logged::Pinned(_) => filter.pinned,
        Logged::SlowMode(..) => filter.settings,
    }
}

fn says(view: &View, entry: &LogEntry, words: &str) -> bool {
    match &entry.what {
        Logged::Edited(id) | Logged::Deleted(id) | Logged::Pinned(id) => {
            let text = view.world.message(*id).and_then(|message| message.content.text());
            text.is_some_and(|text| text.text.to_lowercase().contains(words))
        }
        Logged::Title(before, after) => {
            before.to_lowercase().contains(words) || after.to_lowercase().contains(words)
        }
        _ => false,
    }
}

fn action(view: &mut View, chat: &Chat, entry: &LogEntry) -> enums::ChannelAdminLogEventAction {
    use enums::ChannelAdminLogEventAction as A;
    match &entry.what {
        Logged::Title(before, after) => types::ChannelAdminLogEventActionChangeTitle {
            prev_value: before.clone(),
            new_value: after.clone(),
        }
        .into(),
        Logged::Joined => A::ParticipantJoin,
        Logged::Left => A::ParticipantLeave,
        Logged::Invited(user) => {
            let participant = participant(view, chat, *user, &Member::Member);
            types::ChannelAdminLogEventActionParticipantInvite { participant }.into()
        }
        Logged::Standing(user, before, after) => {
            let prev_participant = participant(view, chat, *user, before);
            let new_participant = participant(view, chat, *user, after);
            if before.is_admin() || after.is_admin() {
                types::ChannelAdminLogEventActionParticipantToggleAdmin { prev_participant, new_participant }
                    .into()
            } else {
                types::ChannelAdminLogEventActionParticipantToggleBan { prev_participant, new_participant }
                    .into()
            }
        }
        Logged::Edited(id) => {
            let message = shown(view, *id);
            let (prev_message, new_message) = (message.clone(), message);
            types::ChannelAdminLogEventActionEditMessage { prev_message, new_message }.into()
        }
        Logged::Deleted(id) => {
            types::ChannelAdminLogEventActionDeleteMessage { message: shown(view, *id) }.into()
        }
        Logged::Pinned(id) => {
            types::ChannelAdminLogEventActionUpdatePinned { message: shown(view, *id) }.into()
        }
        Logged::SlowMode(before, after) => types::ChannelAdminLogEventActionToggleSlowMode {
            prev_value: int(*before),
            new_value: int(*after),
        }
        .into(),
    }
}

/// A message of the log, also if it is gone.
fn shown(view: &mut View, id: MessageId) -> enums::Message {
    match view.world.message(id) {
        Some(message) => view.whole_message(message),
        None => types::MessageEmpty { id: 0, peer_id: None }.into(),
    }
}
