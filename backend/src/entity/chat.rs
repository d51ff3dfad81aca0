//! A conversation as one identity sees it.

use openapi::{
    ChatId, IdentityId, WorkspaceId,
    buttons::ReplyKeyboard,
    chats::{Chat, ChatAccess, ChatKind, Dialog, Preview},
    communities::CommunityRole,
};
use sea_orm::entity::prelude::*;

use super::identity::IdentityKind;

/// What a peer's bare id counts: ids of different kinds may be the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum PeerKind {
    /// A person or bot.
    User,
    /// A basic group.
    Group,
    /// A supergroup or channel.
    Channel,
}

/// What the Bot API puts before the ids of supergroups and channels.
const CHANNELS: i64 = -1_000_000_000_000;

impl PeerKind {
    /// A peer's id as the Bot API writes it. Source: <https://core.telegram.org/api/bots/ids>
    pub fn mark(self, id: i64) -> i64 {
        match self {
            Self::User => id,
            Self::Group => -id,
            Self::Channel => CHANNELS - id,
        }
    }

    /// An id as the Bot API writes it, taken apart.
    pub fn unmark(id: i64) -> (Self, i64) {
        match id {
            0.. => (Self::User, id),
            _ if id < CHANNELS => (Self::Channel, CHANNELS - id),
            _ => (Self::Group, -id),
        }
    }
}

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "chats")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ChatId,
    pub workspace_id: WorkspaceId,
    pub identity_id: IdentityId,
    pub identity_kind: IdentityKind,
    pub peer_kind: PeerKind,
    /// Telegram's id of the peer without the marks the Bot API adds.
    pub peer_id: i64,
    pub kind: ChatKind,
    pub title: String,
    pub username: Option<String>,
    /// Title and username in lower case.
    pub search: String,
    pub access: ChatAccess,
    /// What the identity is there, beyond a member, as far as it was told.
    pub role: Option<CommunityRole>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub preview: Option<Json>,
    pub last_message_at: DateTimeUtc,
    pub incoming_count: i64,
    /// Until when Telegram makes us wait before we send here again.
    pub wait_until: Option<DateTimeUtc>,
    /// How the account's own list shows it.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub dialog: Option<Dialog>,
    /// Whether it lies in the account's archive.
    pub archived: bool,
    /// Whether it is pinned in the account's own list.
    pub pinned: bool,
    /// Until when the account has muted it.
    pub muted_until: Option<DateTimeUtc>,
    /// Whether the account has something unread there, or marked it so.
    pub has_unread: bool,
    /// Whether the person is a bot.
    pub is_bot: bool,
    /// Whether the account has the person in its address book.
    pub is_contact: bool,
    /// The last message of which Telegram is still to be told that it was read.
    pub read_wanted: Option<i64>,
    /// The last buttons a bot gave the account in place of its keyboard; without any where it took them away.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub keyboard: Option<ReplyKeyboard>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Telegram's id of the peer as the Bot API writes it.
    pub fn telegram_id(&self) -> i64 {
        self.peer_kind.mark(self.peer_id)
    }

    /// Takes over how the account's own list shows it, with the columns that lists are asked by.
    pub fn list(&mut self, dialog: Dialog) {
        self.archived = dialog.archived;
        self.pinned = dialog.pinned;
        self.muted_until = dialog.muted_until;
        self.has_unread = dialog.unread > 0 || dialog.marked_unread;
        self.dialog = Some(dialog);
    }

    /// The chat as it crosses the wire; `unread` is the caller's, and absent in events.
    pub fn show(self, unread: Option<i64>) -> Chat {
        Chat {
            telegram_id: self.telegram_id(),
            id: self.id,
            identity_id: self.identity_id,
            kind: self.kind,
            title: self.title,
            username: self.username,
            access: self.access,
            last_message: self.preview.and_then(|json| serde_json::from_value::<Preview>(json).ok()),
            last_message_at: self.last_message_at,
            incoming_count: self.incoming_count,
            unread,
            wait_until: self.wait_until,
            dialog: self.dialog,
            keyboard: self.keyboard.filter(|keyboard| !keyboard.rows.is_empty()),
            created_at: self.created_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PeerKind;

    #[test]
    fn ids_are_read_as_the_bot_api_writes_them() {
        let known = [
            (42, (PeerKind::User, 42)),
            (-42, (PeerKind::Group, 42)),
            (-1_000_000_000_042, (PeerKind::Channel, 42)),
        ];
        for (marked, (kind, id)) in known {
            assert_eq!(PeerKind::unmark(marked), (kind, id));
            assert_eq!(kind.mark(id), marked);
        }
    }
}
