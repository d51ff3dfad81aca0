//! Messages of an identity in one hour.

use openapi::IdentityId;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "traffic")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub identity_id: IdentityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub hour: DateTimeUtc,
    pub incoming: i64,
    pub outgoing: i64,
}

impl ActiveModelBehavior for ActiveModel {}
