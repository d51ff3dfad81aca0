//! A bot or an account: who we act as, with its desired and observed states and its lease.

use openapi::{
    IdentityId, WorkspaceId,
    bots::{DesiredState, ObservedState},
};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What an identity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    /// A bot, run by its token.
    Bot,
    /// A user account, run by its session.
    Account,
}

impl IdentityKind {
    /// What errors call it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Bot => "bot",
            Self::Account => "account",
        }
    }
}

/// The messenger an identity lives in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Platform {
    /// Telegram.
    Telegram,
}

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "identities")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: IdentityId,
    pub workspace_id: WorkspaceId,
    pub kind: IdentityKind,
    pub platform: Platform,
    /// Its id at the platform. Negative while an account has not signed in and it is not known.
    pub external_id: i64,
    pub name: String,
    pub desired: DesiredState,
    pub observed: ObservedState,
    pub observed_reason: Option<String>,
    pub observed_since: DateTimeUtc,
    pub retry_at: Option<DateTimeUtc>,
    /// Grows when it must be started anew: a restart, a new token, another mode.
    pub generation: i64,
    /// The node that runs it.
    pub lease_owner: Option<Uuid>,
    pub lease_until: Option<DateTimeUtc>,
    /// Grows with each new owner; writes of an earlier one are refused.
    pub fencing: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub archived_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
