//! What the server is and allows.

use openapi::runtime::Runtime;

use super::{Result, get, post};

/// Version, features and limits.
pub async fn find() -> Result<Runtime> {
    get("/runtime").send().await
}

/// Says that the other copy of the database is stopped: bots and accounts run here.
pub async fn adopt() -> Result<Runtime> {
    post("/runtime/adopt").send().await
}
