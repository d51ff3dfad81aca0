//! Everything that the Bot API keeps for one bot.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use tokio::sync::Notify;

use super::mailbox::Mailbox;
use crate::{
    calls::CallLog,
    world::{FileId, UserId},
};

/// Everything that the Bot API keeps for one bot.
#[derive(Debug)]
pub struct Desk {
    /// The bot.
    pub bot: UserId,
    /// Rings when the mailbox changed.
    pub wake: Notify,
    /// What the bot asked for.
    pub calls: Arc<CallLog>,
    /// When the bot came.
    pub since: Instant,
    mailbox: Mutex<Mailbox>,
    paths: Mutex<HashMap<String, FileId>>,
    logged_out: AtomicBool,
}

impl Desk {
    /// A desk without mail; its first update has this id.
    pub fn new(bot: UserId, first_update: i64) -> Self {
        Self {
            bot,
            wake: Notify::new(),
            calls: Arc::default(),
            since: Instant::now(),
            mailbox: Mutex::new(Mailbox::new(first_update)),
            paths: Mutex::default(),
            logged_out: AtomicBool::new(false),
        }
    }

    /// The bot's updates. Ring `wake` after changing them.
    pub fn mailbox(&self) -> MutexGuard<'_, Mailbox> {
        self.mailbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the bot download a file under a path.
    pub fn publish(&self, path: String, file: FileId) {
        self.paths.lock().unwrap_or_else(PoisonError::into_inner).insert(path, file);
    }

    /// The file that the bot may download under a path.
    pub fn published(&self, path: &str) -> Option<FileId> {
        self.paths.lock().unwrap_or_else(PoisonError::into_inner).get(path).copied()
    }

    /// The bot leaves the cloud server.
    pub fn log_out(&self) {
        self.logged_out.store(true, Ordering::Relaxed);
    }

    /// Whether the bot left the cloud server.
    pub fn is_logged_out(&self) -> bool {
        self.logged_out.load(Ordering::Relaxed)
    }
}
