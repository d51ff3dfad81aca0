//! Chats of bots and accounts, and what of them is unread.

use openapi::{
    ChatId, IdentityId, Page,
    chats::{Backfill, Chat, ChatKind, MarkRead, ReadMark, Unread, UpdateDialog},
};
use serde::Serialize;

use super::{Result, get, patch, post};
use crate::section::Section;

/// Which chats to list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// Of this bot or account alone.
    pub identity: Option<IdentityId>,
    /// With something unread alone.
    pub unread: bool,
    /// Of these kinds alone; of every kind if there are none.
    pub kinds: Vec<ChatKind>,
    /// Those in an account's archive alone, or those outside it; both if it does not say.
    pub archived: Option<bool>,
    /// Of this folder of an account's alone.
    pub folder: Option<i32>,
    /// Whose title has this in it.
    pub q: Option<String>,
}

/// A page of chats, the newest message first.
pub async fn list(
    section: Section,
    filter: &Filter,
    cursor: Option<String>,
    limit: usize,
) -> Result<Page<Chat>> {
    get(format!("/{}/chats", section.word()))
        .query(section.key(), filter.identity)
        .query("unread", filter.unread.then_some(true))
        .query(
            "kind",
            (!filter.kinds.is_empty()).then(|| filter.kinds.iter().map(word).collect::<Vec<_>>().join(",")),
        )
        .query("archived", filter.archived)
        .query("folder", filter.folder)
        .query("q", filter.q.as_deref())
        .query("cursor", cursor)
        .query("limit", Some(limit))
        .send()
        .await
}

/// What is unread over all of a section.
pub async fn unread(section: Section) -> Result<Unread> {
    get(format!("/{}/unread", section.word())).send().await
}

/// One chat.
pub async fn find(id: ChatId) -> Result<Chat> {
    get(format!("/chats/{id}")).send().await
}

/// Fetches earlier messages of an account's chat from Telegram.
pub async fn fetch_history(id: ChatId) -> Result<Backfill> {
    post(format!("/chats/{id}/history")).send().await
}

/// Shows the person in the chat that someone writes to them.
pub async fn typing(id: ChatId) -> Result<()> {
    post(format!("/chats/{id}/typing")).done().await
}

/// Changes how an account's own list of chats shows one.
pub async fn update_dialog(id: ChatId, change: &UpdateDialog) -> Result<Chat> {
    patch(format!("/chats/{id}/dialog")).json(change).send().await
}

/// Has an account leave a group or channel.
pub async fn leave(id: ChatId) -> Result<Chat> {
    post(format!("/chats/{id}/leave")).send().await
}

/// One's own read mark.
pub async fn read_mark(id: ChatId) -> Result<ReadMark> {
    get(format!("/chats/{id}/read")).send().await
}

/// Moves one's own read mark.
pub async fn mark_read(id: ChatId, mark: &MarkRead) -> Result<ReadMark> {
    post(format!("/chats/{id}/read")).json(mark).send().await
}

/// The word a plain enum is on the wire.
pub fn word(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_sent_as_the_wire_has_them() {
        assert_eq!(word(ChatKind::Supergroup), "supergroup");
    }
}
