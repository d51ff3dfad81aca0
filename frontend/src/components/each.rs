//! Rows that follow a list.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};

use leptos::prelude::*;

/// A row by the hash of its key.
type Row = (u64, Box<dyn FnOnce() -> AnyView + Send>);

/// Leptos' `For` behind pointers: one piece of code for all lists instead of one for each. The longest lists are
/// virtual ones, which have their own.
#[component]
pub fn Each<T, K, F, V>(
    /// The items, in order.
    each: impl Fn() -> Vec<T> + Send + 'static,
    /// Tells items apart: an item whose key stays keeps its row as it is.
    key: impl Fn(&T) -> K + Send + 'static,
    /// Draws a row.
    children: F,
) -> impl IntoView
where
    T: Send + 'static,
    K: Hash,
    F: Fn(T) -> V + Clone + Send + 'static,
    V: IntoView + 'static,
{
    rows(Box::new(move || {
        let row = |item: T| -> Row {
            let (hash, children) =
                (BuildHasherDefault::<DefaultHasher>::new().hash_one(key(&item)), children.clone());
            (hash, Box::new(move || children(item).into_any()))
        };
        each().into_iter().map(row).collect()
    }))
}

fn rows(each: Box<dyn Fn() -> Vec<Row> + Send>) -> AnyView {
    view! { <For each key=|row| row.0 children=|row: Row| (row.1)() /> }.into_any()
}
