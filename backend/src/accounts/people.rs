//! Who an account finds at Telegram: by name, and in its address book.

use openapi::{
    AccountId, FieldCode,
    chats::{AddContact, Chat, FoundPeer},
};

use super::{ask, phone, shared::Connected, store};
use crate::{
    chats,
    entity::chat::PeerKind,
    error::{Error, Result},
    platforms::telegram_account::{
        people::{self, Shown},
        send::Target,
    },
    state::AppState,
    web::caller::Caller,
};

/// People, groups and channels by name.
pub async fn search(state: &AppState, by: &Caller, id: AccountId, q: &str) -> Result<Vec<FoundPeer>> {
    let connected = ask::account(state, by, id).await?;
    let q = q.trim();
    if q.is_empty() {
        return Err(Error::field("q", FieldCode::TooShort, "say what to search for"));
    }
    keep(state, &connected, people::search(&connected.client, q).await?).await
}

/// The address book.
pub async fn contacts(state: &AppState, by: &Caller, id: AccountId) -> Result<Vec<FoundPeer>> {
    let connected = ask::account(state, by, id).await?;
    keep(state, &connected, people::contacts(&connected.client).await?).await
}

/// Adds someone to the address book.
pub async fn add_contact(state: &AppState, by: &Caller, id: AccountId, new: AddContact) -> Result<FoundPeer> {
    let connected = ask::account(state, by, id).await?;
    let phone = phone::read(&new.phone)?;
    let added = people::add_contact(&connected.client, phone, new.first_name, new.last_name).await?;
    keep(state, &connected, added).await?.pop().ok_or_else(|| {
        Error::field("phone", FieldCode::Unusable, "nobody at Telegram is found by this number")
    })
}

/// Takes someone out of the address book.
pub async fn remove_contact(state: &AppState, by: &Caller, id: AccountId, telegram_id: i64) -> Result<()> {
    let connected = ask::account(state, by, id).await?;
    let person = known(state, &connected, telegram_id, "contact").await?;
    let removed = people::remove_contact(&connected.client, person).await?;
    keep(state, &connected, removed).await.map(drop)
}

/// Opens the chat with someone the account knows.
pub async fn open(state: &AppState, by: &Caller, id: AccountId, telegram_id: i64) -> Result<Chat> {
    let connected = ask::account(state, by, id).await?;
    let peer = PeerKind::unmark(telegram_id);
    let there = chats::store::of_peers(&state.db.reader, connected.lease.identity, &[peer]).await?;
    let chat = if let Some(chat) = there.into_iter().next() {
        chat
    } else {
        let target = known(state, &connected, telegram_id, "peer that this account knows").await?;
        ask::open(state, &connected, target).await?
    };
    chats::service::find(state, by, chat.id).await
}

/// Someone the account can name.
async fn known(
    state: &AppState,
    connected: &Connected,
    telegram_id: i64,
    what: &'static str,
) -> Result<Target> {
    let (kind, id) = PeerKind::unmark(telegram_id);
    let account = connected.lease.identity;
    let hash = store::access_hash(&state.db.reader, account, kind, id).await?;
    Ok(Target { kind, id, access_hash: hash.ok_or(Error::NotFound(what))? })
}

/// Stores how to name whom Telegram showed, and tells which of them there are chats with.
async fn keep(state: &AppState, connected: &Connected, shown: Shown) -> Result<Vec<FoundPeer>> {
    ask::keep(state, connected, shown.met, Some(shown.known)).await?;
    let keys: Vec<_> = shown.found.iter().map(|found| PeerKind::unmark(found.telegram_id)).collect();
    let chats = chats::store::of_peers(&state.db.reader, connected.lease.identity, &keys).await?;
    let chat = |found: FoundPeer| {
        let there = chats.iter().find(|chat| chat.telegram_id() == found.telegram_id);
        FoundPeer { chat_id: there.map(|chat| chat.id), ..found }
    };
    Ok(shown.found.into_iter().map(chat).collect())
}
