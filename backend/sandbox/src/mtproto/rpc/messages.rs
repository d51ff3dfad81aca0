//! `messages.*`.

mod dialogs;
mod history;
mod reading;
mod sending;

use grammers_tl_types::{enums, functions::messages};

use super::{Echo, Reply, RpcError, Signed, View, int, methods};
use crate::{mtproto::number::count, world::ChatRef};

methods! { Signed:
    messages::GetDialogs => dialogs::get,
    messages::GetPinnedDialogs => dialogs::pinned,
    messages::GetPeerDialogs => dialogs::of_peers,
    messages::GetHistory => history::get,
    messages::GetMessages => history::by_number,
    messages::SendMessage => sending::text,
    messages::ReadHistory => reading::history,
}

/// The newest messages of a chat, the newest first.
pub fn latest(view: &mut View, chat: ChatRef, limit: usize) -> Vec<enums::Message> {
    let (world, me) = (view.world, view.me);
    world.seen(me, chat).rev().take(limit.clamp(1, 100)).map(|message| view.message(message)).collect()
}

pub use history::of_channel;
pub use reading::channel as read_channel;
