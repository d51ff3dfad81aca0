//! The photo of an account or a community, or what stands in for it.

use leptos::prelude::*;
use openapi::MediaId;

use super::inbox::pictures::{self, Picture};
use crate::components::Avatar;

/// A round photo; initials until it is there, and where there is none.
#[component]
pub fn Portrait(
    /// The photo.
    #[prop(into)]
    photo: Signal<Option<MediaId>>,
    /// Whose it is.
    #[prop(into)]
    name: Signal<String>,
) -> impl IntoView {
    let shown = move || match photo.get().map(|id| pictures::get(id).get()) {
        Some(Picture::Ready(url)) => view! { <img class="avatar" src=url alt="" /> }.into_any(),
        _ => view! { <Avatar name /> }.into_any(),
    };
    view! { <span class="portrait">{shown}</span> }
}
