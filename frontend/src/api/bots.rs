//! Bots: add, watch and steer them.

use openapi::{
    BotId,
    bots::{Bot, BotCheck, CreateBot, ReplaceToken, StartBot, UpdateBot},
};
use uuid::Uuid;

use super::{Result, Tagged, all, get, post, put};

/// Every bot that is not archived.
pub async fn list() -> Result<Vec<Bot>> {
    all(|| get("/bots")).await
}

/// Every bot that is archived.
pub async fn archived() -> Result<Vec<Bot>> {
    all(|| get("/bots").query("archived", Some(true))).await
}

/// One bot, with the version a change asks for.
pub async fn find(id: BotId) -> Result<Tagged<Bot>> {
    get(format!("/bots/{id}")).send_tagged().await
}

/// Adds a bot by its token. The same key adds it once, however often it is pressed.
pub async fn create(new: &CreateBot, key: Uuid) -> Result<Bot> {
    post("/bots").key(key).json(new).send().await
}

/// Changes a bot, if it is still the version that was read.
pub async fn update(id: BotId, change: &UpdateBot, etag: Option<&str>) -> Result<Tagged<Bot>> {
    put(format!("/bots/{id}")).if_match(etag).json(change).send_tagged().await
}

/// Gives it a new token of the same bot.
pub async fn replace_token(id: BotId, change: &ReplaceToken) -> Result<Bot> {
    post(format!("/bots/{id}/token")).json(change).send().await
}

/// Starts it.
pub async fn start(id: BotId, take_over_webhook: bool) -> Result<Bot> {
    post(format!("/bots/{id}/start")).json(&StartBot { take_over_webhook }).send().await
}

/// Stops and starts it.
pub async fn restart(id: BotId, take_over_webhook: bool) -> Result<Bot> {
    post(format!("/bots/{id}/restart")).json(&StartBot { take_over_webhook }).send().await
}

/// Stops it.
pub async fn stop(id: BotId) -> Result<Bot> {
    post(format!("/bots/{id}/stop")).send().await
}

/// Stops it and puts it away; its history stays.
pub async fn archive(id: BotId) -> Result<Bot> {
    post(format!("/bots/{id}/archive")).send().await
}

/// Asks Telegram how it stands.
pub async fn test(id: BotId) -> Result<BotCheck> {
    post(format!("/bots/{id}/test")).send().await
}
