//! Telegram bots, over the Bot API.

pub mod api;
pub mod client;
mod upload;

pub use api::Api;
pub use client::Client;
