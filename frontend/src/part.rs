//! Parts of the page that are files of their own, fetched when they are needed: `scripts/split/wasm-bindgen` puts into
//! one what only the function reaches that is marked with its name.

use std::{pin::Pin, sync::OnceLock};

use leptos::{prelude::*, task::spawn_local, wasm_split::SplitLoaderError};

use crate::{
    api,
    components::{Loaded, Skeleton},
    load::Load,
};

/// Makes a view.
type Make<T> = fn(T) -> AnyView;

/// What a part is found with: the function that makes its views.
pub type Found<T> = Result<Make<T>, SplitLoaderError>;

/// Fetches a part, unless it is there.
type Find<T> = fn() -> Pin<Box<dyn Future<Output = Found<T>>>>;

/// A part, which makes a view of each `T`.
pub struct Part<T: 'static> {
    make: OnceLock<Make<T>>,
    find: Find<T>,
}

impl<T: Copy + Send + Sync + 'static> Part<T> {
    /// The part that this finds.
    pub const fn new(find: Find<T>) -> Self {
        Self { make: OnceLock::new(), find }
    }

    /// Shows a view of it: at once, if it is there.
    pub fn show(&'static self, what: T) -> AnyView {
        if let Some(make) = self.make.get() {
            return make(what);
        }
        let file = Load::new(|| self.fetch());
        view! { <Loaded value=file skeleton=Skeleton::Page children=move |make| make.get_untracked()(what) /> }
            .into_any()
    }

    /// Fetches it, for what is opened next to be there at once.
    pub fn prepare(&'static self) {
        if self.make.get().is_none() {
            spawn_local(async {
                // should this fail, what needs it tries again, and says so
                let _ = self.fetch().await;
            });
        }
    }

    async fn fetch(&'static self) -> api::Result<Make<T>> {
        let make = (self.find)().await.map_err(|error| lost(&error))?;
        Ok(*self.make.get_or_init(|| make))
    }
}

/// Why a part did not come: the network is away or, mostly, the server has a newer page by now.
fn lost(error: &SplitLoaderError) -> api::Error {
    if window().navigator().on_line() {
        api::Error::Unreadable(error.to_string())
    } else {
        api::Error::Unreachable
    }
}
