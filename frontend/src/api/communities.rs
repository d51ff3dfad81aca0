//! Groups and channels at Telegram.

use openapi::communities::{Community, LookUp};

use super::{Result, post};

/// What a name, link or id leads to, as Telegram tells now.
pub async fn look_up(link: String) -> Result<Community> {
    post("/communities/lookup").json(&LookUp { link, account_id: None }).send().await
}
