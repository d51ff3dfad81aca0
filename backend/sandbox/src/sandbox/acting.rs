//! People act.

use super::{Sandbox, people::granted};
use crate::{
    draft::Draft,
    world::{ChatRef, Doing, MessageId, Refusal, UserId},
};

impl Sandbox {
    /// A person writes in a chat. The first message in a private chat with a bot starts that chat.
    #[track_caller]
    pub fn write(&self, person: UserId, chat: ChatRef, draft: Draft) -> MessageId {
        granted(self.shared.write(person, chat, draft))
    }

    /// A person puts another text or caption in place of that of their message.
    #[track_caller]
    pub fn edit(&self, person: UserId, message: MessageId, draft: Draft) {
        granted(self.shared.edit(person, message, draft));
    }

    /// A person deletes a message for everybody. Bots are not told.
    #[track_caller]
    pub fn delete(&self, person: UserId, message: MessageId) {
        granted(self.shared.change(|world| world.delete(person, message)));
    }

    /// A person pins a message.
    #[track_caller]
    pub fn pin(&self, person: UserId, message: MessageId) {
        granted(self.shared.change(|world| world.pin(person, message).map(drop)));
    }

    /// A person deletes messages for themselves alone.
    pub fn delete_for_self(&self, person: UserId, messages: &[MessageId]) {
        self.shared.change(|world| world.hide(person, messages.to_vec()));
    }

    /// A person unpins a message.
    #[track_caller]
    pub fn unpin(&self, person: UserId, chat: ChatRef, message: MessageId) {
        granted(self.shared.change(|world| world.unpin(person, chat, Some(message))));
    }

    /// A person chooses answers of a poll by their places; none takes the vote back.
    #[track_caller]
    pub fn vote(&self, person: UserId, message: MessageId, chosen: &[usize]) {
        granted(self.shared.change(|world| world.vote(person, message, chosen.to_vec())));
    }

    /// A person ends their poll.
    #[track_caller]
    pub fn close_poll(&self, person: UserId, message: MessageId) {
        granted(self.shared.change(|world| world.close_poll(person, message)));
    }

    /// Shows others what a person is doing in a chat.
    #[track_caller]
    pub fn be_busy(&self, person: UserId, chat: ChatRef, what: Doing) {
        granted(self.shared.change(|world| world.be_busy(person, chat, what)));
    }

    /// A person reacts with an emoji; an empty one takes the reaction back.
    #[track_caller]
    pub fn react(&self, person: UserId, message: MessageId, emoji: &str) {
        granted(self.shared.react(person, message, emoji));
    }

    /// A person presses the button with this data; returns the id of the callback query.
    #[track_caller]
    pub fn press(&self, person: UserId, message: MessageId, data: &str) -> String {
        granted(self.shared.change(|world| world.press(person, message, data)))
    }

    /// The message that a viewer, a bot say, calls by a `message_id`.
    pub fn message(&self, viewer: impl Into<UserId>, chat: ChatRef, message_id: i64) -> Option<MessageId> {
        self.shared.world().find(viewer.into(), chat, message_id).map(|message| message.id)
    }

    /// The `message_id` of a message as a viewer, a bot say, sees it.
    #[track_caller]
    pub fn message_id(&self, viewer: impl Into<UserId>, message: MessageId) -> i64 {
        granted(self.shared.world().number(message, viewer.into()).ok_or(Refusal::MessageNotFound))
    }
}
