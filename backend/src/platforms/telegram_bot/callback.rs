//! Answers pressed buttons, so that they stop spinning.

use super::Client;
use crate::state::AppState;

/// Answers at once, beside everything else: Telegram does not limit these. A late one is no loss.
pub fn answer(state: &AppState, client: &Client, ids: impl Iterator<Item = String>) {
    for id in ids {
        let client = client.clone();
        state.shutdown.tasks.spawn(async move {
            if let Err(error) = client.answer_callback_query(&id).await {
                tracing::info!(%error, "a pressed button was not answered");
            }
        });
    }
}
