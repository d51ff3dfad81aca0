//! Buttons that accounts pressed, which wait for what their bots answer.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::sync::oneshot;

/// What a bot answers to a pressed button.
#[derive(Clone, Debug, Default)]
pub struct BotAnswer {
    /// What it says.
    pub text: Option<String>,
    /// Whether that is to be read before anything else.
    pub alert: bool,
    /// What it wants to be opened.
    pub url: Option<String>,
}

/// Those that wait, by the ids of their callback queries.
#[derive(Debug, Default)]
pub struct Presses(Mutex<HashMap<String, oneshot::Sender<BotAnswer>>>);

impl Presses {
    /// Waits for the answer to a press from now on.
    pub fn wait(&self, query: &str) -> oneshot::Receiver<BotAnswer> {
        let (tell, told) = oneshot::channel();
        let mut all = self.all();
        all.retain(|_, waiting| !waiting.is_closed());
        all.insert(query.to_owned(), tell);
        told
    }

    /// Tells whoever waits what the bot answered.
    pub fn answer(&self, query: &str, answer: BotAnswer) {
        if let Some(waiting) = self.all().remove(query) {
            // who waited may be gone
            let _ = waiting.send(answer);
        }
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, oneshot::Sender<BotAnswer>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
