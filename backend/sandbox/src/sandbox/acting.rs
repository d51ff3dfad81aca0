//! People act.

use super::{Sandbox, people::granted};
use crate::{
    draft::Draft,
    world::{ChatRef, MessageId, Refusal, UserId},
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
