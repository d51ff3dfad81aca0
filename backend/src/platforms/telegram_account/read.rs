//! Turns Telegram's updates into the inbox's words.

use grammers_tl_types::enums::{self, Update};

use super::{
    message,
    peers::{Peers, key},
    poll,
};
use crate::{
    entity::chat::PeerKind,
    inbox::{Incoming, NewMessage},
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
        _ => Vec::new(),
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
