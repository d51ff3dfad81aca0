//! Throws away what nobody needs any more.

use std::time::Duration;

use chrono::TimeDelta;

use crate::{
    auth,
    error::{Error, Result, chain},
    idempotency, media,
    state::AppState,
    telemetry,
};

/// How long ended sessions are kept, so that the use of a stolen token is still noticed.
const ENDED_SESSIONS: TimeDelta = TimeDelta::days(30);

/// Longer than any upload or download takes.
const ABANDONED_FILES: TimeDelta = TimeDelta::days(1);

/// Tidies up every minute until the process stops.
pub async fn run(state: AppState) {
    let stop = state.shutdown.token.clone();
    while stop.run_until_cancelled(state.clock.sleep(Duration::from_mins(1))).await.is_some() {
        state.requests.forget();
        state.auth.throttle.forget();
        state.accounts.lookups.forget();
        if let Ok(metrics) = telemetry::metrics() {
            metrics.run_upkeep();
        }
        if let Err(error) = sweep(&state).await {
            tracing::warn!(
                error = chain(&error),
                "old rows or files were not deleted; the next minute tries again"
            );
        }
    }
}

/// Deletes rows and files that have had their time.
pub async fn sweep(state: &AppState) -> Result<()> {
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    idempotency::store::forget(&tx, now - idempotency::LIFETIME).await?;
    auth::tickets::forget(&tx, now).await?;
    auth::store::forget(&tx, now - ENDED_SESSIONS).await?;
    tx.commit().await?;
    let removed = media::files::sweep(&state.media_dir(), now - ABANDONED_FILES).await;
    removed.map_err(|e| Error::internal("tidying up the media store", e))?;
    Ok(())
}
