//! Brings messages to the server, one after another in each chat, with the key that makes trying again safe.

use chrono::Utc;
use leptos::{prelude::*, task::spawn_local};
use openapi::{ChatId, MediaId, messages::Message};
use uuid::Uuid;
use web_sys::File;

use super::{Room, save_draft};
use crate::{
    api,
    inbox::{
        drafts::Draft,
        markup::write,
        outgoing::{Outbox, Outgoing, Stage},
    },
    pages::inbox::pictures,
    react::effect,
    session, storage,
};

/// Takes up what an earlier load of the page had not brought to its end, and keeps what is under way for the next.
pub fn resume(room: Room) {
    let Some(key) = storage_key() else { return };
    let saved: Vec<Outgoing> = storage::get(&key).unwrap_or_default();
    let (outbox, expired) = Outbox::resume(saved, Utc::now());
    for outgoing in expired {
        // whether it was sent cannot be found out by trying again: the person gets the text back
        let text = write(&outgoing.content.text, &outgoing.content.entities).source;
        if room.drafts.with_untracked(|drafts| drafts.get(outgoing.chat_id).is_empty()) {
            save_draft(room, outgoing.chat_id, Draft { text, reply_to: None });
        }
    }
    let chats = outbox.chats();
    room.outbox.set(outbox);
    effect(move || {
        let saved = room.outbox.with(Outbox::to_save);
        if saved.is_empty() { storage::remove(&key) } else { storage::set(&key, &saved) }
    });
    for chat in chats {
        room.pump(chat);
    }
}

fn storage_key() -> Option<String> {
    let me = session::me()?;
    Some(Outbox::storage_key(me.workspace_id, me.user_id?))
}

impl Room {
    /// Sends a message or an album, with the files by the ids that this page gave them.
    pub fn send(&self, outgoing: Outgoing, files: Vec<(MediaId, File)>) {
        let chat = outgoing.chat_id;
        self.files.update_value(|all| all.extend(files));
        self.outbox.update(|outbox| outbox.push(outgoing));
        self.pump(chat);
    }

    /// Tries a message again, with the key it had.
    pub fn send_again(&self, key: Uuid) {
        self.outbox.update(|outbox| outbox.update(key, |outgoing| outgoing.stage = Stage::Waiting));
        let chat = self.outbox.with_untracked(|outbox| outbox.get(key).map(|outgoing| outgoing.chat_id));
        if let Some(chat) = chat {
            self.pump(chat);
        }
    }

    /// Gives a message up.
    pub fn discard(&self, key: Uuid) {
        let outgoing = self.outbox.with_untracked(|outbox| outbox.get(key).cloned());
        self.outbox.update(|outbox| outbox.discard(key));
        self.forget_files(outgoing.as_ref());
    }

    fn pump(self, chat: ChatId) {
        let Some(outgoing) = self.outbox.try_with_untracked(|outbox| outbox.next(chat).cloned()).flatten()
        else {
            return;
        };
        let key = outgoing.key;
        self.stage(key, Stage::Posting);
        spawn_local(async move {
            match self.bring(outgoing.clone()).await {
                Ok(messages) => {
                    if let Some(first) = messages.first() {
                        // an event that came before this answer may know more than it
                        let told = self.outbox.with_untracked(|outbox| outbox.sent().contains_key(&first.id));
                        self.outbox.update(|outbox| outbox.settle(key, first));
                        self.forget_files(Some(&outgoing));
                        messages.iter().filter(|_| !told).for_each(|message| self.tell(message));
                    }
                }
                Err(error) => self.stage(key, Stage::Stuck(error)),
            }
            self.pump(chat);
        });
    }

    /// Uploads what is not at the server yet, and has the message or the album sent.
    async fn bring(self, mut outgoing: Outgoing) -> api::Result<Vec<Message>> {
        let key = outgoing.key;
        for (place, part) in outgoing.files.iter_mut().enumerate() {
            if part.uploaded.is_some() {
                continue;
            }
            let file = self.files.try_with_value(|files| files.get(&part.media.id).cloned()).flatten();
            let file = file.ok_or(api::Error::Unreachable)?;
            self.stage(key, Stage::Uploading);
            let stored = api::media::upload(part.media.kind, &file).await?;
            pictures::keep(stored.id, &file);
            part.uploaded = Some(stored.id);
            self.outbox.update(|outbox| {
                outbox.update(key, |outgoing| outgoing.files[place].uploaded = Some(stored.id));
            });
        }
        self.stage(key, Stage::Posting);
        match outgoing.album() {
            Some(album) => Ok(api::messages::send_album(outgoing.chat_id, &album, key).await?.items),
            None => Ok(vec![api::messages::send(outgoing.chat_id, &outgoing.request(), key).await?]),
        }
    }

    fn forget_files(&self, outgoing: Option<&Outgoing>) {
        let parts = outgoing.map(|outgoing| &outgoing.files[..]).unwrap_or_default();
        // the page may be gone by now
        self.files
            .try_update_value(|files| files.retain(|id, _| parts.iter().all(|part| part.media.id != *id)));
    }

    fn stage(&self, key: Uuid, stage: Stage) {
        self.outbox.update(|outbox| outbox.update(key, |outgoing| outgoing.stage = stage));
    }
}
