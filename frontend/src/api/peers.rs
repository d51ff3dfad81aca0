//! What an account finds and keeps at Telegram: people, groups, contacts, folders.

use openapi::{
    IdentityId,
    chats::{AddContact, Chat, Folder, FoundPeer, JoinChat, Joined, OpenChat},
};
use uuid::Uuid;

use super::{Result, all, delete, get, post};

/// People, groups and channels that Telegram finds for an account.
pub async fn find(account: IdentityId, q: &str) -> Result<Vec<FoundPeer>> {
    all(|| get(format!("/accounts/{account}/peers")).query("q", Some(q))).await
}

/// Opens an account's chat with someone it knows or found.
pub async fn open(account: IdentityId, telegram_id: i64) -> Result<Chat> {
    post(format!("/accounts/{account}/chats")).json(&OpenChat { telegram_id }).send().await
}

/// Has an account join a group or channel. The same key asks once, however often it is pressed.
pub async fn join(account: IdentityId, link: String, key: Uuid) -> Result<Joined> {
    post(format!("/accounts/{account}/join")).key(key).json(&JoinChat { link }).send().await
}

/// The folders of an account's list of chats.
pub async fn folders(account: IdentityId) -> Result<Vec<Folder>> {
    all(|| get(format!("/accounts/{account}/folders"))).await
}

/// An account's address book.
pub async fn contacts(account: IdentityId) -> Result<Vec<FoundPeer>> {
    all(|| get(format!("/accounts/{account}/contacts"))).await
}

/// Adds someone to an account's address book.
pub async fn add_contact(account: IdentityId, new: &AddContact, key: Uuid) -> Result<()> {
    post(format!("/accounts/{account}/contacts")).key(key).json(new).done().await
}

/// Takes someone out of an account's address book.
pub async fn remove_contact(account: IdentityId, telegram_id: i64) -> Result<()> {
    delete(format!("/accounts/{account}/contacts/{telegram_id}")).done().await
}
