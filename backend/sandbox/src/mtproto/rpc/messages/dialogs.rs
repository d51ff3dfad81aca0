//! The list of chats: <https://core.telegram.org/api/folders>.

use std::cmp::Reverse;

use grammers_tl_types::{enums, functions::messages, types};

use super::{Reply, RpcError, Signed, View, count};
use crate::{
    mtproto::{accounts::Accounts, render::dialog::ARCHIVE, rpc::updates::state_of},
    world::{ChatRef, World},
};

/// The most dialogs that come at once.
const MOST: usize = 100;

/// What a chat is ordered by: its date, then its message.
type Place = (i64, u64);

fn place(world: &World, call: &Signed, chat: ChatRef) -> Place {
    let newest = world.newest(call.me, chat);
    let unsent = world.dialog(call.me, chat).and_then(|dialog| dialog.unsent.as_ref());
    let date = newest.map_or(0, |message| message.date);
    (date.max(unsent.map_or(0, |unsent| unsent.date)), newest.map_or(0, |message| message.id.0))
}

pub fn get(call: &Signed, query: messages::GetDialogs) -> Reply<enums::messages::Dialogs> {
    let world = call.shared.world();
    let archived = query.folder_id == Some(ARCHIVE);
    let pinned = world.user(call.me).map(|user| user.pinned.clone()).unwrap_or_default();
    let is_pinned = |chat: &ChatRef| pinned.iter().position(|one| one == chat);
    let mut all: Vec<ChatRef> = world.dialogs(call.me);
    all.retain(|chat| {
        let dialog = world.dialog(call.me, *chat);
        query.folder_id.is_none() || dialog.is_some_and(|dialog| dialog.archived) == archived
    });
    if query.exclude_pinned {
        all.retain(|chat| is_pinned(chat).is_none());
    }
    all.sort_by_cached_key(|chat| {
        (is_pinned(chat).unwrap_or(usize::MAX), Reverse(place(&world, call, *chat)))
    });
    let total = all.len();
    if let Some(after) = offset(call, &world, &query)? {
        let place_of =
            |chat: &ChatRef| (is_pinned(chat).unwrap_or(usize::MAX), Reverse(place(&world, call, *chat)));
        let bound = (usize::MAX, Reverse(after));
        let known = is_known(call, &world, &query.offset_peer).map(|chat| place_of(&chat));
        let bound = known.unwrap_or(bound);
        all.retain(|chat| place_of(chat) > bound);
    }
    all.truncate(count(query.limit).clamp(1, MOST));
    let complete = all.len() == total;
    let mut view = View::new(&world, call.me);
    let (dialogs, messages) = rendered(&mut view, &call.accounts(), &all);
    let (users, chats) = view.people();
    Ok(if complete {
        types::messages::Dialogs { dialogs, messages, chats, users }.into()
    } else {
        let count = super::int(total);
        types::messages::DialogsSlice { count, dialogs, messages, chats, users }.into()
    })
}

/// The place after which a page begins, if it is not the first.
fn offset(call: &Signed, world: &World, query: &messages::GetDialogs) -> Reply<Option<Place>> {
    if query.offset_date == 0 && query.offset_id == 0 {
        return Ok(None);
    }
    if query.offset_date < 0 || query.offset_id < 0 {
        return Err(RpcError::bad("OFFSET_INVALID"));
    }
    let chat = is_known(call, world, &query.offset_peer);
    let message = chat.and_then(|chat| world.find(call.me, chat, query.offset_id.into()));
    let date = if query.offset_date == 0 { i64::MAX } else { query.offset_date.into() };
    Ok(Some(message.map_or((date, 0), |message| (message.date, message.id.0))))
}

fn is_known(call: &Signed, world: &World, peer: &enums::InputPeer) -> Option<ChatRef> {
    call.chat(world, peer).ok()
}

fn rendered(
    view: &mut View,
    accounts: &Accounts,
    chats: &[ChatRef],
) -> (Vec<enums::Dialog>, Vec<enums::Message>) {
    let (world, me) = (view.world, view.me);
    let dialogs = chats.iter().map(|chat| view.dialog(*chat, accounts.channel_pts(*chat))).collect();
    let tops = chats.iter().filter_map(|chat| world.newest(me, *chat));
    (dialogs, tops.map(|message| view.message(message)).collect())
}

/// Dialogs with the state of the account.
fn peer_dialogs(call: &Signed, world: &World, chats: &[ChatRef]) -> enums::messages::PeerDialogs {
    let mut view = View::new(world, call.me);
    let accounts = call.accounts();
    let (dialogs, messages) = rendered(&mut view, &accounts, chats);
    let (users, chats) = view.people();
    let state = state_of(call, world, &accounts);
    types::messages::PeerDialogs { dialogs, messages, chats, users, state }.into()
}

pub fn pinned(call: &Signed, query: messages::GetPinnedDialogs) -> Reply<enums::messages::PeerDialogs> {
    let world = call.shared.world();
    let mut pinned = world.user(call.me).map(|user| user.pinned.clone()).unwrap_or_default();
    let archived = query.folder_id == ARCHIVE;
    pinned.retain(|chat| world.dialog(call.me, *chat).is_some_and(|dialog| dialog.archived) == archived);
    Ok(peer_dialogs(call, &world, &pinned))
}

pub fn of_peers(call: &Signed, query: messages::GetPeerDialogs) -> Reply<enums::messages::PeerDialogs> {
    let world = call.shared.world();
    let chats = query.peers.iter().filter_map(|peer| match peer {
        enums::InputDialogPeer::Peer(peer) => Some(call.chat(&world, &peer.peer)),
        _ => None,
    });
    let chats = chats.collect::<Reply<Vec<_>>>()?;
    Ok(peer_dialogs(call, &world, &chats))
}
