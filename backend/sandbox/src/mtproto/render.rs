//! The world in TL objects, as one account sees it.

pub mod bare;
pub mod chat;
pub mod dialog;
pub mod entities;
mod keyboard;
pub mod media;
mod message;
mod service;
pub mod update;
mod user;

use std::collections::BTreeSet;

use grammers_tl_types::{enums, types};

use crate::world::{ChatRef, UserId, World};
pub use chat::full as full_chat;
pub use user::full as full_user;

/// What one account sees; it remembers whom the rendered objects speak of.
pub struct View<'a> {
    /// The world.
    pub world: &'a World,
    /// Whose account it is.
    pub me: UserId,
    /// Whether chats say how many people are in them.
    counts: bool,
    users: BTreeSet<UserId>,
    chats: BTreeSet<ChatRef>,
}

impl<'a> View<'a> {
    /// Nothing was spoken of yet.
    pub fn new(world: &'a World, me: UserId) -> Self {
        Self { world, me, counts: true, users: BTreeSet::new(), chats: BTreeSet::new() }
    }

    /// For what is pushed: without figures that cost a walk over all members for each of them.
    pub fn brief(world: &'a World, me: UserId) -> Self {
        Self { counts: false, ..Self::new(world, me) }
    }

    /// A chat as a peer.
    pub fn peer(&mut self, chat: ChatRef) -> enums::Peer {
        match chat {
            ChatRef::Private(pair) => self.user_peer(pair.other(self.me)),
            ChatRef::Group(chat_id) => {
                self.chats.insert(chat);
                types::PeerChat { chat_id }.into()
            }
            ChatRef::Channel(channel_id) => {
                self.chats.insert(chat);
                types::PeerChannel { channel_id }.into()
            }
        }
    }

    /// A user as a peer.
    pub fn user_peer(&mut self, user: UserId) -> enums::Peer {
        types::PeerUser { user_id: self.user_id(user) }.into()
    }

    /// A user's id.
    pub fn user_id(&mut self, user: UserId) -> i64 {
        self.users.insert(user);
        user.0
    }

    /// Everybody and every chat that was spoken of.
    pub fn people(mut self) -> (Vec<enums::User>, Vec<enums::Chat>) {
        let chats = std::mem::take(&mut self.chats);
        let chats = chats.into_iter().filter_map(|chat| self.chat(chat)).collect();
        let users = std::mem::take(&mut self.users);
        (users.into_iter().map(|user| self.user(user)).collect(), chats)
    }
}

/// What an account has to show to speak of a user or channel; each account has its own.
pub fn access_hash(viewer: UserId, id: i64) -> i64 {
    let mixed = viewer.0.wrapping_mul(0x5851_F42D_4C95_7F2D) ^ id.wrapping_mul(0x2545_F491_4F6C_DD1D);
    mixed ^ (mixed >> 29)
}
