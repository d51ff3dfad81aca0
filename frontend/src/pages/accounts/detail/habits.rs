//! What an account does by itself: tells the others what was read, and fetches its history.

use leptos::{ev, prelude::*};
use openapi::accounts::{Account, HistoryProgress, UpdateAccount};

use crate::{
    api::{self, Tagged},
    components::{Problems, use_toasts},
    deed::Deed,
    i18n::{number, t},
    load::Load,
    react::memo,
};

/// How far back history may be wanted, in days.
const DAYS: [i32; 6] = [0, 7, 30, 90, 365, 3650];

/// Two switches, which are kept as soon as they are touched.
#[component]
pub fn Habits(tagged: Signal<Tagged<Account>>, load: Load<Tagged<Account>>) -> impl IntoView {
    let toasts = use_toasts();
    let account = memo(move || tagged.with(|tagged| tagged.value.clone()));
    let save = Deed::new();
    let change = move |read_receipts: Option<bool>, history_days: Option<i32>| {
        let (id, etag) = tagged.with_untracked(|tagged| (tagged.value.id, tagged.etag.clone()));
        let (name, device) = account.with_untracked(|account| (account.name.clone(), account.device.clone()));
        let change = UpdateAccount { name, device, read_receipts, history_days };
        let update = async move {
            let done = api::accounts::update(id, &change, etag.as_deref()).await;
            if done.is_err() {
                // what was refused may have been decided on an old copy
                load.refetch();
            }
            done
        };
        save.run(update, move |fresh| {
            load.set(fresh);
            toasts.done(t::settings::saved());
        });
    };
    let receipts = memo(move || account.with(|account| account.read_receipts));
    let days = memo(move || account.with(|account| account.history_days));
    let progress = memo(move || account.with(|account| account.history));
    let choose = move |event: ev::Event| {
        if let Ok(days) = event_target_value(&event).parse() {
            change(None, Some(days));
        }
    };
    view! {
        <section class="card" aria-label=t::accounts::habits>
            <header class="card-head"><h2>{t::accounts::habits}</h2></header>
            <div class="card-body form">
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=receipts
                        disabled=save.pending
                        on:change=move |event| change(Some(event_target_checked(&event)), None)
                    />
                    <span>{t::accounts::receipts}" "<small>{t::accounts::receipts_hint}</small></span>
                </label>
                <div class="field">
                    <label for="history_days">{t::accounts::history}</label>
                    <select id="history_days" class="input" disabled=save.pending prop:value=move || days.get().to_string() on:change=choose>
                        {move || choices(days.get()).into_iter().map(option).collect_view()}
                    </select>
                    <span class="hint">{t::accounts::history_hint}</span>
                </div>
                {move || progress.get().map(|progress| view! { <p class="dim">{move || so_far(progress)}</p> })}
                <Problems error=save.error />
            </div>
        </section>
    }
}

/// What can be chosen: the usual, and what it is.
fn choices(now: i32) -> Vec<(i32, bool)> {
    let mut all = DAYS.to_vec();
    if !all.contains(&now) {
        all.push(now);
        all.sort_unstable();
    }
    all.into_iter().map(|days| (days, days == now)).collect()
}

fn option((days, chosen): (i32, bool)) -> AnyView {
    let label = match days {
        0 => t::accounts::history_none().to_owned(),
        days => t::accounts::history_days(days.into()),
    };
    view! { <option value=days.to_string() selected=chosen>{label}</option> }.into_any()
}

fn so_far(progress: HistoryProgress) -> String {
    let [chats, done] = [progress.chats, progress.done].map(number);
    t::accounts::history_so_far(progress.messages, &done, &chats)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_someone_else_chose_can_be_kept() {
        assert_eq!(choices(30).len(), DAYS.len());
        let all = choices(45);
        assert_eq!(all[3], (45, true));
        assert_eq!(all.iter().filter(|(_, chosen)| *chosen).count(), 1);
    }
}
