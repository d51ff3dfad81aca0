//! The second password. It is sent once and kept nowhere.

use leptos::{ev, html, prelude::*};

use super::steps::use_sign_in;
use crate::{
    react::{effect, memo},
    {api, i18n::t},
};

/// Asks for it, with the hint that its owner left.
#[component]
pub fn Password() -> impl IntoView {
    let sign_in = use_sign_in();
    let input = NodeRef::<html::Input>::new();
    let login = move || sign_in.account.with(|account| account.login.clone());
    let hint = move || login().and_then(|login| login.password_hint).filter(|hint| !hint.is_empty());
    let wrong = memo(move || {
        sign_in
            .answered_wrong()
            .then(|| login().and_then(|login| login.password_tries_left).unwrap_or_default())
    });
    effect(move || {
        wrong.track();
        if let Some(input) = input.get() {
            // an input in the document takes the focus
            let _ = input.focus();
        }
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(input) = input.get_untracked() else { return };
        let password = input.value();
        input.set_value("");
        sign_in.take(api::accounts::give_password(sign_in.id(), password));
    };
    view! {
        <form class="form" on:submit=submit autocomplete="off">
            <p>{t::accounts::password_text}</p>
            <div class="field">
                <label for="second-password">{t::accounts::password}</label>
                <input
                    node_ref=input
                    id="second-password"
                    class="input"
                    type="password"
                    required
                    autocomplete="off"
                    aria-invalid=move || wrong.get().is_some().to_string()
                    aria-describedby="password-about"
                />
                {move || match wrong.get() {
                    Some(left) => view! { <span class="wrong" id="password-about" role="alert">{t::accounts::wrong_password(left.into())}</span> }.into_any(),
                    None => view! { <span class="hint" id="password-about">{hint().map(|hint| t::accounts::password_hint(&hint))}</span> }.into_any(),
                }}
            </div>
            <div class="form-foot">
                <button type="submit" class="btn primary" disabled=sign_in.busy>
                    {move || if sign_in.busy.get() { t::bots::asking_telegram() } else { t::accounts::sign_in() }}
                </button>
            </div>
        </form>
        <div class="form-foot otherwise">
            <button type="button" class="btn quiet" disabled=sign_in.busy on:click=move |_| sign_in.take(api::accounts::cancel_login(sign_in.id()))>
                {t::accounts::give_up}
            </button>
        </div>
    }
}
