//! A stand-in for Telegram on loopback, good enough that real clients cannot tell.
//!
//! One [`Sandbox`] is one world of people, bots, groups and channels. Bots reach it through the Bot API at
//! [`Sandbox::url`]; tests make people act and see what they received:
//!
//! ```
//! # use std::time::Duration;
//! use sandbox::{ChatRef, Draft, Sandbox};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start().await?;
//! let bot = sandbox.add_bot("north_support", "North support");
//! let elena = sandbox.add_person("Elena", Some("Markova"), Some("elena_m"));
//! let chat = ChatRef::private(elena, &bot);
//! let question = sandbox.write(elena, chat, Draft::text("Where is my parcel?"));
//!
//! // What a bot would do:
//! let url = format!("{}/bot{}/sendMessage", sandbox.url(), bot.token);
//! let answer = [("chat_id", elena.to_string()), ("text", "On its way".into())];
//! reqwest::Client::new().post(url).form(&answer).send().await?.error_for_status()?;
//!
//! let received = sandbox
//!     .wait_received(elena, Duration::from_secs(5), |all| all.iter().any(|one| one.text == "On its way"))
//!     .await?;
//! assert_eq!(received.len(), 1);
//! # let _ = question;
//! # Ok(()) }
//! ```
//!
//! People may be accounts, too: [`Sandbox::serve_mtproto`] opens data centres for MTProto, and whoever got a number
//! with [`Sandbox::give_phone`] can sign in there.
//!
//! What a test asks of the world and the world refuses (writing to a chat one is not in, say) is a mistake in
//! the test: those methods panic with the reason.

mod bell;
mod bot_api;
mod calls;
mod clock;
mod control;
pub mod demo;
mod dice;
mod draft;
mod fault;
mod mtproto;
mod net;
mod picture;
mod presses;
mod reception;
mod sandbox;
mod shared;
pub mod text;
pub mod world;

pub use calls::{Call, Outcome};
pub use clock::Clock;
pub use draft::Draft;
pub use fault::{Fault, FaultKind};
pub use mtproto::{AccountSession, Condition, Folder, FolderRule, Listing, Mtproto, Via};
pub use sandbox::{Bot, Options, Sandbox, TimedOut};
pub use world::{ChatRef, Doing, Member, MessageId, Reaction, Received, ReceivedKind, Right, UserId};
