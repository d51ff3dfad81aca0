//! Messages: what came in and what went out.

pub mod routes;
pub mod store;
pub mod thread;
