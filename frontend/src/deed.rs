//! Something a person asks the server to do, and waits for.

use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

use crate::api::{Error, Result};

/// How it stands.
#[derive(Clone, Copy)]
pub struct Deed {
    /// Whether it is being done.
    pub pending: RwSignal<bool>,
    /// Why it was not done, until it is.
    pub error: RwSignal<Option<Error>>,
    key: StoredValue<Uuid>,
}

impl Deed {
    /// One that was not tried yet.
    pub fn new() -> Self {
        Self {
            pending: RwSignal::new(false),
            error: RwSignal::new(None),
            key: StoredValue::new(Uuid::new_v4()),
        }
    }

    /// Names the intent to the server: a second press after a lost answer does nothing twice.
    pub fn key(&self) -> Uuid {
        self.key.get_value()
    }

    /// Does it; `then` gets the answer if it is a good one and the form is still there.
    pub fn run<T: 'static>(
        &self,
        answer: impl Future<Output = Result<T>> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        let this = *self;
        this.pending.set(true);
        spawn_local(async move {
            let answer = answer.await;
            if this.pending.try_set(false).is_some() {
                return;
            }
            // the answer is stored under the key: a mended form is another intent
            if !matches!(answer, Err(Error::Unanswered)) {
                this.key.set_value(Uuid::new_v4());
            }
            match answer {
                Ok(answer) => {
                    this.error.set(None);
                    then(answer);
                }
                Err(error) => this.error.set(Some(error)),
            }
        });
    }
}
