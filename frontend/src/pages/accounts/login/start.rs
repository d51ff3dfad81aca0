//! The first step: by a code or by a QR code.

use leptos::prelude::*;
use openapi::accounts::{AccountState, LoginMethod};

use super::steps::use_sign_in;
use crate::{
    components::{Glyph, Icon},
    i18n::t,
    pages::accounts::state::Face,
    react::memo,
};

/// The two ways in, and how the account stands without either.
#[component]
pub fn Start() -> impl IntoView {
    let sign_in = use_sign_in();
    let account = sign_in.account;
    let phone = memo(move || account.with(|account| account.phone.clone()));
    let by_code = move |phone: String| {
        view! {
            <button type="button" class="btn primary" autofocus disabled=sign_in.busy on:click=move |_| sign_in.begin(LoginMethod::Code)>
                {move || if sign_in.busy.get() { t::bots::asking_telegram().to_owned() } else { t::accounts::send_code_to(&phone) }}
            </button>
        }
    };
    view! {
        <Standing />
        <p>{t::accounts::start_text}</p>
        <div class="form-foot">
            {move || phone.get().map(by_code)}
            <button type="button" class="btn" disabled=sign_in.busy on:click=move |_| sign_in.begin(LoginMethod::Qr)>
                <Icon glyph=Glyph::Qr small=true />
                {t::accounts::show_qr}
            </button>
        </div>
    }
}

/// How it stands; silent about an account that simply never signed in.
#[component]
pub fn Standing() -> impl IntoView {
    let sign_in = use_sign_in();
    let account = sign_in.account;
    let silent = move || {
        account
            .with(|account| account.standing.state == AccountState::New && account.standing.reason.is_none())
    };
    let face = move || account.with(Face::of);
    let reason = move || account.with(|account| account.standing.reason.clone());
    view! {
        <Show when=move || !silent()>
            <div class=move || format!("note {}", face().tone())>
                <Icon glyph=Glyph::Alert />
                <div class="note-body">
                    <b>{move || face().name()}</b>
                    <span>{move || face().meaning()}</span>
                    {move || reason().map(|reason| view! { <span class="dim">{t::bots::reason(&reason)}</span> })}
                </div>
            </div>
        </Show>
    }
}
