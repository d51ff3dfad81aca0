//! The whole page: what everything shares, and which place each address is.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    components::{ParentRoute, ProtectedParentRoute, Redirect, Route, Router, Routes},
    hooks::use_location,
    location::Url,
    path,
};

use crate::{
    components::{ErrorPanel, Toasts, provide_now, provide_toasts, skeleton::Cover},
    i18n,
    pages::{
        apart::{Page, apart},
        inbox::Inbox,
    },
    react::memo,
    section::Section,
    session::{self, Session, session},
    shell::Shell,
    theme,
};

/// The page.
#[component]
pub fn App() -> impl IntoView {
    i18n::start();
    theme::provide();
    provide_now();
    provide_toasts();
    spawn_local(session::start());

    let known = memo(|| match session().get() {
        Session::Starting => Some(None),
        Session::Stuck(error) => Some(Some(error)),
        Session::SignedOut { .. } | Session::SignedIn(_) => None,
    });
    view! {
        {move || match known.get() {
            Some(None) => view! { <Cover /> }.into_any(),
            Some(Some(error)) => {
                view! {
                    <main class="page narrow">
                        <ErrorPanel error retry=|()| spawn_local(session::start()) />
                    </main>
                }
                    .into_any()
            }
            None => view! { <Places /> }.into_any(),
        }}
        <Toasts />
    }
}

/// Every address.
#[component]
fn Places() -> impl IntoView {
    let signed_in = || Some(session().with(|session| matches!(session, Session::SignedIn(_))));
    view! {
        <Router>
            <Routes fallback=apart(Page::NotFound)>
                <Route path=path!("/sign-in") view=apart(Page::SignIn) />
                <ProtectedParentRoute path=path!("") view=Shell condition=signed_in redirect_path=sign_in_path>
                    <Route path=path!("/") view=apart(Page::Dashboard) />
                    <Route path=path!("/bots") view=apart(Page::Bots) />
                    <Route path=path!("/bots/add") view=apart(Page::AddBot) />
                    <Route path=path!("/bots/chats/:chat?") view=|| view! { <Inbox section=Section::Bots /> } />
                    <Route path=path!("/bots/:bot") view=apart(Page::Bot) />
                    <Route path=path!("/accounts") view=apart(Page::Accounts) />
                    <Route path=path!("/accounts/new") view=apart(Page::AddAccount) />
                    <Route path=path!("/accounts/chats/:chat?") view=|| view! { <Inbox section=Section::Accounts /> } />
                    <Route path=path!("/accounts/:account") view=apart(Page::Account) />
                    <Route path=path!("/accounts/:account/login") view=apart(Page::Login) />
                    <Route path=path!("/communities") view=apart(Page::Communities) />
                    <ParentRoute path=path!("/settings") view=apart(Page::Settings)>
                        <Route path=path!("") view=FirstSetting />
                        <Route path=path!("/appearance") view=apart(Page::Appearance) />
                        <Route path=path!("/profile") view=apart(Page::Profile) />
                        <Route path=path!("/workspace") view=apart(Page::Workspace) />
                        <Route path=path!("/users") view=apart(Page::Users) />
                        <Route path=path!("/api-keys") view=apart(Page::ApiKeys) />
                        <Route path=path!("/audit") view=apart(Page::Audit) />
                    </ParentRoute>
                    <Route path=path!("/*any") view=apart(Page::NotFound) />
                </ProtectedParentRoute>
            </Routes>
        </Router>
    }
}

/// The first page of the settings, without a step back to nowhere in the history.
#[component]
fn FirstSetting() -> impl IntoView {
    view! { <Redirect path="/settings/profile" options=NavigateOptions { replace: true, ..NavigateOptions::default() } /> }
}

/// Where to sign in, with the way back.
fn sign_in_path() -> String {
    let location = use_location();
    let here = format!("{}{}", location.pathname.get_untracked(), search(&location.search.get_untracked()));
    if here == "/" { "/sign-in".to_owned() } else { format!("/sign-in?next={}", Url::escape(&here)) }
}

fn search(search: &str) -> String {
    if search.is_empty() { String::new() } else { format!("?{search}") }
}
