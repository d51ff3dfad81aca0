//! What operators send and change, from the request to what the person at Telegram sees.

pub mod albums;
mod changes;
mod failures;
mod gestures;
mod order;
mod polls;
mod recovery;
mod refusals;
mod round_trip;
mod sending;
