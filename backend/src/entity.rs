//! The rows of the database, one table a file.

pub mod account;
pub mod account_peer;
pub mod api_key;
pub mod audit_log;
pub mod bot;
pub mod chat;
pub mod event;
pub mod home;
pub mod idempotency_key;
pub mod identity;
pub mod media;
pub mod membership;
pub mod message;
pub mod node;
pub mod outbox;
pub mod peer_name;
pub mod read_mark;
pub mod revision;
pub mod session;
pub mod stretch;
pub mod traffic;
pub mod update;
pub mod user;
pub mod vault;
pub mod workspace;
pub mod ws_ticket;
