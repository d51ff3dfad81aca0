//! A list that is read page by page, as far as a person wants to go.

use leptos::{prelude::*, task::spawn_local};
use openapi::Page;

use super::Answer;
use crate::{api, react::effect};

/// What was read of a list so far.
pub struct Paged<T: 'static> {
    /// The rows so far; none while the first page is on its way.
    pub items: RwSignal<Option<Vec<T>>>,
    /// Why the last attempt failed, until one succeeds.
    pub error: RwSignal<Option<api::Error>>,
    /// Whether a page is on its way.
    pub busy: RwSignal<bool>,
    /// Where the next page starts, if there is one.
    next: RwSignal<Option<String>>,
    /// Counts beginnings: an answer to an earlier question is dropped.
    turn: StoredValue<u32>,
    fetch: StoredValue<Fetch<T>, LocalStorage>,
}

type Fetch<T> = Box<dyn Fn(Option<String>) -> Answer<Page<T>>>;

impl<T> Clone for Paged<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Paged<T> {}

impl<T: Clone + Send + Sync + 'static> Paged<T> {
    /// Reads the first page now, and again whenever a signal that `fetch` reads changes.
    pub fn new<F: Future<Output = api::Result<Page<T>>> + 'static>(
        fetch: impl Fn(Option<String>) -> F + 'static,
    ) -> Self {
        let paged = Self {
            items: RwSignal::new(None),
            error: RwSignal::new(None),
            busy: RwSignal::new(false),
            next: RwSignal::new(None),
            turn: StoredValue::new(0),
            fetch: StoredValue::new_local(Box::new(move |cursor| Box::pin(fetch(cursor)))),
        };
        effect(move || paged.read(None));
        paged
    }

    /// Reads the first page again.
    pub fn refetch(&self) {
        untrack(|| self.read(None));
    }

    /// Whether there is more.
    pub fn has_more(&self) -> bool {
        self.next.with(Option::is_some)
    }

    /// Reads the next page, if there is one and none is on its way.
    pub fn more(&self) {
        if let (Some(cursor), false) = (self.next.get_untracked(), self.busy.get_untracked()) {
            untrack(|| self.read(Some(cursor)));
        }
    }

    fn read(&self, cursor: Option<String>) {
        let this = *self;
        let first = cursor.is_none();
        this.turn.update_value(|turn| *turn += 1);
        let turn = this.turn.get_value();
        let answer = this.fetch.with_value(|fetch| fetch(cursor));
        this.busy.set(true);
        spawn_local(async move {
            let answer = answer.await;
            // the page may be gone, or the question another one by now
            if this.turn.try_get_value() != Some(turn) {
                return;
            }
            this.busy.set(false);
            match answer {
                Ok(page) => {
                    this.items.update(|items| match items {
                        Some(items) if !first => items.extend(page.items),
                        _ => *items = Some(page.items),
                    });
                    this.next.set(page.next_cursor);
                    this.error.set(None);
                }
                Err(error) => this.error.set(Some(error)),
            }
        });
    }
}
