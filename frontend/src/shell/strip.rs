//! What the connection is doing, when it is not simply there.

use leptos::prelude::*;

use crate::{
    components::{Countdown, use_toasts},
    i18n::{number, t},
    live::{State, use_connection},
};

/// A strip above the page while the connection is cut or catching up; a note once it has caught up.
#[component]
pub fn Strip() -> impl IntoView {
    let live = use_connection();
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Some(count) = live.caught_up.get() {
            toasts.done(if count == 0 {
                t::shell::nothing_missed().into()
            } else {
                t::shell::caught_up(count)
            });
        }
    });
    let state = move || {
        match live.state.get() {
        State::Live | State::Connecting => None,
        State::CatchingUp { behind } => Some(view! { <div class="strip">{t::shell::catching_up(&number(behind))}</div> }.into_any()),
        State::Waiting { until } => Some(
            view! {
                <div class="strip">
                    <span>{t::shell::cut}</span>
                    <Countdown until />
                    <button type="button" class="link" on:click=move |_| live.try_now()>{t::shell::try_now}</button>
                </div>
            }
            .into_any(),
        ),
        State::Offline => Some(view! { <div class="strip bad">{t::shell::offline}</div> }.into_any()),
    }
    };
    view! { <div role="status">{state}</div> }
}
