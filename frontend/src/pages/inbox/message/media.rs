//! Files of a message: what can be seen or heard in its place, everything else by name and size, to download.

use leptos::{prelude::*, task::spawn_local};
use openapi::{
    MessageId,
    media::{Media, MediaKind},
};
use wasm_bindgen::JsCast;
use web_sys::{HtmlAnchorElement, Url};

use super::{
    super::{
        open::{Face, use_open},
        pictures::{self, Picture},
        preview,
    },
    menu,
    picture::Photo,
    recording::{Film, LARGE, Sound},
};
use crate::{
    api,
    components::{Glyph, Icon, Place, Toaster, use_toasts},
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
        face.with(|face| {
            let files = face.messages.iter().filter_map(|message| {
                Some((message.id, message.deleted_at.is_some(), message.media.clone()?))
            });
            files.collect::<Vec<_>>()
        })
    });
    let own = memo(move || face.with(|face| face.outgoing.is_some()));
    move || {
        let files = files.get();
        let many = files.len() > 1;
        let grid = many && files.iter().all(|(.., media)| is_seen(media));
        let one = |(id, gone, media): (MessageId, bool, Media)| {
            let shown = draw(media, own.get_untracked(), grid);
            if many { view! { <Tile id gone>{shown}</Tile> }.into_any() } else { shown }
        };
        (!files.is_empty()).then(|| {
            view! { <div class=if grid { "files album" } else { "files" }>{files.into_iter().map(one).collect_view()}</div> }
        })
    }
}

/// Whether a file has its place in the grid of an album.
fn is_seen(media: &Media) -> bool {
    matches!(media.kind, MediaKind::Photo | MediaKind::Video | MediaKind::Animation)
}

/// A file with the face of its kind. What is still on its way from this page has only a name, unless it is a photo.
fn draw(media: Media, own: bool, square: bool) -> AnyView {
    match media.kind {
        MediaKind::Photo if media.downloadable => view! { <Photo media square /> }.into_any(),
        MediaKind::Document => view! { <File media own /> }.into_any(),
        _ if own || !media.downloadable => view! { <File media own /> }.into_any(),
        MediaKind::Voice | MediaKind::Audio => view! { <Sound media /> }.into_any(),
        MediaKind::Sticker if media.mime.as_deref() == Some("video/webm") => {
            view! { <Film media square /> }.into_any()
        }
        MediaKind::Sticker => view! { <Sticker media /> }.into_any(),
        _ => view! { <Film media square /> }.into_any(),
    }
}

/// One of an album's files, with a menu of its own.
#[component]
fn Tile(id: MessageId, gone: bool, children: Children) -> impl IntoView {
    let open = use_open();
    let more = move |event: leptos::ev::MouseEvent| {
        let message = open.thread.with_untracked(|thread| thread.get(id).cloned());
        if let Some(message) = message {
            menu::show(open, message, Place::of_press(&event));
        }
    };
    view! {
        <div class="tile" class:gone=gone>
            {children()}
            <button type="button" class="btn square more" title=t::inbox::more aria-label=t::inbox::more aria-haspopup="menu" on:click=more>
                <Icon glyph=Glyph::More small=true />
            </button>
        </div>
    }
}

/// A sticker; its emoji where browsers have no way to show it.
#[component]
fn Sticker(media: Media) -> impl IntoView {
    let picture = pictures::get(media.id);
    let broken = RwSignal::new(media.mime.as_deref() == Some("application/x-tgsticker"));
    let name = preview::file_name(&media);
    let emoji = media.emoji.unwrap_or_else(|| "🙂".to_owned());
    move || {
        let name = name.clone();
        match picture.get() {
            Picture::Ready(url) if !broken.get() => {
                view! { <img class="sticker" src=url alt=name on:error=move |_| broken.set(true) /> }
                    .into_any()
            }
            Picture::Loading if !broken.get() => {
                view! { <div class="sticker bone" role="img" aria-label=name></div> }.into_any()
            }
            _ => view! { <div class="dice" role="img" aria-label=name>{emoji.clone()}</div> }.into_any(),
        }
    }
}

