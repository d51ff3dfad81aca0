//! The server's tests: the real router and state on a real database, with the sandbox in Telegram's place.

mod api_keys;
mod audit;
mod harness;
mod inbox;
mod media;
mod outbox;
mod live;
mod passwords;
mod refresh;
mod sign_in;
mod users;
mod workspaces;
