//! Short notes about what was just done. Errors stay until they are closed; the rest leaves by itself.

use std::time::Duration;

use leptos::prelude::*;

use super::{Each, Glyph, Icon, error::say};
use crate::{api::Error, i18n::t};

const STAY: Duration = Duration::from_secs(5);

#[derive(Clone, PartialEq)]
struct Toast {
    id: u32,
    text: String,
    bad: bool,
}

/// The notes on the page.
#[derive(Clone, Copy)]
pub struct Toaster {
    toasts: RwSignal<Vec<Toast>>,
    last: StoredValue<u32>,
}

impl Toaster {
    /// Says that something worked.
    pub fn done(self, text: impl Into<String>) {
        let id = self.push(text.into(), false);
        set_timeout(move || self.close(id), STAY);
    }

    /// Says that something did not, and why.
    pub fn failed(self, error: &Error) {
        self.push(say(error), true);
    }

    /// Says what stands in the way.
    pub fn warn(self, text: impl Into<String>) {
        self.push(text.into(), true);
    }

    fn push(self, text: String, bad: bool) -> u32 {
        let id = self.last.get_value() + 1;
        self.last.set_value(id);
        self.toasts.update(|toasts| {
            // the same words twice say nothing more
            toasts.retain(|toast| toast.text != text);
            toasts.push(Toast { id, text, bad });
        });
        id
    }

    fn close(self, id: u32) {
        self.toasts.update(|toasts| toasts.retain(|toast| toast.id != id));
    }
}

/// Makes notes possible.
pub fn provide_toasts() {
    provide_context(Toaster { toasts: RwSignal::new(Vec::new()), last: StoredValue::new(0) });
}

/// The notes, to add one.
pub fn use_toasts() -> Toaster {
    expect_context()
}

/// Where notes appear.
#[component]
pub fn Toasts() -> impl IntoView {
    let toaster = use_toasts();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <Each each=move || toaster.toasts.get() key=|toast| toast.id let:toast>
                <div class="toast" class:bad=toast.bad>
                    <Icon glyph=if toast.bad { Glyph::Alert } else { Glyph::Check } />
                    <div class="note-body">{toast.text}</div>
                    <button type="button" class="btn quiet square" aria-label=t::common::close on:click=move |_| toaster.close(toast.id)>
                        <Icon glyph=Glyph::Close small=true />
                    </button>
                </div>
            </Each>
        </div>
    }
}
