//! The contract: everything that crosses the wire between the server and its clients.
//!
//! Types only: no behaviour beyond what a type needs to be read, shown and checked. The feature `db` adds the
//! column implementations the backend's entities need, so that one definition serves wire, database and page.

pub mod accounts;
pub mod albums;
pub mod api_keys;
pub mod audit;
pub mod auth;
pub mod bots;
pub mod buttons;
pub mod chats;
pub mod communities;
pub mod events;
pub mod ids;
pub mod media;
pub mod messages;
pub mod page;
pub mod polls;
pub mod problem;
pub mod profiles;
pub mod runtime;
pub mod stats;
pub mod users;
pub mod workspaces;

pub use ids::*;
pub use page::Page;
pub use problem::{Code, FieldCode, FieldError, Problem};
