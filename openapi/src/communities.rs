//! Communities: groups and channels, ours or not, looked up at Telegram.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AccountId, ChatId, IdentityId, MediaId, chats::ChatKind};

/// Asks what a group or channel is. Nobody joins it by that.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[garde(allow_unvalidated)]
pub struct LookUp {
    /// `@name`, a bare name, a public, private or invite link, a link to a post, or the id at Telegram.
    #[garde(length(bytes, min = 1, max = 500))]
    pub link: String,
    /// The account that asks; without it one that knows the community, or the first that is connected.
    #[serde(default)]
    pub account_id: Option<AccountId>,
}

/// What one of our identities is in a community, beyond a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[cfg_attr(feature = "db", derive(sea_orm::EnumIter, sea_orm::DeriveActiveEnum))]
#[cfg_attr(feature = "db", sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum CommunityRole {
    /// It made it, or was given it.
    Creator,
    /// It is an administrator.
    Admin,
}

/// A group or channel as Telegram showed it just now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Community {
    /// Its id at Telegram, as the Bot API writes it; absent where an invitation hides it.
    pub telegram_id: Option<i64>,
    /// Its kind.
    pub kind: ChatKind,
    /// Its title.
    pub title: String,
    /// Its username, without `@`.
    pub username: Option<String>,
    /// How it describes itself.
    pub about: String,
    /// How many members it has, where Telegram tells.
    pub members: Option<i64>,
    /// Its photo; the bytes are at `GET /api/v1/media/{id}/content`.
    pub photo: Option<MediaId>,
    /// How many posts it has, where they may be read.
    pub posts: Option<i64>,
    /// The last of them.
    pub last_post: Option<Post>,
    /// Whether it is ours: one of our identities was seen to be its creator or an administrator.
    pub ours: bool,
    /// What the account that asked is there.
    pub role: Option<CommunityRole>,
    /// Whether the account that asked is in it.
    pub joined: bool,
    /// Whether its admins must let in whoever follows the link.
    pub needs_approval: bool,
    /// Our chats with it.
    pub chats: Vec<CommunityChat>,
    /// The account that asked.
    pub account_id: AccountId,
}

/// A post of a community.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Post {
    /// Its id there.
    pub id: i64,
    /// When it was sent.
    pub date: DateTime<Utc>,
    /// How its text begins.
    pub text: String,
}

/// A community as one of our identities has it in its inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CommunityChat {
    /// The chat.
    pub id: ChatId,
    /// The bot or account.
    pub identity_id: IdentityId,
}
