//! API keys: credentials for scripts.

pub mod routes;
pub mod service;
pub mod store;

/// What every API key begins with, so that one in a log or a repository is recognised.
pub const PREFIX: &str = "sb_";
