//! How the list of an account's own apps shows its chats.

use openapi::{ChatId, IdentityId, chats::Dialog};

use super::Chats;
use crate::{
    entity::{chat::Model, identity::IdentityKind},
    inbox::{DialogChange, NewMessage, Peer},
};

impl Chats {
    /// Gives an incoming message its number in the chat; in an account's list it is one more that is unread.
    pub(in crate::inbox) fn next_incoming(&mut self, chat: ChatId, new: &NewMessage) -> Option<i64> {
        let number = self.number(chat);
        let row = self.rows.get_mut(&chat)?;
        if row.identity_kind == IdentityKind::Account {
            let mut dialog = row.dialog.take().unwrap_or_default();
            if new.external_id > Some(dialog.read_up_to) {
                dialog.unread += 1;
                dialog.mentions += i64::from(new.mentioned);
            }
            row.list(dialog);
        }
        number
    }

    /// An incoming message was deleted: nobody can read it any more.
    pub(in crate::inbox) fn lose_incoming(&mut self, chat: ChatId, external_id: i64) {
        self.relist(chat, |dialog| {
            if external_id > dialog.read_up_to && dialog.unread > 0 {
                dialog.unread -= 1;
                dialog.mentions = Ord::min(dialog.mentions, dialog.unread);
            }
        });
    }

    /// Takes over how the account's own list shows a chat.
    pub(in crate::inbox) fn set_dialog(&mut self, identity: IdentityId, peer: &Peer, dialog: &Dialog) {
        let key = self.key(identity, peer);
        let Some(row) = self.names.get(&key).and_then(|id| self.rows.get_mut(id)) else { return };
        if row.dialog.as_ref() != Some(dialog) {
            row.list(dialog.clone());
            self.changed.insert(row.id);
        }
    }

    /// Takes over a change in how the account's own list shows a chat. `later` tells how many messages of this batch
    /// came in after one: where they came while nobody listened, Telegram's own figure may be from before them.
    pub(in crate::inbox) fn change_dialog(
        &mut self,
        chat: ChatId,
        change: DialogChange,
        later: impl FnOnce(i64) -> i64,
    ) {
        if self.rows.get(&chat).is_some_and(|row| row.dialog.is_none()) {
            self.rows.get_mut(&chat).into_iter().for_each(|row| row.list(Dialog::default()));
        }
        self.relist(chat, |dialog| match change {
            DialogChange::Read { up_to, unread } => {
                // what other devices read may be told late
                if up_to >= dialog.read_up_to {
                    dialog.read_up_to = up_to;
                    dialog.unread = Ord::max(unread, later(up_to));
                    dialog.mentions = Ord::min(dialog.mentions, dialog.unread);
                    dialog.marked_unread = false;
                }
            }
            DialogChange::Seen(up_to) => dialog.seen_up_to = Ord::max(dialog.seen_up_to, up_to),
            DialogChange::Pinned(pinned) => dialog.pinned = pinned,
            DialogChange::Archived(archived) => dialog.archived = archived,
            DialogChange::Muted(until) => dialog.muted_until = until,
            DialogChange::MarkedUnread(unread) => dialog.marked_unread = unread,
        });
    }

    /// A message gives the account buttons in place of its keyboard, or takes them away: the latest one is right.
    pub(in crate::inbox) fn give_keyboard(&mut self, identity: IdentityId, new: &NewMessage) {
        let key = self.key(identity, &new.chat);
        let Some(row) = self.names.get(&key).and_then(|id| self.rows.get_mut(id)) else { return };
        let Some(keyboard) = &new.keyboard else { return };
        if row.keyboard.as_ref().is_none_or(|known| known.telegram_id < keyboard.telegram_id) {
            row.keyboard = Some(keyboard.clone());
            self.changed.insert(row.id);
        }
    }

    /// No chat of the account's main list, or of its archive, is pinned.
    pub(in crate::inbox) fn unpin_all(&mut self, identity: IdentityId, archived: bool) {
        let pinned = |row: &&Model| row.identity_id == identity && row.archived == archived && row.pinned;
        let pinned: Vec<ChatId> = self.rows.values().filter(pinned).map(|row| row.id).collect();
        for chat in pinned {
            self.relist(chat, |dialog| dialog.pinned = false);
        }
    }

    /// Changes how the account's own list shows a chat, where that is known.
    fn relist(&mut self, chat: ChatId, change: impl FnOnce(&mut Dialog)) {
        let Some(row) = self.rows.get_mut(&chat) else { return };
        let Some(mut dialog) = row.dialog.clone() else { return };
        change(&mut dialog);
        if row.dialog.as_ref() != Some(&dialog) {
            row.list(dialog);
            self.changed.insert(chat);
        }
    }
}
