//! `getUpdates`.

use std::time::Duration;

use serde_json::value::RawValue;
use tokio::time::Instant;

use super::{
    Call,
    answer::{Answer, ApiError, success},
    kinds::AllowedUpdates,
    mailbox::Update,
};
use crate::fault::FaultKind;

/// Hands out updates; waits for the first one as long as the bot wishes, 50 seconds at most.
pub async fn get_updates(call: Call<'_>) -> Answer {
    let offset = call.params.int("offset").unwrap_or_default();
    let limit = usize::try_from(call.params.int("limit").unwrap_or(100).clamp(1, 100)).unwrap_or(100);
    let wait = u64::try_from(call.params.int("timeout").unwrap_or_default().clamp(0, 50)).unwrap_or_default();
    let allowed: Option<Vec<String>> = call.params.json("allowed_updates", "allowed updates")?;
    let deadline = Instant::now() + Duration::from_secs(wait);
    let poll = {
        let mut mailbox = call.desk.mailbox();
        if mailbox.webhook.is_some() {
            return Err(ApiError::conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
            ));
        }
        if let Some(names) = allowed {
            mailbox.allowed = AllowedUpdates::from_names(&names);
        }
        mailbox.acknowledge_below(offset);
        mailbox.polls += 1;
        mailbox.polls
    };
    call.desk.wake.notify_waiters();
    loop {
        let wake = call.desk.wake.notified();
        tokio::pin!(wake);
        wake.as_mut().enable();
        let updates = {
            let mut mailbox = call.desk.mailbox();
            if mailbox.webhook.is_some() {
                return Err(ApiError::conflict("terminated by setWebhook request"));
            }
            if mailbox.polls != poll {
                return Err(ApiError::conflict(
                    "terminated by other getUpdates request; make sure that only one bot instance is running",
                ));
            }
            mailbox.oldest(limit, call.shared.clock.now())
        };
        if call.shared.desk_of_token(call.token).is_none() {
            return Err(ApiError::unauthorized());
        }
        if !updates.is_empty() || Instant::now() >= deadline {
            return join(&with_faults(&call, updates));
        }
        tokio::select! {
            () = wake => {}
            () = tokio::time::sleep_until(deadline) => {}
        }
    }
}

fn with_faults(call: &Call, mut updates: Vec<Update>) -> Vec<Update> {
    let take =
        |wanted: FaultKind| call.shared.faults.take(call.desk.bot, "getUpdates", |kind| *kind == wanted);
    if updates.len() > 1 && take(FaultKind::ReorderedUpdates).is_some() {
        updates.reverse();
    }
    if !updates.is_empty() && take(FaultKind::DuplicateUpdates).is_some() {
        updates.extend_from_within(..);
    }
    updates
}

fn join(updates: &[Update]) -> Answer {
    let texts: Vec<&str> = updates.iter().map(|update| &*update.json).collect();
    match RawValue::from_string(format!("[{}]", texts.join(","))) {
        Ok(result) => Ok(result),
        Err(_) => success(&Vec::<u8>::new()),
    }
}
