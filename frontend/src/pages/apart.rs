//! The pages that an inbox does not need: a part of their own.

#![allow(clippy::unnecessary_wraps, reason = "what fetches a part makes the error that its function names")]

use leptos::{prelude::*, wasm_split::wasm_split};

use super::{
    accounts, bots, communities::Communities, dashboard::Dashboard, not_found::NotFound, settings,
    sign_in::SignIn,
};
use crate::part::{Found, Part};

/// One of them.
#[derive(Clone, Copy)]
pub enum Page {
    SignIn,
    Dashboard,
    Bots,
    AddBot,
    Bot,
    Accounts,
    AddAccount,
    Account,
    Login,
    Communities,
    Settings,
    Appearance,
    Profile,
    Workspace,
    Users,
    ApiKeys,
    Audit,
    NotFound,
}

/// All of them.
pub static PAGES: Part<Page> = Part::new(|| Box::pin(pages()));

/// What a route shows of them.
pub fn apart(page: Page) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    move || PAGES.show(page)
}

#[wasm_split(pages, wasm_split_path = leptos::wasm_split, fallible)]
fn pages() -> Found<Page> {
    Ok(make)
}

fn make(page: Page) -> AnyView {
    match page {
        Page::SignIn => view! { <SignIn /> }.into_any(),
        Page::Dashboard => view! { <Dashboard /> }.into_any(),
        Page::Bots => view! { <bots::list::List /> }.into_any(),
        Page::AddBot => view! { <bots::add::Add /> }.into_any(),
        Page::Bot => view! { <bots::detail::Detail /> }.into_any(),
        Page::Accounts => view! { <accounts::list::List /> }.into_any(),
        Page::AddAccount => view! { <accounts::add::Add /> }.into_any(),
        Page::Account => view! { <accounts::detail::Detail /> }.into_any(),
        Page::Login => view! { <accounts::login::Login /> }.into_any(),
        Page::Communities => view! { <Communities /> }.into_any(),
        Page::Settings => view! { <settings::Settings /> }.into_any(),
        Page::Appearance => view! { <settings::appearance::Appearance /> }.into_any(),
        Page::Profile => view! { <settings::profile::Profile /> }.into_any(),
        Page::Workspace => view! { <settings::workspace::Workspace /> }.into_any(),
        Page::Users => view! { <settings::users::Users /> }.into_any(),
        Page::ApiKeys => view! { <settings::api_keys::ApiKeys /> }.into_any(),
        Page::Audit => view! { <settings::audit::Audit /> }.into_any(),
        Page::NotFound => view! { <NotFound /> }.into_any(),
    }
}
