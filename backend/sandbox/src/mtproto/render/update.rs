//! Updates.

use grammers_tl_types::{enums, types};

use super::{View, media};
use crate::{
    mtproto::{
        accounts::{Change, Entry},
        number::int,
    },
    world::{ChatRef, Content, Doing, Message, MessageId, UserId},
};

impl View<'_> {
    /// A change as it is told to the account; `channel` is the chat whose `pts` counts it, if one does.
    pub fn update(&mut self, entry: &Entry, channel: Option<ChatRef>) -> Option<enums::Update> {
        let (pts, pts_count) = (entry.pts, entry.count);
        let in_channel = channel.is_some();
        Some(match &entry.change {
            Change::Posted(id) => {
                let message = self.found(*id)?;
                if in_channel {
                    types::UpdateNewChannelMessage { message, pts, pts_count }.into()
                } else {
                    types::UpdateNewMessage { message, pts, pts_count }.into()
                }
            }
            Change::Edited(id) => {
                let message = self.found(*id)?;
                if in_channel {
                    types::UpdateEditChannelMessage { message, pts, pts_count }.into()
                } else {
                    types::UpdateEditMessage { message, pts, pts_count }.into()
                }
            }
            Change::Reacted(id) => self.reacted(*id)?,
            Change::Voted(id) => self.voted(*id)?,
            Change::Deleted(ChatRef::Channel(channel_id), messages) => {
                let (channel_id, messages) = (*channel_id, messages.clone());
                types::UpdateDeleteChannelMessages { channel_id, messages, pts, pts_count }.into()
            }
            Change::Deleted(_, messages) => {
                types::UpdateDeleteMessages { messages: messages.clone(), pts, pts_count }.into()
            }
            Change::Pinned(ChatRef::Channel(channel_id), messages, pinned) => {
                let (channel_id, messages, pinned) = (*channel_id, messages.clone(), *pinned);
                types::UpdatePinnedChannelMessages { pinned, channel_id, messages, pts, pts_count }.into()
            }
            Change::Pinned(chat, messages, pinned) => {
                let (peer, messages, pinned) = (self.peer(*chat), messages.clone(), *pinned);
                types::UpdatePinnedMessages { pinned, peer, messages, pts, pts_count }.into()
            }
            Change::ReadInbox(chat, max_id, in_channel) => {
                self.read_inbox(*chat, *max_id, in_channel.unwrap_or(pts), pts_count)
            }
            Change::ReadOutbox(ChatRef::Channel(channel_id), max_id) => {
                types::UpdateReadChannelOutbox { channel_id: *channel_id, max_id: *max_id }.into()
            }
            Change::ReadOutbox(chat, max_id) => {
                let (peer, max_id) = (self.peer(*chat), *max_id);
                types::UpdateReadHistoryOutbox { peer, max_id, pts, pts_count }.into()
            }
            Change::Folder(moved) => {
                let moved = moved.iter().map(|(chat, folder_id)| {
                    types::FolderPeer { peer: self.peer(*chat), folder_id: *folder_id }.into()
                });
                types::UpdateFolderPeers { folder_peers: moved.collect(), pts, pts_count }.into()
            }
            Change::Doing(chat, user, what) => self.doing(*chat, *user, *what),
            Change::Chat(chat) => self.chat_changed(*chat)?,
        })
    }

    /// A message, unless it is gone.
    fn found(&mut self, id: MessageId) -> Option<enums::Message> {
        let message = self.world.message(id)?;
        self.world.sees(self.me, message).then(|| self.message(message))
    }

    fn seen_with_number(&self, id: MessageId) -> Option<(&Message, i32)> {
        let message = self.world.message(id).filter(|message| self.world.sees(self.me, message))?;
        Some((message, int(message.number(self.me)?)))
    }

    /// The reactions to a message.
    pub fn reacted(&mut self, id: MessageId) -> Option<enums::Update> {
        let (message, msg_id) = self.seen_with_number(id)?;
        let message = message.clone();
        let none = types::MessageReactions {
            min: false,
            can_see_list: false,
            reactions_as_tags: false,
            results: Vec::new(),
            recent_reactions: None,
            top_reactors: None,
        };
        let reactions = self.reactions(&message).unwrap_or_else(|| none.into());
        let peer = self.peer(message.chat);
        let (top_msg_id, saved_peer_id) = (None, None);
        Some(types::UpdateMessageReactions { peer, msg_id, top_msg_id, saved_peer_id, reactions }.into())
    }

    /// The votes of the poll in a message.
    pub fn voted(&mut self, id: MessageId) -> Option<enums::Update> {
        let (message, msg_id) = self.seen_with_number(id)?;
        let chat = message.chat;
        let Content::Poll(poll) = message.content.clone() else { return None };
        Some(
            types::UpdateMessagePoll {
                peer: Some(self.peer(chat)),
                msg_id: Some(msg_id),
                top_msg_id: None,
                poll_id: media::poll_id(&poll),
                poll: Some(media::question(&poll)),
                results: self.results(&poll),
            }
            .into(),
        )
    }

    fn read_inbox(&mut self, chat: ChatRef, max_id: i32, pts: i32, pts_count: i32) -> enums::Update {
        let [.., still_unread_count] = self.counters(chat);
        let folder_id = self.folder(chat);
        if let ChatRef::Channel(channel_id) = chat {
            self.peer(chat);
            return types::UpdateReadChannelInbox { folder_id, channel_id, max_id, still_unread_count, pts }
                .into();
        }
        let peer = self.peer(chat);
        let top_msg_id = None;
        types::UpdateReadHistoryInbox {
            folder_id,
            peer,
            top_msg_id,
            max_id,
            still_unread_count,
            pts,
            pts_count,
        }
        .into()
    }

    fn doing(&mut self, chat: ChatRef, user: UserId, what: Doing) -> enums::Update {
        let action = action(what);
        let top_msg_id = None;
        match chat {
            ChatRef::Private(_) => {
                types::UpdateUserTyping { user_id: self.user_id(user), top_msg_id, action }.into()
            }
            ChatRef::Group(chat_id) => {
                self.peer(chat);
                types::UpdateChatUserTyping { chat_id, from_id: self.user_peer(user), action }.into()
            }
            ChatRef::Channel(channel_id) => {
                self.peer(chat);
                let from_id = self.user_peer(user);
                types::UpdateChannelUserTyping { channel_id, top_msg_id, from_id, action }.into()
            }
        }
    }

    fn chat_changed(&mut self, chat: ChatRef) -> Option<enums::Update> {
        self.peer(chat);
        match chat {
            ChatRef::Private(_) => None,
            ChatRef::Group(chat_id) => Some(types::UpdateChat { chat_id }.into()),
            ChatRef::Channel(channel_id) => Some(types::UpdateChannel { channel_id }.into()),
        }
    }
}

