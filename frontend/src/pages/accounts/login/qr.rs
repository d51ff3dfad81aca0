//! The QR code. It is drawn anew before it expires, until nobody seems to be there to scan it.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use openapi::accounts::LoginMethod;

use super::steps::use_sign_in;
use crate::{api, components::Qr, i18n::t};

/// How long before its end a code is replaced.
const EARLY: TimeDelta = TimeDelta::seconds(3);
/// How many codes are shown before a person is asked whether they are still there: some five minutes.
const MOST: u32 = 10;

/// The code, what to do with it, and the ways out.
#[component]
pub fn Scan() -> impl IntoView {
    let sign_in = use_sign_in();
    let shown = RwSignal::new(0);
    let tired = move || shown.get() > MOST;
    Effect::new(move |pending: Option<Option<TimeoutHandle>>| {
        if let Some(Some(pending)) = pending {
            pending.clear();
        }
        let Some(code) = sign_in.qr.get() else {
            sign_in.show_qr();
            return None;
        };
        shown.update(|shown| *shown += 1);
        if untrack(tired) {
            return None;
        }
        let renew = move || {
            // gone if the page went away meanwhile
            if shown.try_get_untracked().is_some() {
                sign_in.show_qr();
            }
        };
        set_timeout_with_handle(renew, pause(code.ends, Utc::now())).ok()
    });
    on_cleanup(move || drop(sign_in.qr.try_set(None)));
    let code = move || match sign_in.qr.get() {
        Some(code) if !tired() => {
            view! { <Qr text=Signal::stored(code.url) label=t::accounts::qr /> }.into_any()
        }
        Some(_) => again(shown).into_any(),
        None if sign_in.problem.with(Option::is_some) => again(shown).into_any(),
        None => view! { <span class="bone"></span> }.into_any(),
    };
    view! {
        <div class="scan">
            <div class="qr-frame">{code}</div>
            <div class="stack">
                <ol class="steps">
                    <li><span>{t::accounts::qr_step_open}</span></li>
                    <li><span>{t::accounts::qr_step_devices}</span></li>
                    <li><span>{t::accounts::qr_step_scan}</span></li>
                </ol>
                <p class="dim small">{t::accounts::qr_text}</p>
            </div>
        </div>
        <div class="form-foot otherwise">
            <Show when=move || sign_in.account.with(|account| account.phone.is_some())>
                <button type="button" class="btn quiet" disabled=sign_in.busy on:click=move |_| sign_in.begin(LoginMethod::Code)>
                    {t::accounts::code_instead}
                </button>
            </Show>
            <button type="button" class="btn quiet" on:click=move |_| sign_in.take(api::accounts::cancel_login(sign_in.id()))>
                {t::accounts::give_up}
            </button>
        </div>
    }
}

fn again(shown: RwSignal<u32>) -> impl IntoView {
    let sign_in = use_sign_in();
    let again = move |_| {
        shown.set(0);
        sign_in.show_qr();
    };
    view! {
        <button type="button" class="btn" disabled=sign_in.busy on:click=again>
            {t::accounts::qr_again}
        </button>
    }
}

/// How long a code is shown: until just before its end, by whatever clock this device has. Telegram's live half a
/// minute. Source: <https://core.telegram.org/api/qr-login>
fn pause(ends: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Duration {
    let left = ends.map_or(TimeDelta::zero(), |ends| ends - now - EARLY);
    left.clamp(TimeDelta::seconds(5), TimeDelta::seconds(27)).to_std().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_replaced_before_it_ends_even_by_a_wrong_clock() {
        let now = DateTime::UNIX_EPOCH;
        let seconds = |left| pause(Some(now + TimeDelta::seconds(left)), now).as_secs();
        assert_eq!(seconds(20), 17);
        assert_eq!(seconds(900), 27);
        assert_eq!(seconds(-900), 5);
        assert_eq!(pause(None, now).as_secs(), 5);
    }
}
