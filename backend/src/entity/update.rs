//! An update as Telegram sent it.

use openapi::IdentityId;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "updates")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub identity_id: IdentityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub update_id: i64,
    pub received_at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub raw: String,
    /// Why it could not be read.
    pub problem: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
