//! Files that a message is to carry: chosen, pasted or dropped.

use leptos::{ev, html, prelude::*};
use openapi::{
    MediaId,
    media::{Media, MediaKind},
};
use uuid::Uuid;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{File, FileList, HtmlImageElement, Url};

use super::{
    super::{pictures, preview},
    Writing,
};
use crate::{
    api,
    components::{Each, Glyph, Icon, Toaster},
    i18n::{format::bytes, t},
    load::Load,
    react::{effect, memo},
};

/// Telegram shows these as photos.
const PHOTOS: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];
/// The largest photo Telegram takes, in bytes.
/// Source: <https://core.telegram.org/bots/api#sendphoto>
const PHOTO_LIMIT: i64 = 10_000_000;

/// A file that a message is to carry.
#[derive(Clone)]
pub struct Attachment {
    /// The file.
    pub file: File,
    /// How it will look. Its id is known to this page alone.
    pub media: Media,
}

type Files = RwSignal<Vec<Attachment>, LocalStorage>;

/// Adds files. Those that Telegram shows as photos are photos; the rest, and larger ones, are documents.
pub fn add(files: Files, list: &FileList, toasts: Toaster) {
    for file in (0..list.length()).filter_map(|index| list.item(index)) {
        #[expect(clippy::cast_possible_truncation, reason = "sizes of files in bytes are whole numbers")]
        let size = file.size() as i64;
        if size == 0 {
            toasts.warn(t::inbox::empty_file(&file.name()));
            continue;
        }
        let photo = PHOTOS.contains(&file.type_().as_str()) && size <= PHOTO_LIMIT;
        let media = Media {
            id: MediaId(Uuid::new_v4()),
            kind: if photo { MediaKind::Photo } else { MediaKind::Document },
            name: Some(file.name()),
            mime: Some(file.type_()).filter(|mime| !mime.is_empty()),
            size: Some(size),
            width: None,
            height: None,
            duration: None,
            emoji: None,
            downloadable: true,
        };
        if photo {
            pictures::keep(media.id, &file);
            measure(files, media.id, &file);
        }
        files.update(|files| files.push(Attachment { file, media }));
    }
}

/// Finds out how large a picture is, so that its place is kept once it is in the thread.
fn measure(files: Files, id: MediaId, file: &File) {
    let (Ok(image), Ok(url)) = (HtmlImageElement::new(), Url::create_object_url_with_blob(file)) else {
        return;
    };
    let measured = image.clone();
    let address = url.clone();
    let done = Closure::once_into_js(move || {
        let size = |pixels: u32| i32::try_from(pixels).ok().filter(|pixels| *pixels > 0);
        files.update(|files| {
            for attachment in files.iter_mut().filter(|attachment| attachment.media.id == id) {
                attachment.media.width = size(measured.natural_width());
                attachment.media.height = size(measured.natural_height());
            }
        });
        // refused only for what is no address of ours
        let _ = Url::revoke_object_url(&address);
    });
    image.set_onload(Some(done.unchecked_ref()));
    image.set_src(&url);
}

/// Takes files that are dropped anywhere on the page, for as long as the present owner lives.
pub fn accept_drops(writing: Writing) {
    let over = window_event_listener(ev::dragover, move |event| {
        if carries_files(&event) {
            event.prevent_default();
        }
    });
    let drop = window_event_listener(ev::drop, move |event| {
        let files = event.data_transfer().and_then(|data| data.files()).filter(|files| files.length() > 0);
        if let Some(files) = files {
            // without this the browser would leave the page for the file
            event.prevent_default();
            if writing.open.editing.with_untracked(Option::is_none) {
                add(writing.files, &files, writing.open.toasts);
                writing.open.focus_composer();
            }
        }
    });
    on_cleanup(move || {
        over.remove();
        drop.remove();
    });
}

fn carries_files(event: &ev::DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().iter().any(|kind| kind == "Files"))
}

