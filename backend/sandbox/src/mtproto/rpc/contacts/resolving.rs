//! Finding people and chats by name or number.

use grammers_tl_types::{enums, functions::contacts, types};

use super::{Reply, RpcError, Signed, View};
use crate::{
    mtproto::number::count,
    world::{ChatRef, World},
};

fn resolved(call: &Signed, world: &World, chat: ChatRef) -> enums::contacts::ResolvedPeer {
    let mut view = View::new(world, call.me);
    let peer = view.peer(chat);
    let (users, chats) = view.people();
    types::contacts::ResolvedPeer { peer, chats, users }.into()
}

pub fn username(call: &Signed, query: contacts::ResolveUsername) -> Reply<enums::contacts::ResolvedPeer> {
    let world = call.shared.world();
    let name = query.username.trim_start_matches('@');
    if name.is_empty() || name.contains(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_') {
        return Err(RpcError::bad("USERNAME_INVALID"));
    }
    let chat = world.chat_by_username(call.me, name);
    chat.map(|chat| resolved(call, &world, chat)).ok_or_else(|| RpcError::bad("USERNAME_NOT_OCCUPIED"))
}

pub fn phone(call: &Signed, query: contacts::ResolvePhone) -> Reply<enums::contacts::ResolvedPeer> {
    let world = call.shared.world();
    let digits: String = query.phone.chars().filter(char::is_ascii_digit).collect();
    let user = world.by_phone(&digits).ok_or_else(|| RpcError::bad("PHONE_NOT_OCCUPIED"))?;
    Ok(resolved(call, &world, ChatRef::private(call.me, user)))
}

/// The account's own chats by title, and everybody and everything with a username that begins so.
pub fn search(call: &Signed, query: contacts::Search) -> Reply<enums::contacts::Found> {
    let words = query.q.trim_start_matches('@').to_lowercase();
    if words.is_empty() {
        return Err(RpcError::bad("SEARCH_QUERY_EMPTY"));
    }
    let world = call.shared.world();
    let mut view = View::new(&world, call.me);
    let limit = count(query.limit).clamp(1, 50);
    let mut mine = world.dialogs(call.me);
    mine.sort_unstable();
    mine.retain(|chat| world.title(call.me, *chat).to_lowercase().contains(&words));
    mine.truncate(limit);
    let mut others = world.by_username_prefix(call.me, &words);
    others.retain(|chat| !mine.contains(chat));
    others.truncate(limit);
    let my_results = mine.into_iter().map(|chat| view.peer(chat)).collect();
    let results = others.into_iter().map(|chat| view.peer(chat)).collect();
    let (users, chats) = view.people();
    Ok(types::contacts::Found { my_results, results, chats, users }.into())
}
