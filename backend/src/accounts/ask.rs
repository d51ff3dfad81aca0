//! Asking Telegram as an account, at once: what operators want to know or have done while they wait.

use openapi::ChatId;

use super::{shared::Connected, store};
use crate::{
    chats,
    entity::{chat, identity::IdentityKind},
    error::{Error, Result},
    inbox::{Delivery, Incoming, Peer, Position},
    platforms::telegram_account::send::Target,
    state::AppState,
    web::caller::Caller,
};

/// A chat, and the connection of its account.
#[derive(Debug)]
pub(super) struct Asked {
    pub chat: chat::Model,
    pub target: Target,
    pub connected: Connected,
}

/// A chat of an account; where it is a bot's, these words say why not.
pub(super) async fn chat(state: &AppState, by: &Caller, id: ChatId, bots: &str) -> Result<Asked> {
    let reader = &state.db.reader;
    let chat = chats::store::find(reader, by.workspace_id, None, id).await?.chat;
    if chat.identity_kind != IdentityKind::Account {
        return Err(Error::conflict(bots));
    }
    let connected = state.accounts.connected(chat.identity_id)?;
    let hash = store::access_hash(reader, chat.identity_id, chat.peer_kind, chat.peer_id).await?;
    let target = Target { kind: chat.peer_kind, id: chat.peer_id, access_hash: hash.unwrap_or_default() };
    Ok(Asked { chat, target, connected })
}

impl Asked {
    /// The chat, of which nothing new is told.
    pub fn peer(&self) -> Peer {
        Peer::known(self.chat.peer_kind, self.chat.peer_id, self.chat.kind)
    }
}

/// Stores what Telegram answered, the way everything comes in.
pub(super) async fn keep(
    state: &AppState,
    connected: &Connected,
    content: Vec<Incoming>,
    known: Option<Position>,
) -> Result<()> {
    state.inbox.submit(Delivery::fetched(connected.lease, content, known)).await
}
