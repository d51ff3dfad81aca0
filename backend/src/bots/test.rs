//! Testing a bot: what Telegram says of it just now.

use chrono::DateTime;
use openapi::{BotId, bots::BotCheck};
use url::Url;

use super::{store, token};
use crate::{
    error::Result,
    platforms,
    platforms::telegram_bot::{client::WebhookInfo, webhook},
    state::AppState,
    web::caller::Caller,
};

/// Asks Telegram about a bot.
pub async fn test(state: &AppState, by: &Caller, id: BotId) -> Result<BotCheck> {
    let row = store::find(&state.db.reader, by.workspace_id, id).await?;
    let client = state.telegram.client(token::open(state, &row.bot)?);
    let asked = state.clock.now();
    let me = client.get_me().await;
    let now = state.clock.now();
    let mut check = BotCheck {
        token_valid: me.is_ok(),
        latency_ms: u64::try_from((now - asked).num_milliseconds()).unwrap_or_default(),
        pending_updates: None,
        webhook_host: None,
        webhook_is_ours: false,
        last_webhook_error: None,
        last_webhook_error_at: None,
        problems: Vec::new(),
        checked_at: now,
    };
    match me {
        Ok(_) => {
            let info = client.get_webhook_info().await?;
            add_webhook(&mut check, info, &row.bot.webhook_path);
        }
        Err(error @ platforms::Error::Revoked) => check.problems.push(error.to_string()),
        Err(error) => return Err(error.into()),
    }
    Ok(check)
}

fn add_webhook(check: &mut BotCheck, info: WebhookInfo, path: &str) {
    check.pending_updates = Some(info.pending_update_count);
    check.webhook_is_ours = webhook::is_ours(&info.url, path);
    check.webhook_host = Url::parse(&info.url).ok().and_then(|url| url.host_str().map(str::to_owned));
    check.last_webhook_error_at = info.last_error_date.and_then(|date| DateTime::from_timestamp(date, 0));
    if let Some(host) = check.webhook_host.as_ref().filter(|_| !check.webhook_is_ours) {
        check.problems.push(format!("its webhook belongs to other software, at {host}"));
    }
    if let Some(error) = &info.last_error_message {
        check.problems.push(format!("Telegram could not deliver to the webhook: {error}"));
    }
    check.last_webhook_error = info.last_error_message;
}
