//! A secret that is shown this once, to be copied.

use leptos::{prelude::*, text_prop::TextProp};

use super::Copy;
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
    let shown = secret.clone();
    view! {
        <div class="form">
            <p class="note warn">{move || warning.get()}</p>
            <div class="field">
                <label for="secret">{move || label.get()}</label>
                <input id="secret" class="input mono" readonly autofocus value=shown on:focus:target=|event| event.target().select() />
            </div>
            <div class="form-foot end">
                <Copy text=secret />
                <button type="button" class="btn primary" on:click=move |_| open.set(false)>{t::secret::done}</button>
            </div>
        </div>
    }
}
