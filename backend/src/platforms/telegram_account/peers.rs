//! People, groups and channels as Telegram sends them beside updates: what they are called, and how to name them back.

use std::collections::HashMap;

use grammers_tl_types::{enums, types};
use openapi::{
    chats::{ChatAccess, ChatKind, FoundPeer},
    communities::CommunityRole,
    messages::Author,
};

use super::send::Target;
use crate::{
    entity::chat::PeerKind,
    inbox::{KnownPeer, Peer, Person, Standing},
};

/// What came with an update.
#[derive(Debug, Default)]
pub(super) struct Peers {
    users: HashMap<i64, types::User>,
    chats: HashMap<i64, enums::Chat>,
}

/// Which peer this is.
pub(super) fn key(peer: &enums::Peer) -> (PeerKind, i64) {
    match peer {
        enums::Peer::User(peer) => (PeerKind::User, peer.user_id),
        enums::Peer::Chat(peer) => (PeerKind::Group, peer.chat_id),
        enums::Peer::Channel(peer) => (PeerKind::Channel, peer.channel_id),
    }
}

impl Peers {
    /// What came.
    pub fn new(users: Vec<enums::User>, chats: Vec<enums::Chat>) -> Self {
        let users = users.into_iter().filter_map(|user| match user {
            enums::User::User(user) => Some((user.id, user)),
            enums::User::Empty(_) => None,
        });
        Self {
            users: users.collect(),
            // a group and a channel may have the same number: they are told apart by their kinds
            chats: chats.into_iter().map(|chat| (marked_chat(&chat), chat)).collect(),
        }
    }

    /// How to name each of them; those of whom only a little was sent cannot be named by it.
    pub fn known(&self) -> Vec<KnownPeer> {
        let users = self.users.values().filter(|user| !user.min).filter_map(|user| {
            Some(KnownPeer { kind: PeerKind::User, id: user.id, access_hash: Some(user.access_hash?) })
        });
        let chats = self.chats.values().filter_map(|chat| match chat {
            enums::Chat::Channel(channel) if !channel.min => Some(KnownPeer {
                kind: PeerKind::Channel,
                id: channel.id,
                access_hash: Some(channel.access_hash?),
            }),
            enums::Chat::ChannelForbidden(channel) => Some(KnownPeer {
                kind: PeerKind::Channel,
                id: channel.id,
                access_hash: Some(channel.access_hash),
            }),
            _ => None,
        });
        users.chain(chats).collect()
    }

    /// A chat as the inbox knows it. Without a title where nothing was sent of it.
    pub fn chat(&self, (kind, id): (PeerKind, i64)) -> Peer {
        let unknown = |chat_kind| Peer::known(kind, id, chat_kind);
        match kind {
            PeerKind::User => match self.users.get(&id) {
                Some(user) => Peer {
                    title: name(user),
                    username: username(user.username.as_ref(), user.usernames.as_ref()),
                    // what is sent in brief does not tell
                    person: (!user.min).then_some(Person { is_bot: user.bot, is_contact: user.contact }),
                    ..unknown(ChatKind::Private)
                },
                None => unknown(ChatKind::Private),
            },
            PeerKind::Group => match self.chats.get(&kind.mark(id)) {
                Some(enums::Chat::Chat(group)) => Peer {
                    title: group.title.clone(),
                    standing: Some(standing(group.left, group.creator, group.admin_rights.is_some())),
                    ..unknown(ChatKind::Group)
                },
                Some(enums::Chat::Forbidden(group)) => Peer {
                    title: group.title.clone(),
                    standing: Some(Standing::LEFT),
                    ..unknown(ChatKind::Group)
                },
                _ => unknown(ChatKind::Group),
            },
            PeerKind::Channel => match self.chats.get(&kind.mark(id)) {
                Some(enums::Chat::Channel(channel)) => Peer {
                    title: channel.title.clone(),
                    username: username(channel.username.as_ref(), channel.usernames.as_ref()),
                    // what is sent in brief does not tell
                    standing: (!channel.min)
                        .then(|| standing(channel.left, channel.creator, channel.admin_rights.is_some())),
                    ..unknown(if channel.broadcast { ChatKind::Channel } else { ChatKind::Supergroup })
                },
                Some(enums::Chat::ChannelForbidden(channel)) => Peer {
                    title: channel.title.clone(),
                    standing: Some(Standing::LEFT),
                    ..unknown(if channel.broadcast { ChatKind::Channel } else { ChatKind::Supergroup })
                },
                _ => unknown(ChatKind::Supergroup),
            },
        }
    }

