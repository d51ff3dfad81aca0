//! The protocol below the methods: framing, encryption, the making of keys, sessions.

mod connection;
mod crypto;
mod handshake;
mod packet;
pub mod prime;
mod rsa;
mod session;
pub mod srp;

pub use connection::serve;
pub use crypto::{AuthKey, key_id, random, random_id};
pub use rsa::PUBLIC_KEY;
