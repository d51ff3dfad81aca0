//! The users of a workspace and their roles.

pub mod routes;
pub mod service;
pub mod store;

/// A sign-in name as it is stored and compared: case does not matter.
pub fn normal(login: &str) -> String {
    login.trim().to_lowercase()
}
