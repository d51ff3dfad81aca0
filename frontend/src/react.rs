//! Effects and memos behind one pointer: leptos makes code of its own for each closure that it is given, and a hundred
//! of them are a good part of what a visitor loads.

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