fn action(what: Doing) -> enums::SendMessageAction {
    use enums::SendMessageAction as A;
    let progress = 0;
    match what {
        Doing::Typing => A::SendMessageTypingAction,
        Doing::RecordingVoice => A::SendMessageRecordAudioAction,
        Doing::RecordingVideo => A::SendMessageRecordVideoAction,
        Doing::UploadingPhoto => types::SendMessageUploadPhotoAction { progress }.into(),
        Doing::UploadingVideo => types::SendMessageUploadVideoAction { progress }.into(),
        Doing::UploadingDocument => types::SendMessageUploadDocumentAction { progress }.into(),
        Doing::ChoosingSticker => A::SendMessageChooseStickerAction,
        Doing::Nothing => A::SendMessageCancelAction,
    }
}

/// What an account says that it does.
pub fn doing(action: &enums::SendMessageAction) -> Doing {
    use enums::SendMessageAction as A;
    match action {
        A::SendMessageRecordAudioAction | A::SendMessageUploadAudioAction(_) => Doing::RecordingVoice,
        A::SendMessageRecordVideoAction
        | A::SendMessageRecordRoundAction
        | A::SendMessageUploadRoundAction(_) => Doing::RecordingVideo,
        A::SendMessageUploadPhotoAction(_) => Doing::UploadingPhoto,
        A::SendMessageUploadVideoAction(_) => Doing::UploadingVideo,
        A::SendMessageUploadDocumentAction(_) => Doing::UploadingDocument,
        A::SendMessageChooseStickerAction => Doing::ChoosingSticker,
        A::SendMessageCancelAction => Doing::Nothing,
        _ => Doing::Typing,
    }
}
