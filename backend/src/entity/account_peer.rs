//! A peer an account knows: what the account names it by, and how far its updates are read.

use openapi::IdentityId;
use sea_orm::entity::prelude::*;

use super::chat::PeerKind;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_peers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub identity_id: IdentityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub peer_kind: PeerKind,
    #[sea_orm(primary_key, auto_increment = false)]
    pub peer_id: i64,
    /// What this account, and no other, names the peer by.
    pub access_hash: Option<i64>,
    /// A channel's own update state: everything before it is stored.
    pub pts: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}
