//! What the connection is doing, when it is not simply there.

use chrono::Utc;
use leptos::prelude::*;

use crate::{
    components::{Countdown, use_toasts},
    i18n::t,
    live::{State, use_connection},
    react::{effect, memo},
};

/// A strip above the page while the connection is cut or catching up; a note once it has caught up.
#[component]
pub fn Strip() -> impl IntoView {
    let live = use_connection();
    let toasts = use_toasts();
    effect(move || {
        if let Some(count) = live.caught_up.get() {
            toasts.done(if count == 0 {
                t::shell::nothing_missed().into()
            } else {
                t::shell::caught_up(count)
            });
        }
    });
    // each face is built once, so that a new try neither flickers nor is read aloud again
    let face = memo(move || match live.state.get() {
        State::Live | State::Connecting => None,
        State::CatchingUp { .. } => Some(Face::CatchingUp),
        State::Waiting { .. } => Some(Face::Cut),
        State::Offline => Some(Face::Offline),
    });
    let behind = move || match live.state.get() {
        State::CatchingUp { behind } => behind,
        _ => 0,
    };
    let until = Signal::derive(move || match live.state.get() {
        State::Waiting { until } => until,
        _ => Utc::now(),
    });
    let strip = move || {
        match face.get()? {
        Face::CatchingUp => {
            Some(view! { <div class="strip">{move || t::shell::catching_up(behind())}</div> }.into_any())
        }
        Face::Cut => Some(
            view! {
                <div class="strip patient">
                    <span>{t::shell::cut}</span>
                    <span aria-hidden="true"><Countdown until /></span>
                    <button type="button" class="link" on:click=move |_| live.try_now()>{t::shell::try_now}</button>
                </div>
            }
            .into_any(),
        ),
        Face::Offline => Some(view! { <div class="strip bad">{t::shell::offline}</div> }.into_any()),
    }
    };
    view! { <div role="status">{strip}</div> }
}

/// What the strip says.
#[derive(Clone, Copy, PartialEq)]
enum Face {
    CatchingUp,
    Cut,
    Offline,
}
