//! Asking Telegram as an account, at once: what operators want to know or have done while they wait.

use openapi::{AccountId, ChatId};

use super::{shared::Connected, store};
use crate::{
    chats,
    entity::{chat, identity::IdentityKind},
    error::{Error, Result},
    inbox::{Delivery, Incoming, Peer, Position},
    platforms::telegram_account::{self, dialogs, send::Target},
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

/// The connection of an account.
pub(super) async fn account(state: &AppState, by: &Caller, id: AccountId) -> Result<Connected> {
    store::find(&state.db.reader, by.workspace_id, id).await?;
    state.accounts.connected(id.into())
}

/// A chat of an account; where it is a bot's, these words say why not.
pub(super) async fn chat(state: &AppState, by: &Caller, id: ChatId, bots: &str) -> Result<Asked> {
    let reader = &state.db.reader;
    let chat = chats::store::find(reader, by.workspace_id, None, id).await?.chat;
    if chat.identity_kind != IdentityKind::Account {
        return Err(Error::conflict(bots));
    }
    let connected = state.accounts.connected(chat.identity_id)?;
    let target = telegram_account::store::target(reader, &chat).await?;
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

/// The chat with someone or something, made here where there is none yet.
pub(super) async fn open(state: &AppState, connected: &Connected, with: Target) -> Result<chat::Model> {
    let (reader, account, peers) = (&state.db.reader, connected.lease.identity, [(with.kind, with.id)]);
    let there = chats::store::of_peers(reader, account, &peers).await?;
    let (mut content, known) = dialogs::one(&connected.client, with).await?;
    if !there.is_empty() {
        // its last message may be news that is still on its way
        content.retain(|incoming| !matches!(incoming, Incoming::History(_)));
    }
    keep(state, connected, content, Some(known)).await?;
    let chat = chats::store::of_peers(reader, account, &peers).await?.pop();
    chat.ok_or_else(|| Error::Telegram("it shows nothing of this chat".to_owned()))
}