    /// How the account names one of them from now on.
    pub fn target(&self, (kind, id): (PeerKind, i64)) -> Target {
        let known = self.known().into_iter().find(|known| (known.kind, known.id) == (kind, id));
        Target { kind, id, access_hash: known.and_then(|known| known.access_hash).unwrap_or_default() }
    }

    /// One of them as someone who searches sees it; none where nothing was sent of it.
    pub fn found(&self, (kind, id): (PeerKind, i64)) -> Option<FoundPeer> {
        let peer = self.chat((kind, id));
        let user = self.users.get(&id).filter(|_| kind == PeerKind::User);
        (!peer.title.is_empty()).then(|| FoundPeer {
            telegram_id: kind.mark(id),
            kind: peer.chat_kind,
            title: peer.title,
            username: peer.username,
            phone: user.and_then(|user| user.phone.as_ref()).map(|digits| format!("+{digits}")),
            is_bot: user.is_some_and(|user| user.bot),
            contact: user.is_some_and(|user| user.contact),
            chat_id: None,
        })
    }

    /// Who wrote something.
    pub fn author(&self, peer: &enums::Peer, signature: Option<&str>) -> Author {
        let (kind, id) = key(peer);
        let chat = self.chat((kind, id));
        let is_bot = kind == PeerKind::User && self.users.get(&id).is_some_and(|user| user.bot);
        let name = signature.map_or(chat.title, str::to_owned);
        Author { telegram_id: kind.mark(id), name, username: chat.username, is_bot }
    }

    /// A person's name.
    pub fn name(&self, id: i64) -> String {
        self.users.get(&id).map(name).unwrap_or_default()
    }
}

/// Whom an answer that consists of updates speaks of. The updates themselves come in by the way of all updates.
pub(super) fn told(updates: enums::Updates) -> (Vec<enums::User>, Vec<enums::Chat>) {
    match updates {
        enums::Updates::Updates(many) => (many.users, many.chats),
        enums::Updates::Combined(many) => (many.users, many.chats),
        _ => Default::default(),
    }
}

/// Which peer this chat is.
pub(super) fn chat_key(chat: &enums::Chat) -> (PeerKind, i64) {
    PeerKind::unmark(marked_chat(chat))
}

fn marked_chat(chat: &enums::Chat) -> i64 {
    let kind = match chat {
        enums::Chat::Empty(_) | enums::Chat::Chat(_) | enums::Chat::Forbidden(_) => PeerKind::Group,
        _ => PeerKind::Channel,
    };
    kind.mark(chat.id())
}

fn standing(left: bool, creator: bool, admin: bool) -> Standing {
    if left {
        return Standing::LEFT;
    }
    Standing { access: ChatAccess::Open, role: role(creator, admin) }
}

/// What someone is in a group or channel beyond a member.
pub(super) fn role(creator: bool, admin: bool) -> Option<CommunityRole> {
    match (creator, admin) {
        (true, _) => Some(CommunityRole::Creator),
        (false, true) => Some(CommunityRole::Admin),
        (false, false) => None,
    }
}

fn name(user: &types::User) -> String {
    let names = [&user.first_name, &user.last_name].into_iter().flatten();
    names.filter(|name| !name.is_empty()).cloned().collect::<Vec<_>>().join(" ")
}

/// The one username, or the first of several that is in use.
fn username(one: Option<&String>, several: Option<&Vec<enums::Username>>) -> Option<String> {
    one.cloned().or_else(|| {
        several
            .into_iter()
            .flatten()
            .find_map(|enums::Username::Username(name)| name.active.then(|| name.username.clone()))
    })
}
