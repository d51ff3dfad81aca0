//! Throws away what nobody needs any more.

use std::time::Duration;

use chrono::TimeDelta;

use crate::{
    auth,
    error::{Result, chain},
    idempotency,
    state::AppState,
    telemetry,
};

/// How long ended sessions are kept, so that the use of a stolen token is still noticed.
const ENDED_SESSIONS: TimeDelta = TimeDelta::days(30);

/// Tidies up every minute until the process stops.
pub async fn run(state: AppState) {
    let stop = state.shutdown.token.clone();
    while stop.run_until_cancelled(state.clock.sleep(Duration::from_mins(1))).await.is_some() {
        state.requests.forget();
        state.auth.throttle.forget();
        if let Ok(metrics) = telemetry::metrics() {
            metrics.run_upkeep();
        }
        if let Err(error) = sweep(&state).await {
            tracing::warn!(error = chain(&error), "old rows were not deleted; the next minute tries again");
        }
    }
}

/// Deletes rows that have had their time.
pub async fn sweep(state: &AppState) -> Result<()> {
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    idempotency::store::forget(&tx, now - idempotency::LIFETIME).await?;
    auth::tickets::forget(&tx, now).await?;
    auth::store::forget(&tx, now - ENDED_SESSIONS).await?;
    tx.commit().await?;
    Ok(())
}
