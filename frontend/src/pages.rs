//! Every page, by resource.

pub mod bots;
pub mod dashboard;
pub mod not_found;
pub mod settings;
pub mod sign_in;
