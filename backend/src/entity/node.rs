//! A node that the others can ask.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "nodes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Where the others reach it.
    pub url: String,
    /// Until when it is there, unless it says so again.
    pub until: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
