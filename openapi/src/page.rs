//! One page of a list.

use serde::{Deserialize, Serialize};

/// A page of a list and where the next one starts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows, in the list's order.
    pub items: Vec<T>,
    /// Pass it as `?cursor=` for the next page; `null` on the last one. Opaque.
    pub next_cursor: Option<String>,
}
