//! Starts, stops and restarts a bot, and offers the way out of each trouble.

use leptos::{prelude::*, task::spawn_local};
use openapi::{
    BotId, Code,
    bots::{Bot, DesiredState, ObservedState},
};

use super::manage::ReplaceToken;
use crate::{
    api::{self, Tagged},
    components::{Confirm, Glyph, Icon, use_toasts},
    i18n::t,
    load::Load,
    react::memo,
};

/// What one does to a bot.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    Start,
    Stop,
    Restart,
    TakeOver,
}

async fn carry_out(deed: Deed, id: BotId) -> api::Result<Bot> {
    match deed {
        Deed::Start => api::bots::start(id, false).await,
        Deed::Stop => api::bots::stop(id).await,
        Deed::Restart => api::bots::restart(id, false).await,
        Deed::TakeOver => api::bots::start(id, true).await,
    }
}

/// Does deeds one at a time. Telegram's question about a foreign webhook comes back as one of ours.
#[derive(Clone, Copy)]
struct Steering {
    busy: RwSignal<bool>,
    foreign: RwSignal<bool>,
    run: Callback<Deed>,
}

fn use_steering(bot: Signal<Bot>, load: Load<Tagged<Bot>>) -> Steering {
    let toasts = use_toasts();
    let (busy, foreign) = (RwSignal::new(false), RwSignal::new(false));
    let run = Callback::new(move |deed: Deed| {
        let id = bot.with_untracked(|bot| bot.id);
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
                Err(error) if error.code() == Some(Code::ForeignWebhook) => {
                    let _ = foreign.try_set(true);
                }
                Err(error) => toasts.failed(&error),
            }
        });
    });
    Steering { busy, foreign, run }
}

/// The buttons of the page's head.
#[component]
pub fn Steer(bot: Signal<Bot>, load: Load<Tagged<Bot>>) -> impl IntoView {
    let Steering { busy, foreign, run } = use_steering(bot, load);
    let runs = move || bot.with(|bot| bot.desired == DesiredState::Running);
    let button = move |deed: Deed, glyph: Glyph, label: fn() -> &'static str| {
        view! {
            <button type="button" class="btn" disabled=busy on:click=move |_| run.run(deed)>
                <Icon glyph small=true />
                {label}
            </button>
        }
    };
    view! {
        <div class="row">
            {move || {
                if runs() {
                    view! {
                        {button(Deed::Restart, Glyph::Restart, t::bots::restart)}
                        {button(Deed::Stop, Glyph::Stop, t::bots::stop)}
                    }
                        .into_any()
                } else {
                    button(Deed::Start, Glyph::Play, t::bots::start).into_any()
                }
            }}
        </div>
        <TakeOver open=foreign run />
    }
}

/// The way out of the present trouble, where a press is all it takes.
#[component]
pub fn Remedy(bot: Signal<Bot>, load: Load<Tagged<Bot>>) -> impl IntoView {
    let Steering { busy, foreign, run } = use_steering(bot, load);
    let replacing = RwSignal::new(false);
    let state = memo(move || bot.with(|bot| bot.observed.state));
    let remedy = move || match state.get() {
        ObservedState::Revoked => Some(
            view! {
                <button type="button" class="btn" on:click=move |_| replacing.set(true)>
                    {t::bots::replace_token}
                </button>
            }
            .into_any(),
        ),
        ObservedState::ForeignWebhook => Some(
            view! {
                <button type="button" class="btn" disabled=busy on:click=move |_| foreign.set(true)>
                    {t::bots::take_over}
                </button>
            }
            .into_any(),
        ),
        ObservedState::Retrying | ObservedState::Broken | ObservedState::Conflict => Some(
            view! {
                <button type="button" class="btn" disabled=busy on:click=move |_| run.run(Deed::Restart)>
                    {t::bots::try_now}
                </button>
            }
            .into_any(),
        ),
        ObservedState::Stopped | ObservedState::Starting | ObservedState::Running => None,
    };
    view! {
        {move || remedy().map(|remedy| view! { <div class="note-actions">{remedy}</div> })}
        <TakeOver open=foreign run />
        <ReplaceToken open=replacing bot load />
    }
}

#[component]
fn TakeOver(open: RwSignal<bool>, run: Callback<Deed>) -> impl IntoView {
    view! {
        <Confirm
            open
            title=t::bots::take_over_title
            text=t::bots::take_over_text
            action=t::bots::take_over
            danger=true
            on_yes=move |()| run.run(Deed::TakeOver)
        />
    }
}
