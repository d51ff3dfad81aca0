//! Turns Telegram's updates into the inbox's words.

use grammers_tl_types::enums::{self, Update};

use super::{
    dialogs, message,
    peers::{Peers, key},
    poll,
};
use crate::{
    entity::chat::PeerKind,
    inbox::{DialogChange, Incoming, NewMessage},
};

/// Whether an update is of no use a moment later, and is not kept.
pub(super) fn is_passing(update: &Update) -> bool {
    matches!(
        update,
        Update::UserStatus(_)
            | Update::UserTyping(_)
            | Update::ChatUserTyping(_)
            | Update::ChannelUserTyping(_)
    )
}

/// Which updates come first: whose message it is that came, that it came, what became of it.
pub(super) fn age(update: &Update) -> u8 {
    match update {
        Update::MessageId(_) => 0,
        Update::NewMessage(_) | Update::NewChannelMessage(_) => 1,
        _ => 2,
    }
}

/// What an update says; nothing, where it says nothing the inbox has words for.
pub(super) fn read(update: Update, peers: &Peers) -> Vec<Incoming> {
    match update {
        Update::NewMessage(new) => arrived(new.message, peers),
        Update::NewChannelMessage(new) => arrived(new.message, peers),
        Update::EditMessage(edit) => edited(edit.message, peers),
        Update::EditChannelMessage(edit) => edited(edit.message, peers),
        Update::MessageId(sent) => {
            vec![Incoming::Sent { random_id: sent.random_id, external_id: sent.id.into() }]
        }
        Update::DeleteMessages(gone) => {
            vec![Incoming::Deleted { chat: None, external_ids: longs(gone.messages) }]
        }
        Update::DeleteChannelMessages(gone) => {
            let chat = peers.chat((PeerKind::Channel, gone.channel_id));
            vec![Incoming::Deleted { chat: Some(chat), external_ids: longs(gone.messages) }]
        }
        Update::PinnedMessages(pins) => pinned(peers, key(&pins.peer), pins.messages, pins.pinned),
        Update::PinnedChannelMessages(pins) => {
            pinned(peers, (PeerKind::Channel, pins.channel_id), pins.messages, pins.pinned)
        }
        Update::MessageReactions(reacted) => vec![Incoming::Reactions {
            chat: peers.chat(key(&reacted.peer)),
            external_id: reacted.msg_id.into(),
            reactions: message::reactions(reacted.reactions),
        }],
        Update::MessagePoll(voted) => vec![Incoming::Poll(Box::new(poll::changed(voted)))],
        // someone came, went or was let in: what is sent beside it says who may speak now
        Update::Channel(changed) => {
            vec![Incoming::Met { chat: peers.chat((PeerKind::Channel, changed.channel_id)) }]
        }
        Update::Chat(changed) => {
            vec![Incoming::Met { chat: peers.chat((PeerKind::Group, changed.chat_id)) }]
        }
        other => listed(other, peers),
    }
}

/// What changed in how the account's own list shows its chats.
fn listed(update: Update, peers: &Peers) -> Vec<Incoming> {
    let one = |peer, change| vec![Incoming::DialogChanged { chat: peers.chat(peer), change }];
    match update {
        // a topic's alone says nothing of the chat
        Update::ReadHistoryInbox(read) if read.top_msg_id.is_none() => {
            let (up_to, unread) = (read.max_id.into(), read.still_unread_count.into());
            one(key(&read.peer), DialogChange::Read { up_to, unread })
        }
        Update::ReadChannelInbox(read) => {
            let (up_to, unread) = (read.max_id.into(), read.still_unread_count.into());
            one((PeerKind::Channel, read.channel_id), DialogChange::Read { up_to, unread })
        }
        Update::ReadHistoryOutbox(read) => one(key(&read.peer), DialogChange::Seen(read.max_id.into())),
        Update::ReadChannelOutbox(read) => {
            one((PeerKind::Channel, read.channel_id), DialogChange::Seen(read.max_id.into()))
        }
        Update::DialogPinned(pin) => {
            dialog(&pin.peer).map(|peer| one(peer, DialogChange::Pinned(pin.pinned))).unwrap_or_default()
        }
        Update::PinnedDialogs(pins) => {
            // the receiver has asked for the order where it was not told
            let order = pins.order.unwrap_or_default();
            let pinned =
                order.iter().filter_map(dialog).flat_map(|peer| one(peer, DialogChange::Pinned(true)));
            let none = Incoming::NonePinned { archived: pins.folder_id == Some(dialogs::ARCHIVE) };
            std::iter::once(none).chain(pinned).collect()
        }
        Update::DialogUnreadMark(mark) => dialog(&mark.peer)
            .filter(|_| mark.saved_peer_id.is_none())
            .map(|peer| one(peer, DialogChange::MarkedUnread(mark.unread)))
            .unwrap_or_default(),
        Update::NotifySettings(of) => match of.peer {
            enums::NotifyPeer::Peer(named) => {
                one(key(&named.peer), DialogChange::Muted(dialogs::muted_until(&of.notify_settings)))
            }
            // those of all chats of a kind
            _ => Vec::new(),
        },
        Update::FolderPeers(moved) => {
            let moved = moved.folder_peers.into_iter().flat_map(|enums::FolderPeer::Peer(moved)| {
                one(key(&moved.peer), DialogChange::Archived(moved.folder_id == dialogs::ARCHIVE))
            });
            moved.collect()
        }
        _ => Vec::new(),
    }
}

fn dialog(dialog: &enums::DialogPeer) -> Option<(PeerKind, i64)> {
    match dialog {
        enums::DialogPeer::Peer(dialog) => Some(key(&dialog.peer)),
        // the archive as a whole, and what came with later layers
        _ => None,
    }
}

fn arrived(message: enums::Message, peers: &Peers) -> Vec<Incoming> {
    let migrated = migrated(&message, peers);
    let new = message::read(message, peers).map(|new| Incoming::Message(Box::new(new)));
    migrated.into_iter().chain(new).collect()
}

fn edited(message: enums::Message, peers: &Peers) -> Vec<Incoming> {
    let edited = |new: NewMessage| Incoming::Edited(Box::new(new));
    message::read(message, peers).map(edited).into_iter().collect()
}

/// A basic group that became a supergroup.
fn migrated(message: &enums::Message, peers: &Peers) -> Option<Incoming> {
    let enums::Message::Service(message) = message else { return None };
    match &message.action {
        enums::MessageAction::ChatMigrateTo(to) => {
            Some(Incoming::Migrated { chat: peers.chat(key(&message.peer_id)), supergroup: to.channel_id })
        }
        enums::MessageAction::ChannelMigrateFrom(from) => {
            let (_, supergroup) = key(&message.peer_id);
            Some(Incoming::Migrated { chat: peers.chat((PeerKind::Group, from.chat_id)), supergroup })
        }
        _ => None,
    }
}

fn pinned(peers: &Peers, chat: (PeerKind, i64), ids: Vec<i32>, pinned: bool) -> Vec<Incoming> {
    let chat = peers.chat(chat);
    let one = |id: i32| {
        let (chat, external_id) = (chat.clone(), id.into());
        if pinned { Incoming::Pinned { chat, external_id } } else { Incoming::Unpinned { chat, external_id } }
    };
    ids.into_iter().map(one).collect()
}

fn longs(ids: Vec<i32>) -> Vec<i64> {
    ids.into_iter().map(Into::into).collect()
}
