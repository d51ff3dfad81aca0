//! Files of a message: photos in place, everything else by name and size, to download.

use leptos::{prelude::*, task::spawn_local};
use openapi::media::{Media, MediaKind};
use wasm_bindgen::JsCast;
use web_sys::{HtmlAnchorElement, Url};

use super::{
    super::{open::Face, preview},
    picture::Photo,
};
use crate::{
    api,
    components::{Glyph, Icon, Toaster, use_toasts},
    i18n::{
        format::{bytes, clock},
        t,
    },
    react::memo,
};

/// Every file of a bubble.
#[component]
pub fn Files(face: Memo<Face>) -> impl IntoView {
    let files = memo(move || {
        face.with(|face| face.messages.iter().filter_map(|message| message.media.clone()).collect::<Vec<_>>())
    });
    let own = memo(move || face.with(|face| face.outgoing.is_some()));
    move || {
        let files = files.get();
        let many = files.len() > 1;
        let pictures = files.iter().all(|media| media.kind == MediaKind::Photo);
        let class = if many && pictures { "files album" } else { "files" };
        (!files.is_empty()).then(|| {
            let one = |media: Media| {
                if media.kind == MediaKind::Photo && media.downloadable {
                    view! { <Photo media square=many && pictures /> }.into_any()
                } else {
                    view! { <File media own=own.get_untracked() /> }.into_any()
                }
            };
            view! { <div class=class>{files.into_iter().map(one).collect_view()}</div> }
        })
    }
}

/// A file by name, kind and size.
#[component]
fn File(
    media: Media,
    /// Whether it is still on its way from this page.
    own: bool,
) -> impl IntoView {
    let toasts = use_toasts();
    let name = preview::file_name(&media);
    let about = about(&media);
    let glyph = match media.kind {
        MediaKind::Photo | MediaKind::Sticker => Glyph::Image,
        MediaKind::Video | MediaKind::Animation | MediaKind::VideoNote => Glyph::Play,
        MediaKind::Audio | MediaKind::Voice => Glyph::Voice,
        MediaKind::Document => Glyph::File,
    };
    let can = media.downloadable && !own;
    let save = StoredValue::new(name.clone());
    let busy = RwSignal::new(false);
    let id = media.id;
    let press = move |_| {
        busy.set(true);
        spawn_local(async move {
            download(id, &save.get_value(), toasts).await;
            busy.set(false);
        });
    };
    view! {
        <div class="file">
            <span class="sign"><Icon glyph /></span>
            <span class="who">
                <b class="cut" title=name.clone()>{name.clone()}</b>
                <span class="small dim">{about}</span>
            </span>
            {can
                .then(|| {
                    view! {
                        <button type="button" class="btn quiet square" title=t::inbox::download aria-label=t::inbox::download disabled=busy on:click=press>
                            <Icon glyph=Glyph::Download />
                        </button>
                    }
                })}
        </div>
    }
}

/// Kind, length and size of a file, as far as they are known.
fn about(media: &Media) -> String {
    let kind = media.name.is_some().then(|| preview::face(media.kind).to_owned());
    let length = media.duration.map(|seconds| clock(seconds.into()));
    let size = media.size.map(bytes);
    let large = (!media.downloadable).then(|| t::inbox::too_large().to_owned());
    [kind, length, size, large].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Saves a file on the person's device.
pub async fn download(id: openapi::MediaId, name: &str, toasts: Toaster) {
    let blob = match api::media::content(id).await {
        Ok(blob) => blob,
        Err(error) => return toasts.failed(&error),
    };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else { return };
    if let Ok(link) = document().create_element("a").map(JsCast::unchecked_into::<HtmlAnchorElement>) {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    // refused only for what is no address of ours
    let _ = Url::revoke_object_url(&url);
}
