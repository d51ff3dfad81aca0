//! What a client needs before anyone signed in.

pub mod routes;