/// A file by name, kind and size.
#[component]
fn File(
    media: Media,
    /// Whether it is still on its way from this page.
    own: bool,
) -> impl IntoView {
    let name = preview::file_name(&media);
    let about = about(&media);
    let sign = match (extension(&name), media.kind) {
        (Some(extension), MediaKind::Document) => view! { <span class="ext">{extension}</span> }.into_any(),
        (_, kind) => view! { <Icon glyph=glyph(kind) /> }.into_any(),
    };
    view! {
        <div class="file">
            <span class="sign" aria-hidden="true">{sign}</span>
            <span class="who">
                <b class="cut" title=name.clone()>{name.clone()}</b>
                <span class="small dim">{about}</span>
            </span>
            {(media.downloadable && !own).then(|| view! { <Save media /> })}
        </div>
    }
}

fn glyph(kind: MediaKind) -> Glyph {
    match kind {
        MediaKind::Photo | MediaKind::Sticker => Glyph::Image,
        MediaKind::Video | MediaKind::Animation | MediaKind::VideoNote => Glyph::Play,
        MediaKind::Audio | MediaKind::Voice => Glyph::Voice,
        MediaKind::Document => Glyph::File,
    }
}

/// The end of a file's name, if it is short enough to stand as its sign.
fn extension(name: &str) -> Option<String> {
    let (_, end) = name.rsplit_once('.')?;
    let fits = (1..=4).contains(&end.len()) && end.bytes().all(|byte| byte.is_ascii_alphanumeric());
    fits.then(|| end.to_ascii_uppercase())
}

/// The button that downloads a file. What is large says so first: the browser has to hold all of it.
#[component]
pub fn Save(media: Media) -> impl IntoView {
    let toasts = use_toasts();
    let (busy, asked) = (RwSignal::new(false), RwSignal::new(false));
    let size = bytes(media.size.unwrap_or_default());
    let large = media.size > Some(LARGE);
    let press = move |_| {
        if large && !asked.get_untracked() {
            return asked.set(true);
        }
        let media = media.clone();
        asked.set(false);
        busy.set(true);
        spawn_local(async move {
            download(&media, toasts).await;
            busy.try_set(false);
        });
    };
    view! {
        <button type="button" class="btn quiet" class:square=move || !asked.get() title=t::inbox::download aria-label=t::inbox::download disabled=busy on:click=press>
            <Icon glyph=Glyph::Download />
            {move || asked.get().then(|| t::inbox::load_large(&size))}
        </button>
    }
}

/// Kind, length and size of a file, as far as they are known.
pub fn about(media: &Media) -> String {
    let kind = media.name.is_some().then(|| preview::face(media.kind).to_owned());
    let length = media.duration.map(|seconds| clock(seconds.into()));
    let size = media.size.map(bytes);
    let large = (!media.downloadable).then(|| t::inbox::too_large().to_owned());
    [kind, length, size, large].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Saves a file on the person's device.
pub async fn download(media: &Media, toasts: Toaster) {
    let blob = match api::media::content(media.id).await {
        Ok(blob) => blob,
        Err(error) => return toasts.failed(&error),
    };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else { return };
    if let Ok(link) = document().create_element("a").map(JsCast::unchecked_into::<HtmlAnchorElement>) {
        link.set_href(&url);
        link.set_download(&save_name(media));
        link.click();
    }
    // refused only for what is no address of ours
    let _ = Url::revoke_object_url(&url);
}

/// What a file is called on the device: photos and recordings often have no name of their own.
fn save_name(media: &Media) -> String {
    let end = match media.kind {
        MediaKind::Photo => "jpg",
        MediaKind::Video | MediaKind::Animation | MediaKind::VideoNote => "mp4",
        MediaKind::Voice => "ogg",
        MediaKind::Audio => "mp3",
        MediaKind::Sticker => "webp",
        MediaKind::Document => "bin",
    };
    media.name.clone().unwrap_or_else(|| format!("{}.{end}", media.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_name_is_a_sign_if_it_is_short() {
        assert_eq!(extension("invoice.pdf").as_deref(), Some("PDF"));
        assert_eq!(extension("archive.tar.gz").as_deref(), Some("GZ"));
        for name in ["README", "a.", "photo.backup", "счёт.док"] {
            assert_eq!(extension(name), None, "{name}");
        }
    }
}
