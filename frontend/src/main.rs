//! Switchboard's page: a client of the API like any other, in the browser.

mod api;
mod app;
mod components;
mod crash;
mod deed;
mod fleet;
mod i18n;
mod inbox;
mod keys;
mod live;
mod load;
mod pages;
mod part;
mod react;
mod section;
mod session;
mod shell;
mod storage;
mod theme;
mod title;

fn main() {
    crash::watch();
    // index.html shows it until the page is here
    if let Some(cover) = leptos::prelude::document().get_element_by_id("cover") {
        cover.remove();
    }
    leptos::mount::mount_to_body(app::App);
}
