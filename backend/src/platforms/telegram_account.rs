//! Telegram accounts, over MTProto.

pub mod authorizations;
pub mod client;
pub mod dialogs;
pub mod download;
mod entities;
pub mod failure;
pub mod gestures;
mod handshake;
pub mod history;
pub mod link;
mod media;
mod message;
mod password;
mod peers;
mod poll;
mod read;
mod reading;
mod recovery;
pub mod runtime;
pub mod send;
pub mod session;
pub mod sign_in;
mod standing;
mod store;
pub mod string_session;
mod typing;
mod updates;
pub mod upload;

pub use client::{Api, Client, Connection};
pub use failure::Failure;
pub use handshake::ServerKey;
