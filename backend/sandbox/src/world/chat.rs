//! Private chats, groups and channels.

use std::collections::BTreeMap;

use super::{
    ChatRef, FileId, Invite, LogEntry, Member, MessageId, Permission, Permissions, Topic, UserId,
    user::Numbering,
};

/// What sort of chat it is, in the Bot API's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChatKind {
    /// Two users.
    Private,
    /// A basic group.
    Group,
    /// A supergroup.
    Supergroup,
    /// A channel.
    Channel,
}

impl ChatKind {
    /// The Bot API's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Group => "group",
            Self::Supergroup => "supergroup",
            Self::Channel => "channel",
        }
    }
}

/// A chat and everybody in it.
#[derive(Debug)]
pub struct Chat {
    /// Its name in the world.
    pub id: ChatRef,
    /// What sort of chat it is.
    pub kind: ChatKind,
    /// Title; empty for private chats.
    pub title: String,
    /// Public username without `@`.
    pub username: Option<String>,
    /// Description.
    pub about: Option<String>,
    /// Photo.
    pub photo: Option<FileId>,
    /// Everybody who is or was here.
    pub members: BTreeMap<UserId, Member>,
    /// What ordinary members may do.
    pub permissions: Permissions,
    /// Every message ever posted, in order, deleted ones too.
    pub history: Vec<MessageId>,
    /// Pinned messages, the newest last.
    pub pinned: Vec<MessageId>,
    /// `message_id`s, where the chat and not each account numbers them.
    pub numbers: Numbering,
    /// Seconds that ordinary members wait between two messages.
    pub slow_mode: u32,
    /// Whether newcomers have to ask.
    pub join_requests: bool,
    /// Whether it has topics.
    pub forum: bool,
    /// Its topics, by the messages that began them.
    pub topics: BTreeMap<MessageId, Topic>,
    /// Links that let people in.
    pub invites: Vec<Invite>,
    /// Who asked to be let in, and when (Unix seconds).
    pub requests: BTreeMap<UserId, i64>,
    /// What administrators did, the newest last; supergroups and channels only.
    pub log: Vec<LogEntry>,
    /// The supergroup that this basic group became (bare id).
    pub migrated_to: Option<i64>,
    /// The basic group that this supergroup was (bare id).
    pub migrated_from: Option<i64>,
    /// The bot that wrote last, which plain `/commands` are meant for.
    pub last_bot: Option<UserId>,
}

impl Chat {
    /// An empty chat.
    pub fn new(id: ChatRef, kind: ChatKind, title: &str) -> Self {
        Self {
            id,
            kind,
            title: title.into(),
            username: None,
            about: None,
            photo: None,
            members: BTreeMap::new(),
            permissions: Permission::ALL.into_iter().map(|(permission, _)| permission).collect(),
            history: Vec::new(),
            pinned: Vec::new(),
            numbers: Numbering::default(),
            slow_mode: 0,
            join_requests: false,
            forum: false,
            topics: BTreeMap::new(),
            invites: Vec::new(),
            requests: BTreeMap::new(),
            log: Vec::new(),
            migrated_to: None,
            migrated_from: None,
            last_bot: None,
        }
    }

    /// A user's standing here.
    pub fn member(&self, user: UserId) -> &Member {
        self.members.get(&user).unwrap_or(&Member::Left)
    }

    /// Whoever is here now.
    pub fn present(&self) -> impl Iterator<Item = UserId> {
        self.members.iter().filter(|(_, member)| member.is_in()).map(|(user, _)| *user)
    }
}
