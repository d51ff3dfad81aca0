//! What a user may do in a chat.

use std::collections::BTreeSet;

/// A user's standing in a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Member {
    /// Owns the chat.
    Creator,
    /// Has some rights of an administrator.
    Administrator(Rights),
    /// An ordinary member (a subscriber, in a channel).
    Member,
    /// May do only what is listed.
    Restricted(Permissions),
    /// Was never there or went away.
    Left,
    /// Banned from a group or channel; for a bot in a private chat: blocked by the person.
    Banned,
}

/// Rights of an administrator.
pub type Rights = BTreeSet<Right>;

/// Permissions of an ordinary or restricted member.
pub type Permissions = BTreeSet<Permission>;

/// One right of an administrator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// Every administrator has it.
    ManageChat,
    /// Change title, photo and other settings.
    ChangeInfo,
    /// Delete messages of others.
    DeleteMessages,
    /// Invite people.
    InviteUsers,
    /// Restrict, ban and unban members.
    RestrictMembers,
    /// Pin messages (groups).
    PinMessages,
    /// Manage topics (supergroups).
    ManageTopics,
    /// Appoint administrators.
    PromoteMembers,
    /// Manage video chats.
    ManageVideoChats,
    /// Post stories.
    PostStories,
    /// Edit stories of others.
    EditStories,
    /// Delete stories of others.
    DeleteStories,
    /// Post messages (channels).
    PostMessages,
    /// Edit and pin messages of others (channels).
    EditMessages,
    /// Answer messages to the channel (channels).
    ManageDirectMessages,
    /// Give members tags (groups).
    ManageTags,
    /// Send messages to newcomers.
    SendWelcomeMessages,
    /// Act in the name of the chat.
    Anonymous,
}

impl Right {
    /// All of them with the Bot API's names, in the order of its documentation.
    pub const ALL: [(Self, &'static str); 18] = [
        (Self::ManageChat, "can_manage_chat"),
        (Self::ChangeInfo, "can_change_info"),
        (Self::DeleteMessages, "can_delete_messages"),
        (Self::InviteUsers, "can_invite_users"),
        (Self::RestrictMembers, "can_restrict_members"),
        (Self::PinMessages, "can_pin_messages"),
        (Self::ManageTopics, "can_manage_topics"),
        (Self::PromoteMembers, "can_promote_members"),
        (Self::ManageVideoChats, "can_manage_video_chats"),
        (Self::PostStories, "can_post_stories"),
        (Self::EditStories, "can_edit_stories"),
        (Self::DeleteStories, "can_delete_stories"),
        (Self::PostMessages, "can_post_messages"),
        (Self::EditMessages, "can_edit_messages"),
        (Self::ManageDirectMessages, "can_manage_direct_messages"),
        (Self::ManageTags, "can_manage_tags"),
        (Self::SendWelcomeMessages, "can_send_welcome_messages"),
        (Self::Anonymous, "is_anonymous"),
    ];
}

/// One permission of an ordinary member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Permission {
    /// Text, contacts, locations and so on.
    SendMessages,
    /// Audio files.
    SendAudios,
    /// Documents.
    SendDocuments,
    /// Photos.
    SendPhotos,
    /// Videos.
    SendVideos,
    /// Video notes.
    SendVideoNotes,
    /// Voice notes.
    SendVoiceNotes,
    /// Polls.
    SendPolls,
    /// Stickers, animations, games.
    SendOther,
    /// Link previews.
    AddLinkPreviews,
    /// Reactions.
    React,
    /// Their own tag.
    EditTag,
    /// Title and photo.
    ChangeInfo,
    /// Invite people.
    InviteUsers,
    /// Pin messages.
    PinMessages,
    /// Manage topics.
    ManageTopics,
}

impl Permission {
    /// All of them with the Bot API's names, in the order of its documentation.
    pub const ALL: [(Self, &'static str); 16] = [
        (Self::SendMessages, "can_send_messages"),
        (Self::SendAudios, "can_send_audios"),
        (Self::SendDocuments, "can_send_documents"),
        (Self::SendPhotos, "can_send_photos"),
        (Self::SendVideos, "can_send_videos"),
        (Self::SendVideoNotes, "can_send_video_notes"),
        (Self::SendVoiceNotes, "can_send_voice_notes"),
        (Self::SendPolls, "can_send_polls"),
        (Self::SendOther, "can_send_other_messages"),
        (Self::AddLinkPreviews, "can_add_web_page_previews"),
        (Self::React, "can_react_to_messages"),
        (Self::EditTag, "can_edit_tag"),
        (Self::ChangeInfo, "can_change_info"),
        (Self::InviteUsers, "can_invite_users"),
        (Self::PinMessages, "can_pin_messages"),
        (Self::ManageTopics, "can_manage_topics"),
    ];
}

impl Member {
    /// An administrator with every right but that of acting in the name of the chat.
    pub fn administrator() -> Self {
        let all = Right::ALL.into_iter().map(|(right, _)| right);
        Self::Administrator(all.filter(|right| *right != Right::Anonymous).collect())
    }

    /// Whether the user is in the chat.
    pub fn is_in(&self) -> bool {
        !matches!(self, Self::Left | Self::Banned)
    }

    /// Whether the user is the creator or an administrator.
    pub fn is_admin(&self) -> bool {
        matches!(self, Self::Creator | Self::Administrator(_))
    }

    /// Whether the user has a right of an administrator.
    pub fn has(&self, right: Right) -> bool {
        match self {
            Self::Creator => right != Right::Anonymous,
            Self::Administrator(rights) => rights.contains(&right),
            _ => false,
        }
    }

    /// Whether the user may do something that ordinary members may do where `default` is allowed.
    pub fn may(&self, permission: Permission, default: &Permissions) -> bool {
        match self {
            Self::Creator | Self::Administrator(_) => true,
            Self::Member => default.contains(&permission),
            Self::Restricted(own) => own.contains(&permission) && default.contains(&permission),
            Self::Left | Self::Banned => false,
        }
    }
}
