//! Where the database lived when bots and accounts last ran; its one row.

use openapi::runtime::Difference;
use sea_orm::{FromJsonQueryResult, entity::prelude::*};
use serde::{Deserialize, Serialize};

/// A place that a copy of the database cannot share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// SQLite's.
    File {
        /// The file's number in its file system.
        inode: u64,
        /// When the file was made, or the machine where the file system does not say it.
        born: String,
    },
    /// PostgreSQL's.
    Server {
        /// What `initdb` named the server; none where we may not ask.
        system: Option<String>,
        /// The database's object id.
        database: i64,
        /// Grows when the server is recovered or promoted; none where we may not ask.
        timeline: Option<i64>,
    },
}

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "home")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    #[sea_orm(column_type = "JsonBinary")]
    pub place: Place,
    /// On PostgreSQL the transaction that wrote this row: a restored row was written by another.
    pub written_by: Option<String>,
    /// On SQLite how often it grew: whenever something was sent, and every few seconds.
    pub age: i64,
    /// What differs, while nothing may run.
    pub held: Option<Difference>,
    pub held_since: Option<DateTimeUtc>,
    /// The last row of the outbox from before.
    pub held_outbox: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
