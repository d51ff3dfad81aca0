//! The list of shortcuts that work here and now.

use leptos::prelude::*;

use super::use_toggle;
use crate::{
    components::Dialog,
    i18n::t,
    keys::{self, Group, Shortcut},
};

/// The list, opened with `?`.
#[component]
pub fn Help() -> impl IntoView {
    let open = use_toggle("?", t::keys::help);
    view! {
        <Dialog open title=t::keys::title wide=true>
            <div class="keys">
                {[Group::Everywhere, Group::Rooms, Group::Here]
                    .map(|group| {
                        let shortcuts: Vec<Shortcut> = keys::active().into_iter().filter(|shortcut| shortcut.group == group).collect();
                        (!shortcuts.is_empty()).then(|| view! {
                            <section>
                                <h3>{move || heading(group)}</h3>
                                <ul>{shortcuts.into_iter().map(|shortcut| view! { <Line keys=shortcut.keys label=shortcut.label /> }).collect_view()}</ul>
                            </section>
                        })
                    })
                    .collect_view()}
            </div>
        </Dialog>
    }
}

#[component]
fn Line(keys: &'static str, label: fn() -> &'static str) -> impl IntoView {
    let caps = keys.split([' ', '+']).map(|key| {
        let name = match key {
            "ctrl" => "Ctrl",
            "Escape" => "Esc",
            "k" if keys.starts_with("ctrl") => "K",
            "f" if keys.starts_with("ctrl") => "F",
            key => key,
        };
        view! { <kbd>{name}</kbd>" " }
    });
    view! {
        <li>
            <span>{label}</span>
            <span>{caps.collect_view()}</span>
        </li>
    }
}

fn heading(group: Group) -> &'static str {
    match group {
        Group::Everywhere => t::keys::everywhere(),
        Group::Rooms => t::keys::rooms(),
        Group::Here => t::keys::here(),
    }
}
