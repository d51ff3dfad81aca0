//! Dialogs.

use grammers_tl_types::{enums, types};

use super::{View, bare, entities::entities};
use crate::{
    mtproto::number::int,
    world::{ChatRef, Message, MessageId},
};

/// The archive's number.
pub const ARCHIVE: i32 = 1;

impl View<'_> {
    /// A chat in the account's list. `pts` is the channel's.
    pub fn dialog(&mut self, chat: ChatRef, pts: Option<i32>) -> enums::Dialog {
        let settings = self.notify_settings(chat);
        let [read_inbox_max_id, read_outbox_max_id, unread_count] = self.counters(chat);
        let user = self.world.user(self.me);
        let dialog = self.world.dialog(self.me, chat);
        let top = self.world.newest(self.me, chat).and_then(|message| message.number(self.me));
        let mentions = self.world.unread(self.me, chat).filter(|message| self.is_mentioned(message)).count();
        types::Dialog {
            pinned: user.is_some_and(|user| user.pinned.contains(&chat)),
            unread_mark: dialog.is_some_and(|dialog| dialog.marked_unread),
            view_forum_as_messages: false,
            peer: self.peer(chat),
            top_message: top.map_or(0, int),
            read_inbox_max_id,
            read_outbox_max_id,
            unread_count,
            unread_mentions_count: int(mentions),
            unread_reactions_count: 0,
            unread_poll_votes_count: 0,
            notify_settings: settings,
            pts,
            draft: self.draft(chat),
            folder_id: self.folder(chat),
            ttl_period: None,
        }
        .into()
    }

    /// What was read by the account, what was read by others, and how many messages are unread.
    pub fn counters(&self, chat: ChatRef) -> [i32; 3] {
        let read = self.world.dialog(self.me, chat).and_then(|dialog| dialog.read);
        let number = |id: Option<MessageId>| {
            id.and_then(|id| self.world.numbered_before(self.me, chat, id)).map_or(0, int)
        };
        let others = self.world.read_by_others(self.me, chat);
        [number(read), number(others), int(self.world.unread(self.me, chat).count())]
    }

    /// Whether a message speaks to the account by name or answers it.
    pub fn is_mentioned(&self, message: &Message) -> bool {
        message.author != self.me && self.world.mentions(self.me, message)
    }

    /// Whether and until when a chat is muted.
    pub fn notify_settings(&self, chat: ChatRef) -> enums::PeerNotifySettings {
        let muted = self.world.dialog(self.me, chat).map_or(0, |dialog| dialog.muted_until);
        let mute_until = (muted > 0).then(|| int(muted));
        types::PeerNotifySettings { mute_until, ..bare::notify_settings() }.into()
    }

    /// That a chat is pinned, or is not any more.
    pub fn pinned(&mut self, chat: ChatRef) -> enums::Update {
        let pinned = self.world.user(self.me).is_some_and(|user| user.pinned.contains(&chat));
        let folder_id = self.folder(chat);
        let peer = types::DialogPeer { peer: self.peer(chat) }.into();
        types::UpdateDialogPinned { pinned, folder_id, peer }.into()
    }

    /// That a chat is marked as unread, or is not any more.
    pub fn marked(&mut self, chat: ChatRef) -> enums::Update {
        let unread = self.world.dialog(self.me, chat).is_some_and(|dialog| dialog.marked_unread);
        let peer = types::DialogPeer { peer: self.peer(chat) }.into();
        types::UpdateDialogUnreadMark { unread, peer, saved_peer_id: None }.into()
    }

    /// That a chat is muted, or is not any more.
    pub fn muted(&mut self, chat: ChatRef) -> enums::Update {
        let notify_settings = self.notify_settings(chat);
        let peer = types::NotifyPeer { peer: self.peer(chat) }.into();
        types::UpdateNotifySettings { peer, notify_settings }.into()
    }

    /// The archive, if the chat is in it.
    pub fn folder(&self, chat: ChatRef) -> Option<i32> {
        self.world.dialog(self.me, chat).is_some_and(|dialog| dialog.archived).then_some(ARCHIVE)
    }

    /// What the account began to write.
    pub fn draft(&self, chat: ChatRef) -> Option<enums::DraftMessage> {
        let unsent = self.world.dialog(self.me, chat)?.unsent.as_ref()?;
        let reply_to = unsent.reply_to.and_then(|id| self.world.number(id, self.me)).map(|number| {
            types::InputReplyToMessage {
                reply_to_msg_id: int(number),
                top_msg_id: None,
                reply_to_peer_id: None,
                quote_text: None,
                quote_entities: None,
                quote_offset: None,
                monoforum_peer_id: None,
                todo_item_id: None,
                poll_option: None,
            }
            .into()
        });
        let entities = entities(&unsent.text);
        Some(
            types::DraftMessage { reply_to, entities, ..bare::draft(&unsent.text.text, int(unsent.date)) }
                .into(),
        )
    }
}
