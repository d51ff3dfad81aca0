//! The sandbox seen from outside: over HTTP as bots see it, and through the handle as tests do.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod client;
mod control;
mod demo;
mod faults;
mod groups;
mod markup;
mod polling;
mod polls;
mod sending;
mod typed;
mod webhooks;

use std::time::Duration;

/// How long anything may take before a test fails.
const PATIENCE: Duration = Duration::from_secs(10);
