//! The one path out: intent row -> limiter -> platform -> outcome row.
//!
//! An intent is stored with the message it is about. The identity's owner takes those whose turn it is, marks each as
//! handed over under its fencing token, asks the platform, and stores what came of it. A send without an answer is
//! `unknown` and is never repeated by itself; edits, deletions, pins, reactions and votes may be repeated, for they make
//! nothing new.

mod act;
mod claim;
mod limiter;
mod outcome;
mod record;
mod sender;
pub mod store;

pub use record::doubt;
pub use sender::{End, run};
