//! How the workspace stands: figures from the server, nothing else. Bots and accounts each have their own.

mod activity;
mod needs;
mod room;
mod states;

use std::time::Duration;

use leptos::prelude::*;

use crate::{
    api,
    components::{Loaded, Skeleton},
    i18n::t,
    live::{News, use_live},
    load::Load,
    section::Section,
    session,
    title::use_title,
};

/// How soon news show in the figures: counting is not free.
const PAUSE: Duration = Duration::from_secs(3);

/// The first page.
#[component]
pub fn Dashboard() -> impl IntoView {
    use_title(|| t::shell::dashboard().to_owned());
    let stats = Load::new(api::stats::find);
    for section in Section::ALL {
        use_live(section, move |news| match news {
            News::Opened => stats.refetch(),
            News::Event(_) => stats.refetch_within(PAUSE),
            News::Typing(_) => {}
        });
    }
    let workspace = move || session::me().map(|me| me.workspace_name);
    view! {
        <div class="page">
            <div class="page-head">
                <div class="grow">
                    <h1>{workspace}</h1>
                    <p>{t::dashboard::period}</p>
                </div>
            </div>
            <Loaded value=stats skeleton=Skeleton::Page let:stats>
                <needs::NeedsPerson stats />
                <room::Room section=Section::Bots stats />
                <room::Room section=Section::Accounts stats />
            </Loaded>
        </div>
    }
}
