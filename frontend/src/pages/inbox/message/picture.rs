//! A photo in its place, and large above the page.

use leptos::{ev, html, prelude::*};
use openapi::media::Media;

use super::{
    super::pictures::{self, Picture},
    media::download,
};
use crate::{
    components::{Glyph, Icon, say, use_toasts},
    i18n::t,
};

/// The room a photo may take, in pixels.
const MAX: (f64, f64) = (360.0, 400.0);
/// Less would not be seen.
const MIN: f64 = 96.0;

/// A photo. Its room is kept while it is on its way.
#[component]
pub fn Photo(
    media: Media,
    /// Cut to a square, for albums.
    square: bool,
) -> impl IntoView {
    let picture = pictures::get(media.id);
    let large = RwSignal::new(false);
    let (width, height) = room(&media);
    let id = media.id;
    let shown = {
        let picture = picture.clone();
        move || {
            match picture.get() {
            Picture::Loading => view! { <span class="bone"></span> }.into_any(),
            Picture::Ready(url) => {
                view! {
                    <button type="button" class="open-photo" aria-label=t::inbox::open_photo on:click=move |_| large.set(true)>
                        <img src=url alt=t::inbox::photo draggable="false" />
                    </button>
                }
                    .into_any()
            }
            Picture::Failed(error) => {
                view! {
                    <div class="no-photo">
                        <Icon glyph=Glyph::Image />
                        <span class="small">{say(&error)}</span>
                        <button type="button" class="link small" on:click=move |_| pictures::retry(id)>{t::common::try_again}</button>
                    </div>
                }
                    .into_any()
            }
        }
        }
    };
    view! {
        <div
            class="photo"
            class:square=square
            style:width=(!square).then(|| format!("{width:.0}px"))
            style:aspect-ratio=(!square).then(|| format!("{width:.0} / {height:.0}"))
        >
            {shown}
        </div>
        <Show when=move || large.get()>
            <Large media=media.clone() picture=picture.clone() open=large />
        </Show>
    }
}

/// How much room a photo takes.
pub fn room(media: &Media) -> (f64, f64) {
    match (media.width, media.height) {
        (Some(width @ 1..), Some(height @ 1..)) => {
            let (width, height) = (f64::from(width), f64::from(height));
            let scale = (MAX.0 / width).min(MAX.1 / height).min(1.0);
            ((width * scale).max(MIN), (height * scale).max(MIN))
        }
        _ => (MAX.0, 240.0),
    }
}

/// A photo as large as the window.
#[component]
fn Large(media: Media, picture: ArcRwSignal<Picture>, open: RwSignal<bool>) -> impl IntoView {
    let toasts = use_toasts();
    let node = NodeRef::<html::Dialog>::new();
    node.on_load(|dialog| {
        // refused only when it is open or not in the document; neither is so here
        let _ = dialog.show_modal();
    });
    let close = move |_: ev::MouseEvent| open.set(false);
    let save = move |event: ev::MouseEvent| {
        event.stop_propagation();
        let media = media.clone();
        leptos::task::spawn_local(async move { download(&media, toasts).await });
    };
    let src = move || match picture.get() {
        Picture::Ready(url) => Some(url),
        Picture::Loading | Picture::Failed(_) => None,
    };
    view! {
        <dialog node_ref=node class="large" aria-label=t::inbox::photo on:close=move |_| open.set(false) on:click=close>
            <img src=src alt=t::inbox::photo />
            <div class="large-tools">
                <button type="button" class="btn square" aria-label=t::inbox::download title=t::inbox::download on:click=save>
                    <Icon glyph=Glyph::Download />
                </button>
                <button type="button" class="btn square" aria-label=t::common::close title=t::common::close on:click=close>
                    <Icon glyph=Glyph::Close />
                </button>
            </div>
        </dialog>
    }
}

/// A photo for tests.
#[cfg(test)]
pub fn photo(width: i32, height: i32) -> Media {
    Media {
        id: openapi::MediaId(uuid::Uuid::nil()),
        kind: openapi::media::MediaKind::Photo,
        name: None,
        mime: None,
        size: None,
        width: Some(width),
        height: Some(height),
        duration: None,
        emoji: None,
        downloadable: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn photos_keep_their_shape_within_bounds() {
        assert_eq!(room(&photo(1_280, 960)), (360.0, 270.0));
        assert_eq!(room(&photo(960, 1_280)), (300.0, 400.0));
        assert_eq!(room(&photo(200, 100)), (200.0, 100.0));
        assert_eq!(room(&photo(4_000, 40)), (360.0, 96.0));
        assert_eq!(room(&photo(0, 0)), (360.0, 240.0));
    }
}
