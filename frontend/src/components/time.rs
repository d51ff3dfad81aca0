//! Moments that stay true while one looks at them.

use std::time::Duration;

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use crate::react::effect;

use crate::i18n::{
    format::{Style, clock, moment, relative},
    t,
};

/// The time, moving on twice a minute: one clock for the whole page.
#[derive(Clone, Copy)]
struct Now(RwSignal<DateTime<Utc>>);

/// The time, moving on twice a minute.
pub fn use_now() -> Signal<DateTime<Utc>> {
    expect_context::<Now>().0.into()
}

/// Starts the page's clock.
pub fn provide_now() {
    let now = RwSignal::new(Utc::now());
    provide_context(Now(now));
    // the page's clock runs as long as the page
    set_interval(move || now.set(Utc::now()), Duration::from_secs(30));
}

/// How long ago, with the full moment on hover.
#[component]
pub fn Ago(
    /// The moment.
    #[prop(into)]
    at: Signal<DateTime<Utc>>,
) -> impl IntoView {
    let now = use_now();
    view! {
        <time datetime=move || at.get().to_rfc3339() title=move || moment(at.get(), Style::Full)>
            {move || {
                // a moment just passed reads "now", never "in 3 seconds" by a clock that differs
                let (at, now) = (at.get(), now.get().max(Utc::now()));
                if (now - at).num_seconds().abs() < 45 { t::common::just_now().to_owned() } else { relative(at, now) }
            }}
        </time>
    }
}

/// Whether a moment has passed, by this device's clock; no moment is none to wait for.
pub fn use_passed(at: Signal<Option<DateTime<Utc>>>) -> Signal<bool> {
    let passed = RwSignal::new(false);
    Effect::new(move |pending: Option<Option<TimeoutHandle>>| {
        if let Some(Some(pending)) = pending {
            pending.clear();
        }
        let left = at.get().and_then(|at| (at - Utc::now()).to_std().ok());
        passed.set(left.is_none());
        // gone if the page went away meanwhile
        left.and_then(|left| {
            set_timeout_with_handle(
                move || {
                    passed.try_set(true);
                },
                left,
            )
            .ok()
        })
    });
    passed.into()
}

/// Counts down to a moment, second by second: `0:41`.
#[component]
pub fn Countdown(
    /// The moment.
    #[prop(into)]
    until: Signal<DateTime<Utc>>,
) -> impl IntoView {
    let left = RwSignal::new(0);
    let count = move || {
        // gone if the moment has passed, by a timer that fired just before
        if let Some(until) = until.try_get_untracked() {
            left.try_set((until - Utc::now()).num_seconds().max(0));
        }
    };
    effect(move || {
        until.track();
        count();
    });
    if let Ok(ticking) = set_interval_with_handle(count, Duration::from_secs(1)) {
        on_cleanup(move || ticking.clear());
    }
    view! { <span class="nowrap">{move || clock(left.get())}</span> }
}
