//! A pane whose width a person sets with pointer or keys; this device remembers it.

use leptos::{ev, prelude::*, text_prop::TextProp};

use crate::{i18n::t, storage};

/// How far one press of an arrow key moves the edge, in pixels.
const STEP: f64 = 16.0;

/// A resizable pane. On a phone it fills the width.
#[component]
pub fn Pane(
    /// Names it on this device.
    name: &'static str,
    /// What it is, for readers of the grip.
    #[prop(into)]
    label: TextProp,
    /// Its first width in pixels.
    initial: f64,
    /// Its least width.
    min: f64,
    /// Its greatest width.
    max: f64,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    let key = format!("pane.{name}");
    let width = RwSignal::new(storage::get::<f64>(&key).unwrap_or(initial).clamp(min, max));
    let held = RwSignal::new(None::<(f64, f64)>);
    let remember = move || storage::set(&key, &width.get_untracked());
    let remember_drop = remember.clone();

    let grab = move |event: ev::PointerEvent| {
        event.prevent_default();
        let grip = event_target::<web_sys::Element>(&event);
        // without capture the drag still works while the pointer is over the page
        let _ = grip.set_pointer_capture(event.pointer_id());
        held.set(Some((f64::from(event.client_x()), width.get_untracked())));
    };
    let drag = move |event: ev::PointerEvent| {
        if let Some((from, start)) = held.get_untracked() {
            width.set((start + f64::from(event.client_x()) - from).clamp(min, max));
        }
    };
    let drop = move |_| {
        held.set(None);
        remember_drop();
    };
    let press = move |event: ev::KeyboardEvent| {
        let to = match event.key().as_str() {
            "ArrowLeft" => width.get_untracked() - STEP,
            "ArrowRight" => width.get_untracked() + STEP,
            "Home" => min,
            "End" => max,
            _ => return,
        };
        event.prevent_default();
        width.set(to.clamp(min, max));
        remember();
    };
    view! {
        <section class="pane" style:width=move || format!("{}px", width.get()) aria-label=move || label.get()>
            {children()}
            <div
                class="pane-grip"
                class:held=move || held.get().is_some()
                role="separator"
                tabindex="0"
                aria-orientation="vertical"
                aria-label=t::common::resize
                aria-valuenow=move || format!("{:.0}", width.get())
                aria-valuemin=min.to_string()
                aria-valuemax=max.to_string()
                on:pointerdown=grab
                on:pointermove=drag
                on:pointerup=drop
                on:dblclick=move |_| width.set(initial)
                on:keydown=press
            ></div>
        </section>
    }
}
