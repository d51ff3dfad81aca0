//! Where an account is signed in, as Telegram tells, to end what should not be.

use leptos::{prelude::*, task::spawn_local};
use openapi::accounts::{Account, AccountSession};

use crate::{
    api,
    components::{Ago, Bones, Confirm, ErrorPanel, Glyph, Icon, use_toasts},
    deed::Deed,
    i18n::t,
    react::{effect, memo},
};

/// The list, asked for by a press: Telegram is asked each time.
#[component]
pub fn Sessions(account: Memo<Account>) -> impl IntoView {
    let running = memo(move || account.with(|account| account.running));
    let asking = Deed::new();
    let known = RwSignal::new(None::<Vec<AccountSession>>);
    let ask = Callback::new(move |()| {
        let id = account.with_untracked(|account| account.id);
        asking.run(api::accounts::sessions(id), move |sessions| known.set(Some(sessions)));
    });
    let ending = RwSignal::new(None::<AccountSession>);
    let text = move || if running.get() { t::accounts::sessions_text() } else { t::accounts::sessions_off() };
    let found = move || {
        if asking.pending.get() {
            return view! { <Bones rows=3 /> }.into_any();
        }
        if let Some(error) = asking.error.get() {
            return view! { <div class="card-body"><ErrorPanel error /></div> }.into_any();
        }
        match known.get() {
            Some(sessions) => {
                let lines = sessions.into_iter().map(|session| line(session, ending));
                view! { <ul class="rows">{lines.collect_view()}</ul> }.into_any()
            }
            None => view! { <p class="card-body dim">{text}</p> }.into_any(),
        }
    };
    view! {
        <section class="card" aria-label=t::accounts::sessions>
            <header class="card-head">
                <h2>{t::accounts::sessions}</h2>
                <button
                    type="button"
                    class="btn"
                    disabled=move || asking.pending.get() || !running.get()
                    on:click=move |_| ask.run(())
                >
                    <Icon glyph=Glyph::Restart small=true />
                    {move || if asking.pending.get() { t::bots::asking_telegram() } else { t::accounts::sessions_ask() }}
                </button>
            </header>
            <div aria-live="polite">{found}</div>
        </section>
        <End account ending ask />
    }
}

fn line(session: AccountSession, ending: RwSignal<Option<AccountSession>>) -> AnyView {
    let (current, active_at) = (session.current, session.active_at);
    let place = listed(&[&session.ip, &session.country]);
    let (device, app) = (device(&session), session.app.clone());
    let end = move |_| ending.set(Some(session.clone()));
    let last = if current {
        view! { <span class="tag ok">{t::accounts::session_ours}</span> }.into_any()
    } else {
        view! { <button type="button" class="btn danger" on:click=end>{t::settings::end_session}</button> }
            .into_any()
    };
    view! {
        <li>
            <div class="who">
                <span>{device}</span>
                <span>{app}</span>
                <span>{place}" · "<Ago at=Signal::stored(active_at) /></span>
            </div>
            {last}
        </li>
    }
    .into_any()
}

/// What the session says of its device.
fn device(session: &AccountSession) -> String {
    let device = listed(&[&session.device, &session.system]);
    if device.is_empty() { t::accounts::not_known().to_owned() } else { device }
}

/// Those parts that say something.
fn listed(parts: &[&str]) -> String {
    parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Asks before a session is ended, ends it and reads the list anew.
#[component]
fn End(account: Memo<Account>, ending: RwSignal<Option<AccountSession>>, ask: Callback<()>) -> impl IntoView {
    let toasts = use_toasts();
    let open = RwSignal::new(false);
    effect(move || {
        if ending.with(Option::is_some) {
            open.set(true);
        }
    });
    let end = move |()| {
        let id = account.with_untracked(|account| account.id);
        let Some(session) = ending.get_untracked() else { return };
        spawn_local(async move {
            match api::accounts::revoke_session(id, session.hash).await {
                Ok(()) => {
                    toasts.done(t::settings::session_ended());
                    ask.run(());
                }
                Err(error) => toasts.failed(&error),
            }
        });
    };
    let device = move || ending.with(|session| session.as_ref().map(device).unwrap_or_default());
    view! {
        <Confirm
            open
            title=move || t::accounts::session_end_title(&device())
            text=t::accounts::session_end_text
            action=t::settings::end_session
            danger=true
            on_yes=end
        />
    }
}
