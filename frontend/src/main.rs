//! Switchboard's page: a client of the API like any other, in the browser.

#![allow(dead_code, unused_imports, reason = "pages that use the rest of the shared parts are on their way")]

mod api;
mod app;
mod components;
mod fleet;
mod i18n;
mod inbox;
mod keys;
mod live;
mod load;
mod pages;
mod session;
mod shell;
mod storage;
mod theme;

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::App);
}
