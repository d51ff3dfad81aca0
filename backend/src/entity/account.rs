//! What an account has beyond its identity: its session, its sign-in and how far it has read Telegram's updates.

use std::collections::BTreeMap;

use openapi::{
    IdentityId,
    accounts::{AccountState, Device, HistoryProgress, Login},
    chats::Folder,
};
use sea_orm::{FromJsonQueryResult, entity::prelude::*};
use serde::{Deserialize, Serialize};

/// Methods Telegram makes an account wait with, and until when. Keys are methods' names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Waits(pub BTreeMap<String, DateTimeUtc>);

/// The folders of an account's list of chats, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Folders(pub Vec<Rules>);

/// Which chats belong to a folder: those of its kinds that nothing leaves out, and those it names. Peers are written as
/// the Bot API does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// What is shown of it.
    pub folder: Folder,
    /// Chats that belong to it in any case.
    pub include: Vec<i64>,
    /// Chats that do not, whatever their kind.
    pub exclude: Vec<i64>,
    /// The kinds of chats that belong to it.
    pub kinds: Vec<FolderKind>,
    /// Of these, not the muted ones.
    pub exclude_muted: bool,
    /// Of these, none without anything unread.
    pub exclude_read: bool,
    /// Of these, none from the archive.
    pub exclude_archived: bool,
}

/// A kind of chats that a folder holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FolderKind {
    /// With people of the address book.
    Contacts,
    /// With other people.
    NonContacts,
    /// Groups and supergroups.
    Groups,
    /// Channels.
    Channels,
    /// With bots.
    Bots,
}

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: IdentityId,
    /// In international form; none where it is not known yet.
    pub phone: Option<String>,
    pub username: Option<String>,
    /// Its name at Telegram.
    pub profile_name: Option<String>,
    pub state: AccountState,
    pub state_reason: Option<String>,
    pub state_since: DateTimeUtc,
    /// How far a sign-in has come, as everyone may see it.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub login: Option<Login>,
    /// What only the server may know of a sign-in.
    pub login_sealed: Option<String>,
    pub session_sealed: Option<String>,
    /// Whether whoever runs it next signs it out.
    pub signing_out: bool,
    pub api_id: Option<i32>,
    pub api_hash_sealed: Option<String>,
    pub proxy_host: Option<String>,
    pub proxy_sealed: Option<String>,
    #[sea_orm(column_type = "JsonBinary")]
    pub device: Device,
    #[sea_orm(column_type = "JsonBinary")]
    pub waits: Waits,
    /// Telegram's common update state: everything before it is stored.
    pub pts: i32,
    pub qts: i32,
    pub date: i32,
    pub seq: i32,
    /// The number of the last raw update kept.
    pub update_no: i64,
    pub last_update_at: Option<DateTimeUtc>,
    /// Until when Telegram makes the whole account wait.
    pub wait_until: Option<DateTimeUtc>,
    /// When its list of chats was last fetched whole.
    pub dialogs_at: Option<DateTimeUtc>,
    /// Whether the others are told what was read here.
    pub read_receipts: bool,
    /// How many days of history are fetched by themselves.
    pub history_days: i32,
    /// How far that has come.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub history: Option<HistoryProgress>,
    /// The folders of its list of chats, once they were fetched.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub folders: Option<Folders>,
}

impl ActiveModelBehavior for ActiveModel {}
