//! A button that copies a text.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

use super::{Glyph, Icon, use_toasts};
use crate::i18n::t;

/// Copies a text, and says so.
#[component]
pub fn Copy(
    /// The text.
    text: String,
    /// What the button says.
    #[prop(default = t::secret::copy)]
    label: fn() -> &'static str,
) -> impl IntoView {
    let toasts = use_toasts();
    let copy = move |_| {
        let writing = window().navigator().clipboard().write_text(&text);
        spawn_local(async move {
            // where the browser refuses, it can still be selected by hand
            if JsFuture::from(writing).await.is_ok() {
                toasts.done(t::secret::copied());
            }
        });
    };
    view! {
        <button type="button" class="btn" on:click=copy>
            <Icon glyph=Glyph::Copy small=true />
            {label}
        </button>
    }
}
