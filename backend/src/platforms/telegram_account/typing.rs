//! Tells that someone writes to an account. It is told to whoever looks just now, and kept nowhere.

use chrono::TimeDelta;
use grammers_tl_types::enums::{Peer, SendMessageAction, Update};
use openapi::events::{Passing, Typing};

use super::peers::{Peers, key};
use crate::{
    bus::{Passage, Wake},
    chats,
    entity::{chat::PeerKind, identity::IdentityKind},
    error::Result,
    state::AppState,
    supervisor::Lease,
};

/// How long it holds unless it is told again. Source: <https://core.telegram.org/constructor/updateUserTyping>
const HOLDS: TimeDelta = TimeDelta::seconds(6);

/// Where someone writes, and who; nothing for other updates.
fn read(update: &Update) -> Option<((PeerKind, i64), Option<&Peer>, &SendMessageAction)> {
    match update {
        Update::UserTyping(typing) => Some(((PeerKind::User, typing.user_id), None, &typing.action)),
        Update::ChatUserTyping(typing) => {
            Some(((PeerKind::Group, typing.chat_id), Some(&typing.from_id), &typing.action))
        }
        Update::ChannelUserTyping(typing) => {
            Some(((PeerKind::Channel, typing.channel_id), Some(&typing.from_id), &typing.action))
        }
        _ => None,
    }
}

/// Tells of those among these updates that say so, where the chat is known.
pub(super) async fn tell(
    state: &AppState,
    lease: Lease,
    updates: impl Iterator<Item = &Update>,
    peers: &Peers,
) -> Result<()> {
    let told: Vec<_> = updates.filter_map(read).collect();
    let wanted: Vec<_> =
        told.iter().flat_map(|(chat, from, _)| [Some(*chat), from.map(key)]).flatten().collect();
    let known = chats::store::of_peers(&state.db.reader, lease.identity, &wanted).await?;
    let find = |key| known.iter().find(|row| (row.peer_kind, row.peer_id) == key);
    for (chat, from, action) in told {
        let Some(row) = find(chat) else { continue };
        // whoever is not told of beside the update may have a chat of their own with the account
        let name = from.and_then(|from| {
            let told = Some(peers.author(from, None).name).filter(|name| !name.is_empty());
            told.or_else(|| find(key(from)).map(|row| row.title.clone()))
        });
        let now = state.clock.now();
        let until =
            if matches!(action, SendMessageAction::SendMessageCancelAction) { now } else { now + HOLDS };
        let typing = Typing { identity_id: lease.identity, chat_id: row.id, name, until };
        state.bus.wake(Wake::Passing(Box::new(Passage {
            workspace: lease.workspace,
            kind: IdentityKind::Account,
            what: Passing::ChatTyping(typing),
        })));
    }
    Ok(())
}
