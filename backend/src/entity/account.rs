//! What an account has beyond its identity: its session, its sign-in and how far it has read Telegram's updates.

use std::collections::BTreeMap;

use openapi::{
    IdentityId,
    accounts::{AccountState, Device, HistoryProgress, Login},
};
use sea_orm::{FromJsonQueryResult, entity::prelude::*};
use serde::{Deserialize, Serialize};

/// Methods Telegram makes an account wait with, and until when. Keys are methods' names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Waits(pub BTreeMap<String, DateTimeUtc>);

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
}

impl ActiveModelBehavior for ActiveModel {}
