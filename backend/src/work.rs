//! What runs beside the API: in `serve` and in `work`, and in tests that ask for it.

use crate::{housekeeping, state::AppState, supervisor};

/// Starts it. It ends with the state's shutdown.
pub fn start(state: &AppState) {
    let tasks = &state.shutdown.tasks;
    tasks.spawn(housekeeping::run(state.clone()));
    tasks.spawn(supervisor::run(state.clone()));
}
