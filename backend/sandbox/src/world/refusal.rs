//! Why the world does not let somebody do something.

use super::{ChatKind, ChatRef};

/// Why the world does not let somebody do something.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such chat, or the user has never seen it.
    #[error("chat not found")]
    ChatNotFound,
    /// There is no such user.
    #[error("user not found")]
    UserNotFound,
    /// There is no such message here, or it was deleted.
    #[error("message not found")]
    MessageNotFound,
    /// The message to answer is not here.
    #[error("message to be replied not found")]
    ReplyNotFound,
    /// A bot writes to a person who never wrote to it.
    #[error("bot can't initiate conversation with a user")]
    CannotInitiate,
    /// The person blocked the bot.
    #[error("bot was blocked by the user")]
    Blocked,
    /// A bot writes to a bot.
    #[error("bot can't send messages to bots")]
    ToBot,
    /// The user is not in the chat.
    #[error("not a member of the {} chat", .0.name())]
    NotMember(ChatKind),
    /// The user was banned from the chat.
    #[error("kicked from the {} chat", .0.name())]
    Kicked(ChatKind),
    /// The group became a supergroup.
    #[error("group chat was upgraded to a supergroup chat")]
    Migrated(ChatRef),
    /// The user lacks a permission.
    #[error("not enough rights to {0}")]
    NotEnoughRights(&'static str),
    /// Only administrators may do it in a channel.
    #[error("need administrator rights in the channel chat")]
    NeedAdmin,
    /// Longer than 4096 UTF-16 units.
    #[error("message is too long")]
    TooLong,
    /// A caption longer than 1024 UTF-16 units.
    #[error("message caption is too long")]
    CaptionTooLong,
    /// Nothing to send.
    #[error("message text is empty")]
    Empty,
    /// The edit changes nothing.
    #[error("message is not modified")]
    NotModified,
    /// Not the user's own message, too old, or of a sort that cannot be edited.
    #[error("message can't be edited")]
    CannotEdit,
    /// The message has no text to edit.
    #[error("there is no text in the message to edit")]
    NoText,
    /// The message has no caption to edit.
    #[error("there is no caption in the message to edit")]
    NoCaption,
    /// The user may not delete the message.
    #[error("message can't be deleted for everyone")]
    CannotDelete,
    /// Protected or of a sort that cannot be forwarded.
    #[error("message can't be forwarded")]
    CannotForward,
    /// No button with such data is under the message.
    #[error("no such button")]
    NoButton,
    /// The link is good no longer.
    #[error("invite link has expired")]
    InviteExpired,
    /// The user is in the chat already.
    #[error("already a participant")]
    AlreadyThere,
    /// The user did not ask to be let in.
    #[error("no such join request")]
    NoRequest,
    /// Only administrators may write in the topic.
    #[error("topic is closed")]
    TopicClosed,
    /// The poll has no such answers, or takes one alone.
    #[error("wrong vote")]
    WrongVote,
    /// The poll is over.
    #[error("poll has already been closed")]
    PollClosed,
    /// The username is taken.
    #[error("username is already occupied")]
    UsernameTaken,
    /// The chat is of the wrong kind for this.
    #[error("method is available only for other chats")]
    WrongChat,
}
