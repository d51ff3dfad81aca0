//! Drafts on this device. They survive a reload, and other tabs of the same person keep theirs.

use leptos::prelude::*;
use openapi::ChatId;

use super::Room;
use crate::{
    inbox::drafts::{Draft, Drafts},
    session, storage,
};

/// Reads the drafts of the person who is signed in.
pub fn load(room: Room) {
    if let Some(key) = key() {
        room.drafts.set(storage::get(&key).unwrap_or_default());
    }
}

/// Keeps the draft of a chat, or forgets it when there is nothing in it.
pub fn save_draft(room: Room, chat: ChatId, draft: Draft) {
    let Some(key) = key() else { return };
    // another tab may have written since
    let mut drafts: Drafts = storage::get(&key).unwrap_or_default();
    if drafts.get(chat) == draft {
        return;
    }
    drafts.put(chat, draft);
    storage::set(&key, &drafts);
    room.drafts.set(drafts);
}

fn key() -> Option<String> {
    let me = session::me()?;
    Some(Drafts::key(me.workspace_id, me.user_id?))
}
