//! Figures for the dashboard.

use openapi::stats::Stats;

use super::{Result, get};

/// The workspace's figures, counted now.
pub async fn find() -> Result<Stats> {
    get("/stats").send().await
}
