//! What the server is and allows.

use openapi::runtime::Runtime;

use super::{Result, get};

/// Version, features and limits.
pub async fn find() -> Result<Runtime> {
    get("/runtime").send().await
}
