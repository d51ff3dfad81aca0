//! Something read from the server and kept in step with it.

mod paged;

use std::time::Duration;

use leptos::prelude::*;

use crate::api;

pub use paged::Paged;

/// The last value that was read, and the error if reading failed since. A reload keeps the old value on the page.
pub struct Load<T: 'static> {
    resource: LocalResource<api::Result<T>>,
    /// The last value, once there is one.
    pub value: RwSignal<Option<T>>,
    /// Why the last attempt failed, until one succeeds.
    pub error: RwSignal<Option<api::Error>>,
    due: StoredValue<bool>,
}

impl<T> Clone for Load<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Load<T> {}

impl<T: Clone + Send + Sync + 'static> Load<T> {
    /// Reads now, and again whenever a signal that `fetch` reads changes.
    pub fn new<F: Future<Output = api::Result<T>> + 'static>(fetch: impl Fn() -> F + 'static) -> Self {
        let resource = LocalResource::new(fetch);
        let (value, error) = (RwSignal::new(None), RwSignal::new(None));
        Effect::new(move |_| match resource.get() {
            Some(Ok(fresh)) => {
                value.set(Some(fresh));
                error.set(None);
            }
            Some(Err(failed)) => {
                if failed.is_gone() {
                    value.set(None);
                }
                error.set(Some(failed));
            }
            None => {}
        });
        Self { resource, value, error, due: StoredValue::new(false) }
    }

    /// Reads again.
    pub fn refetch(&self) {
        self.resource.refetch();
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
                    this.resource.refetch();
                }
            },
            pause,
        );
    }

    /// Changes the value at hand, as an event or an answer tells it.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        self.value.update(|value| {
            if let Some(value) = value {
                change(value);
            }
        });
    }

    /// Replaces the value at hand with a newer one.
    pub fn set(&self, fresh: T) {
        self.value.set(Some(fresh));
        self.error.set(None);
    }
}
