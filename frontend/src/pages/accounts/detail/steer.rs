//! Starts, stops and restarts an account, and offers the way out of each trouble.

use leptos::{prelude::*, task::spawn_local};
use openapi::{
    AccountId,
    accounts::{Account, AccountState},
    bots::DesiredState,
};

use crate::{
    api::{self, Tagged},
    components::{Glyph, Icon, use_toasts},
    i18n::t,
    load::Load,
    pages::accounts::state::{Face, to_sign_in},
    react::memo,
};

/// What one does to an account.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Start,
    Stop,
    Restart,
    LogOut,
}

async fn carry_out(deed: Deed, id: AccountId) -> api::Result<Account> {
    match deed {
        Deed::Start => api::accounts::start(id).await,
        Deed::Stop => api::accounts::stop(id).await,
        Deed::Restart => api::accounts::restart(id).await,
        Deed::LogOut => api::accounts::log_out(id).await,
    }
}

/// Does deeds one at a time.
#[derive(Clone, Copy)]
pub struct Steering {
    /// Whether one is on its way.
    pub busy: RwSignal<bool>,
    /// Does one.
    pub run: Callback<Deed>,
}

/// Steers an account.
pub fn use_steering(account: Memo<Account>, load: Load<Tagged<Account>>) -> Steering {
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let run = Callback::new(move |deed: Deed| {
        let id = account.with_untracked(|account| account.id);
        busy.set(true);
        spawn_local(async move {
            let done = carry_out(deed, id).await;
            // the page may be gone by now; the toast is not part of it
            let _ = busy.try_set(false);
            match done {
                Ok(fresh) => {
                    if load.value.try_with_untracked(Option::is_some).is_some() {
                        load.update(|tagged| tagged.value = fresh);
                    }
                }
                Err(error) => toasts.failed(&error),
            }
        });
    });
    Steering { busy, run }
}

/// The buttons of the page's head.
#[component]
pub fn Steer(account: Memo<Account>, load: Load<Tagged<Account>>) -> impl IntoView {
    let Steering { busy, run } = use_steering(account, load);
    let runs = memo(move || account.with(|account| account.desired == DesiredState::Running));
    let button = move |deed: Deed, glyph: Glyph, label: fn() -> &'static str| {
        view! {
            <button type="button" class="btn" disabled=busy on:click=move |_| run.run(deed)>
                <Icon glyph small=true />
                {label}
            </button>
        }
        .into_any()
    };
    view! {
        <div class="row">
            {move || {
                if runs.get() {
                    [
                        button(Deed::Restart, Glyph::Restart, t::bots::restart),
                        button(Deed::Stop, Glyph::Stop, t::bots::stop),
                    ]
                        .into_any()
                } else {
                    button(Deed::Start, Glyph::Play, t::bots::start)
                }
            }}
        </div>
    }
}

/// The way out of the present trouble, where there is one to press.
#[component]
pub fn Remedy(account: Memo<Account>, load: Load<Tagged<Account>>) -> impl IntoView {
    let Steering { busy, run } = use_steering(account, load);
    let face = memo(move || account.with(Face::of));
    let sign_in = move || account.with(to_sign_in);
    let remedy = move || {
        if let Some(label) = sign_in() {
            let href = account.with(|account| format!("/accounts/{}/login", account.id));
            return Some(view! { <a class="btn primary" href=href>{label}</a> }.into_any());
        }
        match face.get() {
            Face::Stands(AccountState::Waiting | AccountState::Error) => Some(
                view! {
                    <button type="button" class="btn" disabled=busy on:click=move |_| run.run(Deed::Restart)>
                        {t::bots::try_now}
                    </button>
                }
                .into_any(),
            ),
            Face::Stands(AccountState::Restricted) => {
                Some(outside("https://t.me/SpamBot", t::accounts::ask_spambot))
            }
            Face::Stands(AccountState::Frozen | AccountState::Banned) => {
                Some(outside("https://telegram.org/support", t::accounts::to_support))
            }
            _ => None,
        }
    };
    move || remedy().map(|remedy| view! { <div class="note-actions">{remedy}</div> })
}

fn outside(href: &'static str, label: fn() -> &'static str) -> AnyView {
    view! { <a class="btn" href=href target="_blank" rel="noreferrer">{label}</a> }.into_any()
}
