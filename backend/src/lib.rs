//! Switchboard: the headless control plane.

pub mod api_keys;
pub mod audit;
pub mod auth;
pub mod bots;
pub mod bus;
pub mod chats;
pub mod clock;
pub mod config;
pub mod db;
pub mod entity;
pub mod error;
pub mod events;
pub mod inbox;
pub mod media;
pub mod messages;
pub mod outbox;
pub mod paging;
pub mod platforms;
pub mod shutdown;
pub mod state;
pub mod supervisor;
pub mod telemetry;
pub mod traffic;
pub mod vault;
pub mod web;
