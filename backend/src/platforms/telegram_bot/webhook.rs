//! Webhooks: whose one is, and taking ours away.

use url::Url;

use super::client::WebhookInfo;
use crate::{
    bots,
    entity::bot,
    error::{Error, chain},
    state::AppState,
};

/// Where Telegram calls us for a bot, under the public address.
pub fn url(public: &Url, path: &str) -> Url {
    let mut url = public.clone();
    // fails only for addresses like `mailto:`, which the settings refuse
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(["telegram", path]);
    }
    url
}

/// Whether a webhook is one of ours: nobody else knows the bot's path, and the public address may have changed.
pub fn is_ours(url: &str, path: &str) -> bool {
    Url::parse(url)
        .ok()
        .and_then(|url| url.path_segments().map(|mut parts| parts.next_back() == Some(path)))
        .unwrap_or(false)
}

/// Whose a webhook seems to be: the host it is at.
pub fn describe(url: &str) -> String {
    let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.unwrap_or_else(|| "an address that cannot be read".to_owned())
}

/// Takes our webhook away from Telegram, so that updates wait there instead of failing here. Other software's stays.
/// What fails is only logged: the bot is stopped all the same, and what Telegram still sends is turned away.
pub async fn remove(state: &AppState, bot: &bot::Model) {
    let removed = async {
        let client = state.telegram.client(bots::token::open(state, bot)?);
        let WebhookInfo { url, .. } = client.get_webhook_info().await?;
        if is_ours(&url, &bot.webhook_path) {
            client.delete_webhook().await?;
        }
        Ok::<_, Error>(())
    };
    if let Err(error) = removed.await {
        tracing::warn!(bot = %bot.id, error = chain(&error), "the webhook of a stopped bot may still be set");
    }
}
