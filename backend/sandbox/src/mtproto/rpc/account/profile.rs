//! What an account shows of itself, and what it wants to hear.

use grammers_tl_types::{enums, functions::account};

use super::{Reply, RpcError, Signed, View};
use crate::{
    mtproto::render::bare,
    world::{ChatRef, World},
};

/// How long somebody is online who says so once, in seconds.
const ONLINE: i64 = 300;

/// The longest first or last name and the longest self-description.
const NAME_LIMIT: usize = 64;
const ABOUT_LIMIT: usize = 70;

pub fn update_status(call: &Signed, query: account::UpdateStatus) -> Reply<bool> {
    let mut world = call.shared.world();
    let now = world.now();
    if let Some(user) = world.user_mut(call.me) {
        user.online_until = if query.offline { now } else { now + ONLINE };
    }
    Ok(true)
}

pub fn update(call: &Signed, query: account::UpdateProfile) -> Reply<enums::User> {
    let too_long =
        |text: &Option<String>, limit| text.as_ref().is_some_and(|text| text.chars().count() > limit);
    if query.first_name.as_deref().is_some_and(|name| name.trim().is_empty())
        || too_long(&query.first_name, NAME_LIMIT)
    {
        return Err(RpcError::bad("FIRSTNAME_INVALID"));
    }
    if too_long(&query.last_name, NAME_LIMIT) {
        return Err(RpcError::bad("LASTNAME_INVALID"));
    }
    if too_long(&query.about, ABOUT_LIMIT) {
        return Err(RpcError::bad("ABOUT_TOO_LONG"));
    }
    let mut world = call.shared.world();
    if let Some(user) = world.user_mut(call.me) {
        if let Some(first) = query.first_name {
            user.first_name = first;
        }
        if let Some(last) = query.last_name {
            user.last_name = Some(last).filter(|last| !last.is_empty());
        }
        if let Some(about) = query.about {
            user.about = Some(about).filter(|about| !about.is_empty());
        }
    }
    Ok(View::new(&world, call.me).user(call.me))
}

/// Five to 32 letters, digits and underscores, a letter first.
fn check(username: &str) -> Reply<()> {
    let fits = (5..=32).contains(&username.len())
        && username.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && username.starts_with(|first: char| first.is_ascii_alphabetic());
    if fits { Ok(()) } else { Err(RpcError::bad("USERNAME_INVALID")) }
}

pub fn check_username(call: &Signed, query: account::CheckUsername) -> Reply<bool> {
    check(&query.username)?;
    Ok(call.shared.world().chat_by_username(call.me, &query.username).is_none())
}

pub fn update_username(call: &Signed, query: account::UpdateUsername) -> Reply<enums::User> {
    let mut world = call.shared.world();
    let new = Some(query.username.as_str()).filter(|username| !username.is_empty());
    if let Some(new) = new {
        check(new)?;
    }
    let old = world.user(call.me).and_then(|user| user.username.clone());
    if old.as_deref() == new {
        return Err(RpcError::bad("USERNAME_NOT_MODIFIED"));
    }
    world.rename_user(call.me, new)?;
    Ok(View::new(&world, call.me).user(call.me))
}

fn place(call: &Signed, world: &World, peer: &enums::InputNotifyPeer) -> Reply<Option<ChatRef>> {
    match peer {
        enums::InputNotifyPeer::Peer(peer) => call.chat(world, &peer.peer).map(Some),
        _ => Ok(None),
    }
}

/// Settings for kinds of chats are taken and not kept.
pub fn update_notify_settings(call: &Signed, query: account::UpdateNotifySettings) -> Reply<bool> {
    let enums::InputPeerNotifySettings::Settings(settings) = query.settings;
    let chat = {
        let mut world = call.shared.world();
        let chat = place(call, &world, &query.peer)?;
        let dialog = chat.and_then(|chat| world.dialog_mut(call.me, chat));
        if let (Some(dialog), Some(mute_until)) = (dialog, settings.mute_until) {
            dialog.muted_until = mute_until.into();
        }
        chat
    };
    if let Some(chat) = chat {
        call.tell_others(|view| view.muted(chat));
    }
    Ok(true)
}

pub fn notify_settings(call: &Signed, query: account::GetNotifySettings) -> Reply<enums::PeerNotifySettings> {
    let world = call.shared.world();
    let chat = place(call, &world, &query.peer)?;
    let view = View::new(&world, call.me);
    Ok(chat.map_or_else(|| bare::notify_settings().into(), |chat| view.notify_settings(chat)))
}
