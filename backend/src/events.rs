//! Events: appended in the transaction of what happened, replayed from a cursor.

pub mod routes;
mod service;
pub mod store;

pub use service::envelope;

use openapi::{ChatId, IdentityId, UserId, events::EventData, runtime::Runtime};

use crate::entity::{chat, identity::IdentityKind};

/// An event about to be appended: what happened and who may see it.
#[derive(Debug)]
pub struct NewEvent {
    /// What happened.
    pub data: EventData,
    /// The kind of the identity it is about; none for events of the workspace itself.
    pub identity_kind: Option<IdentityKind>,
    /// The identity it is about.
    pub identity_id: Option<IdentityId>,
    /// The chat it is about.
    pub chat_id: Option<ChatId>,
    /// Set when only this user may see it.
    pub user_id: Option<UserId>,
}

impl NewEvent {
    /// An event of the whole installation. Every workspace has it, and every socket hears it.
    pub fn of_all(runtime: Runtime) -> Self {
        Self {
            data: EventData::RuntimeUpdated(Box::new(runtime)),
            identity_kind: None,
            identity_id: None,
            chat_id: None,
            user_id: None,
        }
    }

    /// An event of a chat.
    pub fn of_chat(chat: &chat::Model, data: EventData) -> Self {
        Self {
            data,
            identity_kind: Some(chat.identity_kind),
            identity_id: Some(chat.identity_id),
            chat_id: Some(chat.id),
            user_id: None,
        }
    }

    /// An event of a bot: its state, its chats, its messages.
    pub fn of_bot(bot: IdentityId, chat: Option<ChatId>, data: EventData) -> Self {
        Self {
            data,
            identity_kind: Some(IdentityKind::Bot),
            identity_id: Some(bot),
            chat_id: chat,
            user_id: None,
        }
    }

    /// An event of an account: its state, its sign-in.
    pub fn of_account(account: IdentityId, data: EventData) -> Self {
        Self {
            data,
            identity_kind: Some(IdentityKind::Account),
            identity_id: Some(account),
            chat_id: None,
            user_id: None,
        }
    }
}
