//! Media: files of messages and uploads, kept once by their content, fetched from Telegram when first asked for.

pub mod download;
pub mod files;
pub mod photos;
mod range;
pub mod routes;
pub mod serve;
pub mod store;
mod stream;
pub mod upload;
