//! Messages of a chat: reading, sending, changing.

use openapi::{
    ChatId, IdentityId, MessageId, Page,
    albums::{Album, SendAlbum},
    buttons::{PressButton, Pressed},
    chats::FoundMessage,
    messages::{
        EditMessage, ForwardMessage, Message, MessagePage, Outcome, ResolveMessage, Revision, SendMessage,
        SetReaction, Vote,
    },
};
use uuid::Uuid;

use super::{Result, all, delete, get, patch, post, put};
use crate::section::Section;

/// Which stretch of a chat to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch {
    /// The newest messages.
    Newest,
    /// What came before this one.
    Before(MessageId),
    /// What came after this one.
    After(MessageId),
    /// This one and what surrounds it.
    Around(MessageId),
}

/// Where messages are searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    /// Among those that are stored.
    Here,
    /// At Telegram, in an account's chat.
    Telegram,
}

/// What can be done to a message without saying more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Pin it.
    Pin,
    /// Unpin it.
    Unpin,
    /// Send it again, although it failed or may have arrived.
    Retry,
    /// End its poll.
    ClosePoll,
}

/// A stretch of a chat's messages, oldest first.
pub async fn list(chat: ChatId, stretch: Stretch, limit: usize) -> Result<MessagePage> {
    let (mut before, mut after, mut around) = (None, None, None);
    match stretch {
        Stretch::Newest => {}
        Stretch::Before(id) => before = Some(id),
        Stretch::After(id) => after = Some(id),
        Stretch::Around(id) => around = Some(id),
    }
    get(format!("/chats/{chat}/messages"))
        .query("before", before)
        .query("after", after)
        .query("around", around)
        .query("limit", Some(limit))
        .send()
        .await
}

/// Messages of a chat with these words, as far as they lie before one, oldest first.
pub async fn search(chat: ChatId, at: Search, q: &str, before: Option<MessageId>) -> Result<MessagePage> {
    let what = match at {
        Search::Here => "messages",
        Search::Telegram => "search",
    };
    get(format!("/chats/{chat}/{what}")).query("q", Some(q)).query("before", before).send().await
}

/// Messages of all chats of a section, or of one identity in it, with these words, newest first.
pub async fn search_all(
    section: Section,
    identity: Option<IdentityId>,
    q: &str,
    cursor: Option<String>,
) -> Result<Page<FoundMessage>> {
    get(format!("/{}/messages", section.word()))
        .query("q", Some(q))
        .query(section.key(), identity)
        .query("cursor", cursor)
        .query("limit", Some(20))
        .send()
        .await
}

/// Sends a message. The same key sends it once, however often it is tried.
pub async fn send(chat: ChatId, new: &SendMessage, key: Uuid) -> Result<Message> {
    post(format!("/chats/{chat}/messages")).key(key).json(new).send().await
}

/// Sends files as one album. The same key sends it once, however often it is tried.
pub async fn send_album(chat: ChatId, new: &SendAlbum, key: Uuid) -> Result<Album> {
    post(format!("/chats/{chat}/albums")).key(key).json(new).send().await
}

/// Changes text or caption.
pub async fn edit(id: MessageId, change: &EditMessage) -> Result<Message> {
    patch(format!("/messages/{id}")).json(change).send().await
}

/// Deletes a message for everyone, or for the account alone; its content is kept here.
pub async fn remove(id: MessageId, for_me: bool) -> Result<Message> {
    delete(format!("/messages/{id}")).query("for_me", for_me.then_some(true)).send().await
}

/// Sets our reaction to a message; none takes it back.
pub async fn react(id: MessageId, emoji: Option<String>) -> Result<Message> {
    put(format!("/messages/{id}/reaction")).json(&SetReaction { emoji }).send().await
}

/// Sets an account's vote in a poll; no answers take it back.
pub async fn vote(id: MessageId, options: Vec<u32>) -> Result<Message> {
    put(format!("/messages/{id}/vote")).json(&Vote { options }).send().await
}

/// Presses a button under a bot's message as an account. The same key presses it once, however often it is tried.
pub async fn press(id: MessageId, button: &PressButton, key: Uuid) -> Result<Pressed> {
    post(format!("/messages/{id}/press")).key(key).json(button).send().await
}

/// Forwards a message into another chat. The same key forwards it once, however often it is tried.
pub async fn forward(id: MessageId, to: &ForwardMessage, key: Uuid) -> Result<Message> {
    post(format!("/messages/{id}/forward")).key(key).json(to).send().await
}

/// Does something to a message.
pub async fn act(id: MessageId, act: Act) -> Result<Message> {
    let verb = match act {
        Act::Pin => "pin",
        Act::Unpin => "unpin",
        Act::Retry => "retry",
        Act::ClosePoll => "poll/close",
    };
    post(format!("/messages/{id}/{verb}")).send().await
}

/// Tells what a person found out about a message whose sending is unknown.
pub async fn resolve(id: MessageId, outcome: Outcome) -> Result<Message> {
    post(format!("/messages/{id}/resolve")).json(&ResolveMessage { outcome }).send().await
}

/// The pinned messages of a chat, newest first.
pub async fn pinned(chat: ChatId) -> Result<Vec<Message>> {
    all(|| get(format!("/chats/{chat}/pinned"))).await
}

/// Earlier versions of a message, newest first.
pub async fn revisions(id: MessageId) -> Result<Vec<Revision>> {
    all(|| get(format!("/messages/{id}/revisions"))).await
}
