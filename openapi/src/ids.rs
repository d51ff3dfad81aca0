//! Identifiers. Each is its own type, so that a chat's id is never taken for a bot's.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Declares a UUID newtype: transparent on the wire and, with `db`, in a column.
macro_rules! id {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[cfg_attr(feature = "db", derive(sea_orm::DeriveValueType))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        #[cfg(feature = "db")]
        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )*};
}

id! {
    /// A workspace: the tenant every row belongs to.
    WorkspaceId
    /// A person who signs in.
    UserId
    /// A sign-in of a user on one device.
    SessionId
    /// A script's credential.
    ApiKeyId
    /// A bot or an account: who we act as.
    IdentityId
    /// A Telegram bot we run. The same value as its [`IdentityId`].
    BotId
    /// A Telegram account we run. The same value as its [`IdentityId`].
    AccountId
    /// A conversation as one identity sees it.
    ChatId
    /// A photo, document or other file of a message, or an upload waiting to be sent.
    MediaId
}

impl From<BotId> for IdentityId {
    fn from(id: BotId) -> Self {
        Self(id.0)
    }
}

impl From<IdentityId> for BotId {
    fn from(id: IdentityId) -> Self {
        Self(id.0)
    }
}

impl From<AccountId> for IdentityId {
    fn from(id: AccountId) -> Self {
        Self(id.0)
    }
}

impl From<IdentityId> for AccountId {
    fn from(id: IdentityId) -> Self {
        Self(id.0)
    }
}

/// Declares a 64-bit newtype: ids of high-volume rows, which grow.
macro_rules! big_id {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[cfg_attr(feature = "db", derive(sea_orm::DeriveValueType))]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

big_id! {
    /// A message of a chat.
    MessageId
    /// An event of a workspace; also the cursor from which a reader resumes. Grows by commit order.
    EventId
    /// A line of the audit log.
    AuditId
}
