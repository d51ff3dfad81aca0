//! The shape of what is about to be there.

use leptos::prelude::*;

/// What is about to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Skeleton {
    /// A list of rows.
    #[default]
    Rows,
    /// A page with a heading.
    Page,
}

/// The shape of a list.
#[component]
pub fn Bones(
    /// How many rows.
    #[prop(default = 6)]
    rows: usize,
) -> impl IntoView {
    let row = || {
        view! {
            <div>
                <span class="bone round"></span>
                <span class="bone line"></span>
            </div>
        }
    };
    view! { <div class="bones" aria-hidden="true">{(0..rows).map(|_| row()).collect_view()}</div> }
}

/// Draws a skeleton.
#[component]
pub fn Shown(skeleton: Skeleton) -> impl IntoView {
    match skeleton {
        Skeleton::Rows => view! { <Bones /> }.into_any(),
        Skeleton::Page => view! {
            <div class="page" aria-hidden="true">
                <span class="bone title"></span>
                <div class="card"><Bones rows=4 /></div>
            </div>
        }
        .into_any(),
    }
}

/// What the page shows while it learns whether someone is signed in; the same as `index.html` shows before.
#[component]
pub fn Cover() -> impl IntoView {
    view! {
        <div class="cover" aria-hidden="true">
            <svg viewBox="0 0 32 32">
                <use href="/icon.svg#mark"></use>
            </svg>
        </div>
    }
}
