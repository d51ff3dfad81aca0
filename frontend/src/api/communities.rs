//! Groups and channels at Telegram.

use openapi::{
    AccountId,
    communities::{Community, LookUp},
};

use super::{Result, post};

/// What a name, link or id leads to, as Telegram tells an account now; without one the server chooses.
pub async fn look_up(link: String, account_id: Option<AccountId>) -> Result<Community> {
    post("/communities/lookup").json(&LookUp { link, account_id }).send().await
}
