//! Every page, by resource.

pub mod accounts;
pub mod bots;
pub mod dashboard;
mod events;
pub mod inbox;
pub mod not_found;
pub mod settings;
pub mod sign_in;
