//! The sandbox as accounts see it, through a real client (grammers) over TCP.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod buttons;
mod chats;
mod client;
mod control;
mod faults;
mod handshake;
mod media;
mod messages;
mod reading;
mod second_device;
mod session;
mod settings;
mod signing_in;
mod topics;
mod updates;

use std::time::Duration;

/// How long anything may take before a test fails.
const PATIENCE: Duration = Duration::from_secs(10);
