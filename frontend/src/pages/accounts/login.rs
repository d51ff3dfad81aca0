//! Signs an account in, step by step. What it stands at comes from the server, so that a reload, another tab or
//! another person can go on with it.

mod code;
mod password;
mod qr;
mod start;
mod steps;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use openapi::{
    AccountId,
    accounts::{Account, LoginMethod},
    events::EventData,
    users::Role,
};

use super::list::known_as;
use crate::{
    api::{self, Error, Tagged},
    components::{Avatar, ErrorPanel, Glyph, Icon, Loaded, Skeleton},
    i18n::t,
    live::{News, use_live},
    load::Load,
    react::memo,
    section::Section,
    session,
    title::use_title,
};
use steps::{SignIn, Step, use_sign_in};

/// A sign-in that a form just asked for: its page begins it by itself, once.
#[derive(Clone, Copy)]
pub struct Intent(StoredValue<Option<(AccountId, LoginMethod)>>);

impl Intent {
    /// Has the page of an account's sign-in begin it.
    pub fn begin(self, id: AccountId, method: LoginMethod) {
        self.0.set_value(Some((id, method)));
    }

    fn take(self, id: AccountId) -> Option<LoginMethod> {
        let wanted = self.0.try_update_value(Option::take).flatten();
        wanted.filter(|(wanted, _)| *wanted == id).map(|(_, method)| method)
    }
}

/// Keeps the intent for as long as the present owner lives.
pub fn provide() {
    provide_context(Intent(StoredValue::new(None)));
}

/// The intent.
pub fn use_intent() -> Intent {
    expect_context()
}

/// The page of the sign-in of the account whose id is in the address.
#[component]
pub fn Login() -> impl IntoView {
    let params = use_params_map();
    let id = memo(move || params.with(|params| params.get("account")?.parse::<AccountId>().ok()));
    let account = Load::new(move || {
        let id = id.get();
        async move {
            match id {
                Some(id) => api::accounts::find(id).await,
                None => Err(Error::not_found()),
            }
        }
    });
    use_title(|| t::accounts::signing_in().to_owned());
    use_live(Section::Accounts, move |news| match news {
        News::Opened => account.refetch(),
        News::Event(event) => {
            if let EventData::AccountUpdated(fresh) = &event.data {
                account.update(|tagged| {
                    if tagged.value.id == fresh.id {
                        tagged.value = (**fresh).clone();
                    }
                });
            }
        }
        News::Typing(_) => {}
    });
    view! {
        <div class="page narrow">
            <Loaded value=account skeleton=Skeleton::Page let:tagged>
                <Whole load=account tagged />
            </Loaded>
        </div>
    }
}

#[component]
fn Whole(load: Load<Tagged<Account>>, tagged: Signal<Tagged<Account>>) -> impl IntoView {
    let account = memo(move || tagged.with(|tagged| tagged.value.clone()));
    let sign_in = SignIn::provide(account, load);
    let name = Signal::derive(move || account.with(|account| account.name.clone()));
    if let Some(method) = use_intent().take(account.with_untracked(|account| account.id)) {
        sign_in.begin(method);
    }
    view! {
        <div class="page-head">
            <a class="btn quiet square" href=move || format!("/accounts/{}", account.with(|account| account.id)) aria-label=t::accounts::to_account>
                <Icon glyph=Glyph::Back />
            </a>
            <div class="member-head">
                <Avatar name />
                <div>
                    <h1 class="cut">{move || t::accounts::sign_in_title(&name.get())}</h1>
                    <p class="cut dim">{move || account.with(known_as)}</p>
                </div>
            </div>
        </div>
        <section class="card">
            <div class="card-body form" aria-live="polite">
                <Present />
            </div>
        </section>
    }
}

/// The step that is to be taken next, and why the last one was not.
#[component]
fn Present() -> impl IntoView {
    let sign_in = use_sign_in();
    let step = memo(move || sign_in.account.with(Step::of));
    let may = memo(|| session::may(Role::Admin));
    let problem = move || sign_in.problem.get().filter(|_| !sign_in.answered_wrong());
    view! {
        {move || problem().map(|error| view! { <ErrorPanel error /> })}
        {move || match step.get() {
            Step::Done => view! { <Done /> }.into_any(),
            Step::Archived => view! { <p class="note">{t::accounts::archived_text}</p> }.into_any(),
            _ if !may.get() => view! { <start::Standing /><p class="dim">{t::accounts::not_yours}</p> }.into_any(),
            Step::Start => view! { <start::Start /> }.into_any(),
            Step::Code => view! { <code::Code /> }.into_any(),
            Step::Password => view! { <password::Password /> }.into_any(),
            Step::Qr => view! { <qr::Scan /> }.into_any(),
        }}
    }
}

#[component]
fn Done() -> impl IntoView {
    let account = use_sign_in().account;
    let name =
        move || account.with(|account| account.profile_name.clone().unwrap_or_else(|| account.name.clone()));
    let page = move || format!("/accounts/{}", account.with(|account| account.id));
    view! {
        <div class="note ok" role="status">
            <Icon glyph=Glyph::Check />
            <div class="note-body">
                <b>{move || t::accounts::signed_in_as(&name())}</b>
                <span>{t::accounts::signed_in_text}</span>
            </div>
        </div>
        <div class="form-foot">
            <a class="btn primary" href=page>{t::accounts::to_account}</a>
            <a class="btn" href="/accounts/new">{t::accounts::add_another}</a>
        </div>
    }
}
