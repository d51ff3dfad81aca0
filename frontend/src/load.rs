//! Something read from the server and kept in step with it.

mod paged;

use std::{pin::Pin, time::Duration};

use leptos::{prelude::*, task::spawn_local};

use crate::{api, react::effect};

pub use paged::Paged;

/// How long after an answer that was overtaken the question is asked again: changes may come by the hundred.
const AGAIN: Duration = Duration::from_secs(1);

/// An answer on its way.
type Answer<T> = Pin<Box<dyn Future<Output = api::Result<T>>>>;

/// The last value that was read, and the error if reading failed since. A reload keeps the old value on the page.
pub struct Load<T: 'static> {
    /// The last value, once there is one.
    pub value: RwSignal<Option<T>>,
    /// Why the last attempt failed, until one succeeds.
    pub error: RwSignal<Option<api::Error>>,
    /// Counts attempts: an answer to an earlier one is dropped.
    turn: StoredValue<u32>,
    fetch: StoredValue<Box<dyn Fn() -> Answer<T>>, LocalStorage>,
    due: StoredValue<bool>,
    /// Whether an answer is on its way, and whether the value changed meanwhile: the answer may be older than that.
    asking: StoredValue<bool>,
    stale: StoredValue<bool>,
}

impl<T> Clone for Load<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Load<T> {}

impl<T: Clone + Send + Sync + 'static> Load<T> {
    /// Reads now, and again whenever a signal changes that `fetch` reads before it waits for anything.
    pub fn new<F: Future<Output = api::Result<T>> + 'static>(fetch: impl Fn() -> F + 'static) -> Self {
        let load = Self {
            value: RwSignal::new(None),
            error: RwSignal::new(None),
            turn: StoredValue::new(0),
            fetch: StoredValue::new_local(Box::new(move || Box::pin(fetch()))),
            due: StoredValue::new(false),
            asking: StoredValue::new(false),
            stale: StoredValue::new(false),
        };
        effect(move || load.read());
        load
    }

    fn read(&self) {
        let this = *self;
        this.turn.update_value(|turn| *turn += 1);
        let turn = this.turn.get_value();
        this.asking.set_value(true);
        this.stale.set_value(false);
        let answer = this.fetch.with_value(|fetch| fetch());
        spawn_local(async move {
            let answer = answer.await;
            // the page may be gone, or the question another one by now
            if this.turn.try_get_value() != Some(turn) {
                return;
            }
            this.asking.set_value(false);
            match answer {
                Ok(fresh) => this.set(fresh),
                Err(failed) => {
                    if failed.is_gone() {
                        this.value.set(None);
                    }
                    this.error.set(Some(failed));
                }
            }
            if this.stale.try_update_value(std::mem::take) == Some(true) {
                this.refetch_within(AGAIN);
            }
        });
    }

    /// Reads again.
    pub fn refetch(&self) {
        untrack(|| self.read());
    }

    /// Reads again after `pause`, once for all who ask until then: for news that come by the hundred.
    pub fn refetch_within(&self, pause: Duration) {
        if self.due.get_value() {
            return;
        }
        self.due.set_value(true);
        let this = *self;
        set_timeout(
            move || {
                // gone if the page went away meanwhile
                if this.due.try_set_value(false).is_none() {
                    this.refetch();
                }
            },
            pause,
        );
    }

    /// Changes the value at hand, as an event or an answer tells it.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        self.stale.set_value(self.asking.get_value());
        self.value.update(|value| {
            if let Some(value) = value {
                change(value);
            }
        });
    }

    /// Replaces the value at hand with a newer one.
    pub fn set(&self, fresh: T) {
        self.stale.set_value(self.asking.get_value());
        self.value.set(Some(fresh));
        self.error.set(None);
    }
}
