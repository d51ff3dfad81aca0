//! A list without anything in it: a small drawing, why, and what to do next.

use leptos::{prelude::*, text_prop::TextProp};

/// What the drawing shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawing {
    /// Chats that did not come yet.
    Chats,
    /// A fleet without bots.
    Bots,
    /// No accounts.
    Accounts,
    /// A search that found nothing.
    Search,
    /// Nothing to worry about.
    Calm,
    /// Keys that were not made yet.
    Keys,
}

impl Drawing {
    /// The plain strokes and the one that is lit; drawn on 120 by 84.
    const fn paths(self) -> (&'static str, &'static str) {
        match self {
            Self::Chats => (
                "M22 18h46a8 8 0 0 1 8 8v16a8 8 0 0 1-8 8H44L30 62V50h-8a8 8 0 0 1-8-8V26a8 8 0 0 1 8-8Zm6 11h34M28 38h22",
                "M84 34h14a8 8 0 0 1 8 8v14a8 8 0 0 1-8 8h-4v10L82 64H64a8 8 0 0 1-7-4",
            ),
            Self::Bots => (
                "M36 30h48a10 10 0 0 1 10 10v22a10 10 0 0 1-10 10H36a10 10 0 0 1-10-10V40a10 10 0 0 1 10-10ZM60 30V18M18 44v14m84-14v14M48 62h24",
                "M48 48h.1M72 48h.1M60 14h.1M56 18a5.6 5.6 0 1 0 8 0",
            ),
            Self::Accounts => (
                "M38 14h44a6 6 0 0 1 6 6v44a6 6 0 0 1-6 6H38a6 6 0 0 1-6-6V20a6 6 0 0 1 6-6ZM40 60c4-14 36-14 40 0",
                "M60 42a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM54 78h12",
            ),
            Self::Search => (
                "M20 20h56M20 34h30M20 48h24M20 62h34",
                "M74 62a16 16 0 1 0 0-32 16 16 0 0 0 0 32Zm11-5 15 15",
            ),
            Self::Calm => (
                "M14 62c10-8 18-8 28 0s18 8 28 0 18-8 36 0M14 74c10-8 18-8 28 0s18 8 28 0 18-8 36 0",
                "M60 46a14 14 0 1 0 0-28 14 14 0 0 0 0 28ZM60 8v2M37 32h-3m52 0h-3M44 16l-2-2m34 2 2-2",
            ),
            Self::Keys => (
                "M24 20h72v44H24ZM24 34h72M34 27h.1M42 27h.1M50 27h.1",
                "M52 56a7 7 0 1 1 6-10h22v7h-5v5h-6v-5H58a7 7 0 0 1-6 3Z",
            ),
        }
    }
}

/// Says that there is nothing, and what to do next.
#[component]
pub fn Empty(
    /// The drawing.
    drawing: Drawing,
    /// What is so.
    #[prop(into)]
    title: TextProp,
    /// Why, or what to do.
    #[prop(into)]
    text: TextProp,
    /// Buttons and links that do it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (plain, lit) = drawing.paths();
    view! {
        <div class="empty">
            <svg class="drawing" viewBox="0 0 120 84" aria-hidden="true">
                <path d=plain></path>
                <path class="lit" d=lit></path>
            </svg>
            <b>{move || title.get()}</b>
            <p>{move || text.get()}</p>
            {children.map(|children| view! { <div class="note-actions">{children()}</div> })}
        </div>
    }
}
