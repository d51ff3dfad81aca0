//! One input of a form: its name, a hint, and what is wrong with it beside it.

use leptos::{prelude::*, text_prop::TextProp};

use super::{ErrorPanel, say_field};
use crate::{
    api::Error,
    i18n::t,
    react::{effect, memo},
};

/// An input with its label. What the server finds wrong with `name` is shown under it.
#[component]
pub fn Field(
    /// Its name on the wire, by which the server speaks of it; also the input's id.
    name: &'static str,
    /// Its name for a person.
    #[prop(into)]
    label: TextProp,
    /// What to put in.
    #[prop(optional, into)]
    hint: Option<TextProp>,
    /// The last error of the form.
    #[prop(into)]
    error: Signal<Option<Error>>,
    /// The input, whose `id` must be `name`.
    children: Children,
) -> impl IntoView {
    let wrong = memo(move || error.with(|error| error.as_ref()?.field(name).cloned()));
    effect(move || {
        // readers and eyes find the field at fault: it is marked and described
        let (wrong, input) = (wrong.get(), document().get_element_by_id(name));
        let Some(input) = input else { return };
        // attributes with constant, valid names cannot be refused
        let _ = match wrong {
            Some(_) => input
                .set_attribute("aria-invalid", "true")
                .and_then(|()| input.set_attribute("aria-describedby", &format!("{name}-wrong"))),
            None => input
                .remove_attribute("aria-invalid")
                .and_then(|()| input.remove_attribute("aria-describedby")),
        };
    });
    view! {
        <div class="field">
            <label for=name>{move || label.get()}</label>
            {children()}
            {hint.map(|hint| view! { <span class="hint">{move || hint.get()}</span> })}
            {move || wrong.get().map(|field| view! { <span class="wrong" id=format!("{name}-wrong") role="alert">{say_field(&field)}</span> })}
        </div>
    }
}

/// What is wrong with a form as a whole. Silent while only fields are at fault that show it themselves.
#[component]
pub fn Problems(
    /// The last error of the form.
    #[prop(into)]
    error: Signal<Option<Error>>,
    /// The fields that the form has inputs for.
    #[prop(optional)]
    fields: &'static [&'static str],
) -> impl IntoView {
    move || {
        let error = error.get()?;
        let all_shown = error.has_fields() && error.only_fields(fields);
        Some(if all_shown {
            view! { <p class="bad-text" role="alert">{t::errors::invalid}</p> }.into_any()
        } else {
            view! { <ErrorPanel error /> }.into_any()
        })
    }
}
