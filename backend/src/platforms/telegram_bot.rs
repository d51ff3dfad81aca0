//! Telegram bots, over the Bot API.

pub mod api;
pub mod client;
mod message;
pub mod read;
mod upload;
pub mod webhook;
mod wire;

pub use api::Api;
pub use client::Client;
