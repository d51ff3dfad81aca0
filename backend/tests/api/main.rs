//! The server's tests: the real router and state on a real database, with the sandbox in Telegram's place.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by failing")]

mod access;
mod accounts;
mod api_keys;
mod audit;
mod bots;
mod cli;
mod harness;
mod house;
mod idempotency;
mod inbox;
mod leases;
mod live;
mod media;
mod migrations;
mod openapi_json;
mod outbox;
mod passwords;
mod polling;
mod refresh;
mod secrets;
mod sign_in;
mod start;
mod stats;
mod telegram;
mod users;
mod web;
mod webhooks;
mod workspaces;