/// The button that chooses files.
#[component]
pub fn Picker(files: Files, toasts: Toaster) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let runtime = Load::new(api::runtime::find);
    let chosen = move |_| {
        let Some(input) = node.get_untracked() else { return };
        if let Some(list) = input.files() {
            add(files, &list, toasts);
        }
        // the same file can be chosen again
        input.set_value("");
    };
    let limit = move || {
        runtime
            .value
            .with(|runtime| runtime.as_ref().and_then(|runtime| i64::try_from(runtime.limits.upload).ok()))
    };
    // what the server would refuse is said before it is sent
    effect(move || {
        let Some(limit) = limit() else { return };
        let large = files
            .with(|files| files.iter().find(|one| one.media.size > Some(limit)).map(|one| one.media.clone()));
        if let Some(media) = large {
            files.update(|files| files.retain(|one| one.media.id != media.id));
            toasts.warn(t::inbox::file_too_large(&bytes(limit), &preview::file_name(&media)));
        }
    });
    let choose = move |_| {
        if let Some(input) = node.get_untracked() {
            input.click();
        }
    };
    view! {
        <button type="button" class="btn quiet square" title=t::inbox::attach aria-label=t::inbox::attach on:click=choose>
            <Icon glyph=Glyph::Attach small=true />
        </button>
        <input node_ref=node type="file" multiple hidden on:change=chosen />
    }
}

/// The files that will be sent.
#[component]
pub fn Chips(files: Files) -> impl IntoView {
    let ids = memo(move || files.with(|files| files.iter().map(|one| one.media.id).collect::<Vec<_>>()));
    view! {
        <Show when=move || !ids.with(Vec::is_empty)>
            <ul class="chips" aria-label=t::inbox::files>
                <Each each=move || ids.get() key=|id| *id let:id>
                    <Chip files id />
                </Each>
            </ul>
        </Show>
    }
}

#[component]
fn Chip(files: Files, id: MediaId) -> impl IntoView {
    let media = memo(move || {
        files.with(|files| files.iter().find(|one| one.media.id == id).map(|one| one.media.clone()))
    });
    let about = move || media.get().and_then(|media| media.size).map(bytes);
    let can_be_photo = move || {
        media.with(|media| {
            media.as_ref().is_some_and(|media| {
                media.mime.as_deref().is_some_and(|mime| PHOTOS.contains(&mime))
                    && media.size <= Some(PHOTO_LIMIT)
            })
        })
    };
    let photo =
        memo(move || media.with(|media| media.as_ref().is_some_and(|media| media.kind == MediaKind::Photo)));
    let flip = move |_| {
        files.update(|files| {
            for one in files.iter_mut().filter(|one| one.media.id == id) {
                let photo = one.media.kind == MediaKind::Photo;
                one.media.kind = if photo { MediaKind::Document } else { MediaKind::Photo };
            }
        });
    };
    let thumb = move || {
        if !photo.get() {
            return view! { <span class="sign"><Icon glyph=Glyph::File /></span> }.into_any();
        }
        let picture = pictures::get(id);
        let src = move || match picture.get() {
            pictures::Picture::Ready(url) => Some(url),
            pictures::Picture::Loading | pictures::Picture::Failed(_) => None,
        };
        view! { <img src=src alt="" /> }.into_any()
    };
    view! {
        <li class="chip">
            {thumb}
            <span class="who">
                <b class="cut">{move || media.get().map(|media| preview::file_name(&media))}</b>
                <span class="small dim">{about}</span>
            </span>
            <Show when=can_be_photo>
                <button type="button" class="link small" on:click=flip>
                    {move || if photo.get() { t::inbox::as_file() } else { t::inbox::as_photo() }}
                </button>
            </Show>
            <button type="button" class="btn quiet square" aria-label=t::inbox::remove on:click=move |_| files.update(|files| files.retain(|one| one.media.id != id))>
                <Icon glyph=Glyph::Close small=true />
            </button>
        </li>
    }
}
