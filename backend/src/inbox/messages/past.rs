//! Messages from before: they are nobody's news, until an update says that they are.

use chrono::TimeDelta;

use super::{Messages, Slot};
use crate::{
    entity::message::Model,
    inbox::{
        Delivery, NewMessage,
        chats::Chats,
        content::{media_row, message_row},
    },
    state::AppState,
};

/// How far Telegram's clock may be behind ours: a message that is older than a send by more is another one, whatever it
/// says.
const SKEW: TimeDelta = TimeDelta::minutes(1);

impl Messages {
    /// Adds a message from before, unless it is stored already; `apart` from the thread, where what lies between is not
    /// here.
    pub(in crate::inbox) fn add_old(
        &mut self,
        state: &AppState,
        chats: &Chats,
        delivery: &Delivery,
        new: &NewMessage,
        apart: bool,
    ) {
        let Some(chat) = chats.get(delivery.identity, &new.chat) else { return };
        let Some(id) = new.external_id else { return };
        if let Some(slot) = self.known.get(&(chat.id, id)).copied() {
            if !apart {
                self.join(slot);
            }
            return;
        }
        // what we are about to send may have arrived, and the chat been looked at before the answer came
        let lost =
            self.lost_send(chat.id, new).filter(|index| new.sent_at >= self.old[*index].sent_at - SKEW);
        if let Some(index) = lost {
            return self.arrived(index, id);
        }
        let media = new.media.as_ref().map(|media| media_row(state, delivery, media));
        let row = message_row(delivery, chat, new, media.as_ref(), None);
        self.known.insert((chat.id, id), Slot::New(self.new.len()));
        self.silent.insert(self.new.len());
        self.media.extend(media);
        self.new.push(Model { apart, ..row });
    }

    /// What stood apart is in its thread now.
    fn join(&mut self, slot: Slot) {
        match slot {
            Slot::Old(index) if self.old[index].apart => {
                self.old[index].apart = false;
                self.changed.insert(index);
            }
            Slot::Old(_) => {}
            Slot::New(index) => self.new[index].apart = false,
        }
    }

    /// A message that is stored already is news all the same where it was fetched as one from before, while its chat was
    /// looked at, or where a search found it first.
    pub(super) fn announce(&mut self, chats: &mut Chats, slot: Slot, new: &NewMessage, listed: bool) {
        let row = match slot {
            Slot::Old(index) => &mut self.old[index],
            Slot::New(index) => &mut self.new[index],
        };
        let found = std::mem::take(&mut row.apart);
        if row.outgoing && row.delivery.is_none() && !found {
            return self.tell_of_ours(slot);
        }
        if row.incoming_no.is_some() || row.outgoing && !found {
            return;
        }
        if !row.outgoing {
            // what was fetched with the list of chats is counted there
            let counted = listed || !found;
            let number =
                if counted { chats.number(row.chat_id) } else { chats.next_incoming(row.chat_id, new) };
            row.incoming_no = number;
        }
        match slot {
            Slot::Old(index) => drop((self.changed.insert(index), self.news.insert(index))),
            Slot::New(index) => drop(self.silent.remove(&index)),
        }
    }

    /// A message that the account's owner wrote elsewhere, and that may have come with the list of chats, of which
    /// nobody was told. Whether anyone was is not kept, so it is told as one that changed, which is safe to hear again.
    fn tell_of_ours(&mut self, slot: Slot) {
        match slot {
            Slot::Old(index) => drop(self.changed.insert(index)),
            Slot::New(index) => drop(self.silent.remove(&index)),
        }
    }
}
