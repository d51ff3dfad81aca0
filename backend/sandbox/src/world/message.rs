//! Messages.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{ChatRef, Content, MessageId, Reaction, UserId};

/// A message with everything that happened to it.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its name in the world.
    pub id: MessageId,
    /// Where it was posted.
    pub chat: ChatRef,
    /// Who wrote it, also where the chat itself is shown as the sender.
    pub author: UserId,
    /// Shown as sent by the chat itself: channel posts and anonymous administrators.
    pub as_chat: bool,
    /// When it was posted, Unix seconds.
    pub date: i64,
    /// When it was last edited, Unix seconds.
    pub edited: Option<i64>,
    /// What it holds.
    pub content: Content,
    /// The message it answers.
    pub reply_to: Option<MessageId>,
    /// The topic it belongs to, by the message that began it.
    pub topic: Option<MessageId>,
    /// Where it was first posted, if forwarded.
    pub forward: Option<Forward>,
    /// The album it belongs to.
    pub album: Option<u64>,
    /// Keyboard, as the Bot API's `reply_markup`: under the message, or in place of people's own.
    pub keyboard: Option<Value>,
    /// Cannot be forwarded or saved.
    pub protected: bool,
    /// Came without a sound.
    pub silent: bool,
    /// Who reacted, and how.
    pub reactions: BTreeMap<UserId, Vec<Reaction>>,
    /// Nobody sees it any more.
    pub deleted: bool,
    /// Its `message_id`s.
    pub numbers: Numbers,
}

/// The `message_id`s of a message.
#[derive(Clone, Debug)]
pub enum Numbers {
    /// One for all: supergroups and channels.
    Shared(i64),
    /// One per account: private chats and basic groups.
    PerOwner(Vec<(UserId, i64)>),
}

/// Where a forwarded message was first posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forward {
    /// The first post.
    pub origin: MessageId,
    /// Its date, Unix seconds.
    pub date: i64,
}

impl Message {
    /// The `message_id` that a viewer sees.
    pub fn number(&self, viewer: UserId) -> Option<i64> {
        match &self.numbers {
            Numbers::Shared(number) => Some(*number),
            Numbers::PerOwner(all) => {
                all.iter().find(|(owner, _)| *owner == viewer).map(|(_, number)| *number)
            }
        }
    }

    /// Whether an inline button with this data is under the message.
    pub fn has_button(&self, data: &str) -> bool {
        let rows = self.keyboard.as_ref().and_then(|keyboard| keyboard["inline_keyboard"].as_array());
        rows.into_iter()
            .flatten()
            .filter_map(Value::as_array)
            .flatten()
            .any(|button| button["callback_data"] == data)
    }
}
