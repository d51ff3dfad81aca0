//! MTProto, as Telegram's own applications speak it: accounts sign in to the same world that bots live in.

pub mod accounts;
mod fan_out;
pub mod number;
mod other_device;
mod render;
mod rpc;
mod server;
pub mod wire;

pub use accounts::{AccountSession, Accounts, Condition, LineId, Via};
pub use fan_out::{Echo, tell_accounts};
pub use other_device::{Folder, FolderRule, Listing};
pub use rpc::send_code;
pub use server::Mtproto;
