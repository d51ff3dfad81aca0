//! Every page, by resource.

pub mod accounts;
pub mod apart;
pub mod bots;
pub mod communities;
pub mod dashboard;
mod events;
pub mod inbox;
pub mod not_found;
mod portrait;
pub mod settings;
pub mod sign_in;
