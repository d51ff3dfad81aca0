//! Effects and memos behind one pointer: leptos makes code of its own for each closure that it is given, and a hundred
//! of them are a good part of what a visitor loads.

use std::time::Duration;

use leptos::prelude::*;

/// Runs now, and again whenever a signal that it read changes.
pub fn effect(run: impl FnMut() + 'static) {
    fn boxed(mut run: Box<dyn FnMut()>) {
        Effect::new(move |_| run());
    }
    boxed(Box::new(run));
}

/// A value made of signals, and made anew only when one of them changes.
pub fn memo<T: PartialEq + Send + Sync + 'static>(make: impl Fn() -> T + Send + Sync + 'static) -> Memo<T> {
    fn boxed<T: PartialEq + Send + Sync + 'static>(make: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T> {
        Memo::new(move |_| make())
    }
    boxed(Box::new(make))
}

/// A text as it is once it stayed the same for `pause`: so that each letter does not ask the server.
pub fn later(text: Signal<String>, pause: Duration) -> RwSignal<String> {
    let late = RwSignal::new(text.get_untracked());
    Effect::new(move |pending: Option<Option<TimeoutHandle>>| {
        if let Some(Some(pending)) = pending {
            pending.clear();
        }
        let now = text.get();
        set_timeout_with_handle(move || drop(late.try_set(now)), pause).ok()
    });
    late
}
