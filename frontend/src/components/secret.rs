//! A secret that is shown this once, to be copied.

use leptos::{prelude::*, task::spawn_local, text_prop::TextProp};
use wasm_bindgen_futures::JsFuture;

use super::{Glyph, Icon, use_toasts};
use crate::i18n::t;

/// The secret with a button that copies it and one that closes the dialog.
#[component]
pub fn Secret(
    /// The secret.
    secret: String,
    /// What it is.
    #[prop(into)]
    label: TextProp,
    /// That it is shown this once, and what to mind.
    #[prop(into)]
    warning: TextProp,
    /// Closes the dialog it is in.
    open: RwSignal<bool>,
) -> impl IntoView {
    let toasts = use_toasts();
    let shown = secret.clone();
    let copy = move |_| {
        let writing = window().navigator().clipboard().write_text(&secret);
        spawn_local(async move {
            // where the browser refuses, it can still be selected by hand
            if JsFuture::from(writing).await.is_ok() {
                toasts.done(t::secret::copied());
            }
        });
    };
    view! {
        <div class="form">
            <p class="note warn">{move || warning.get()}</p>
            <div class="field">
                <label for="secret">{move || label.get()}</label>
                <input id="secret" class="input mono" readonly autofocus value=shown on:focus:target=|event| event.target().select() />
            </div>
            <div class="form-foot end">
                <button type="button" class="btn" on:click=copy>
                    <Icon glyph=Glyph::Copy small=true />
                    {t::secret::copy}
                </button>
                <button type="button" class="btn primary" on:click=move |_| open.set(false)>{t::secret::done}</button>
            </div>
        </div>
    }
}
