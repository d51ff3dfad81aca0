//! An address that leads nowhere.

use leptos::prelude::*;

use crate::{
    components::{Drawing, Empty},
    i18n::t,
};

/// Says so, and offers the way out.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <div class="page">
            <h1 class="hidden-text">{t::shell::lost}</h1>
            <Empty drawing=Drawing::Search title=t::shell::lost text=t::shell::lost_text>
                <a class="btn primary" href="/">{t::shell::to_dashboard}</a>
            </Empty>
        </div>
    }
}
