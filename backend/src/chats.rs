//! Chats: conversations as one identity sees them, and how far each user has read them.

mod folders;
pub mod routes;
pub mod service;
pub mod store;
pub mod typing;
