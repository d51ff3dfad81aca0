//! How the workspace stands: figures from the server, nothing else.

use leptos::prelude::*;

/// The first page.
#[component]
pub fn Dashboard() -> impl IntoView {
    view! { <div class="page"></div> }
}
