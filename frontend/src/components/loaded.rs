//! The three faces of something that is read: not there yet, there, and not to be had.

use leptos::prelude::*;

use super::{ErrorPanel, Skeleton, skeleton};
use crate::{
    load::Load,
    react::{effect, memo},
};

/// Shows a skeleton, then the value; an error above a value that is still worth showing, or in its place.
///
/// The children are built once, when the first value is there, and follow later ones through the signal they get.
#[component]
pub fn Loaded<T, C, V>(
    /// What is read.
    value: Load<T>,
    /// What its place looks like until it is there.
    #[prop(optional)]
    skeleton: Skeleton,
    /// Shows the value.
    children: C,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    C: Fn(Signal<T>) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let there = memo(move || value.value.with(Option::is_some));
    let broken = memo(move || value.error.get());
    view! {
        {move || {
            let error = broken.get()?;
            // what is not there for this person will not be there for asking again
            let hopeless = error.is_gone();
            Some(
                if hopeless {
                    view! { <ErrorPanel error /> }.into_any()
                } else {
                    view! { <ErrorPanel error retry=move |()| value.refetch() /> }.into_any()
                },
            )
        }}
        {move || {
            if there.get() {
                let first = value.value.get_untracked();
                first.map(|first| children(latest(value, first)).into_any())
            } else if broken.with(Option::is_none) {
                Some(view! { <skeleton::Shown skeleton /> }.into_any())
            } else {
                None
            }
        }}
    }
}

/// The last value there was.
fn latest<T: Clone + Send + Sync + 'static>(load: Load<T>, first: T) -> Signal<T> {
    let kept = RwSignal::new(first);
    effect(move || {
        if let Some(value) = load.value.get() {
            kept.set(value);
        }
    });
    kept.into()
}
