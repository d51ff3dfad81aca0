//! Messages: what came in and what went out.

pub mod album;
mod asking;
pub mod change;
mod content;
pub mod forward;
pub mod locked;
pub mod polls;
pub mod reactions;
pub mod routes;
pub mod search;
pub mod send;
pub mod settle;
pub mod store;
pub mod thread;
pub mod write_routes;
