//! Fetches earlier messages of a chat from Telegram. Where it stopped is where the stored messages begin, so it can be
//! asked for again and again, by anyone, and beside what an account fetches by itself.

use openapi::{ChatId, chats::Backfill};

use super::store;
use crate::{
    chats,
    entity::identity::IdentityKind,
    error::{Error, Result},
    inbox::{Delivery, Incoming},
    messages,
    platforms::telegram_account::{
        history::{self, Side},
        send::Target,
    },
    state::AppState,
    web::caller::Caller,
};

/// Fetches the stretch before the earliest message that is stored.
pub async fn fetch(state: &AppState, by: &Caller, id: ChatId) -> Result<Backfill> {
    let reader = &state.db.reader;
    let chat = chats::store::find(reader, by.workspace_id, None, id).await?.chat;
    if chat.identity_kind != IdentityKind::Account {
        return Err(Error::conflict("Telegram shows bots no history: what a bot has seen is all there is"));
    }
    let connected = state.accounts.connected(chat.identity_id)?;
    let hash = store::access_hash(reader, chat.identity_id, chat.peer_kind, chat.peer_id).await?;
    let target = Target { kind: chat.peer_kind, id: chat.peer_id, access_hash: hash.unwrap_or_default() };
    let earliest = messages::store::earliest_external(reader, id).await?;
    let page = history::fetch(&connected.client, target, Side::Before(earliest.unwrap_or_default())).await?;
    let done = Backfill { fetched: page.messages.len() as u64, complete: page.complete };
    let old = page.messages.into_iter().map(|old| Incoming::History(Box::new(old)));
    state.inbox.submit(Delivery::fetched(connected.lease, old.collect(), Some(page.known))).await?;
    Ok(done)
}
