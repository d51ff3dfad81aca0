//! What the inbox knows, apart from how it looks: plain values that tests can hold.

pub mod chats;
pub mod drafts;
pub mod filter;
pub mod markup;
pub mod outgoing;
pub mod rich;
pub mod thread;
