//! What a client needs before anyone signed in, and whether anything may run here.

pub mod routes;
pub mod service;
