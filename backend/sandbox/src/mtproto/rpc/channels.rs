//! `channels.*`: supergroups and channels.

mod admin_log;
mod joining;
mod participants;
mod rights;
mod settings;

use grammers_tl_types::{enums, functions::channels, types};

use super::{Reply, RpcError, Signed, View, int, messages, methods};
use crate::mtproto::render::full_chat;

methods! { Signed:
    channels::GetMessages => messages::of_channel,
    channels::DeleteMessages => messages::delete_of_channel,
    channels::DeleteHistory => settings::delete_history,
    channels::ReadHistory => messages::read_channel,
    channels::ReadMessageContents => |_, _| Ok(true),
    channels::GetChannels => get,
    channels::GetFullChannel => get_full,
    channels::GetParticipants => participants::get,
    channels::GetParticipant => participants::one,
    channels::GetAdminLog => admin_log::get,
    channels::JoinChannel => joining::join,
    channels::LeaveChannel => joining::leave,
    channels::InviteToChannel => joining::invite,
    channels::EditAdmin => rights::edit_admin,
    channels::EditBanned => rights::edit_banned,
    channels::CreateChannel => settings::create,
    channels::EditTitle => settings::edit_title,
    channels::ToggleForum => messages::toggle_forum,
    channels::ToggleSlowMode => settings::slow_mode,
}

fn get(call: &Signed, query: channels::GetChannels) -> Reply<enums::messages::Chats> {
    let world = call.shared.world();
    let view = View::new(&world, call.me);
    let known = query.id.iter().map(|channel| call.any_channel(&world, channel));
    let known = known.collect::<Reply<Vec<_>>>()?;
    let chats = known.into_iter().filter_map(|chat| view.chat(chat)).collect();
    Ok(types::messages::Chats { chats }.into())
}

fn get_full(call: &Signed, query: channels::GetFullChannel) -> Reply<enums::messages::ChatFull> {
    let world = call.shared.world();
    let chat = call.channel(&world, &query.channel)?;
    let pts = call.accounts().channel_pts(chat).unwrap_or_default();
    let mut view = View::new(&world, call.me);
    let full = full_chat(&mut view, chat, pts);
    let full_chat = full.ok_or_else(|| RpcError::bad("CHANNEL_INVALID"))?;
    let (users, chats) = view.people();
    Ok(types::messages::ChatFull { full_chat, chats, users }.into())
}
