//! Telegram bots, over the Bot API.

pub mod api;
mod callback;
pub mod client;
mod failure;
pub mod message;
pub mod read;
pub mod receive;
mod receiver;
pub mod runtime;
mod upload;
pub mod webhook;
mod wire;

pub use api::Api;
pub use client::Client;
