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
    components::{Each, Glyph, Icon},
    i18n::{format::bytes, t},
    inbox::outgoing::batches,
    react::{effect, memo},
};

/// Telegram shows these as photos.
const PHOTOS: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];

/// A file that a message is to carry.
#[derive(Clone)]
pub struct Attachment {
    /// The file.
    pub file: File,
    /// How it will look. Its id is known to this page alone.
    pub media: Media,
}

type Files = RwSignal<Vec<Attachment>, LocalStorage>;

impl Writing {
    /// The largest file that the server takes and the largest photo that Telegram takes, once they are known. Reactive.
    fn limits(&self) -> Option<(i64, i64)> {
        let bytes = |limit: usize| i64::try_from(limit).unwrap_or(i64::MAX);
        self.room.runtime.value.with(|runtime| {
            runtime.as_ref().map(|runtime| (bytes(runtime.limits.upload), bytes(runtime.limits.photo)))
        })
    }

    /// Whether Telegram would show a file as a photo. Reactive.
    fn can_be_photo(&self, mime: Option<&str>, size: Option<i64>) -> bool {
        let small = self.limits().is_none_or(|(_, photo)| size <= Some(photo));
        small && mime.is_some_and(|mime| PHOTOS.contains(&mime))
    }
}

/// Adds files. Those that Telegram shows as photos are photos; the rest, and larger ones, are documents.
pub fn add(writing: Writing, list: &FileList) {
    let Writing { files, .. } = writing;
    for file in (0..list.length()).filter_map(|index| list.item(index)) {
        #[expect(clippy::cast_possible_truncation, reason = "sizes of files in bytes are whole numbers")]
        let size = file.size() as i64;
        if size == 0 {
            writing.open.toasts.warn(t::inbox::empty_file(&file.name()));
            continue;
        }
        let photo = untrack(|| writing.can_be_photo(Some(&file.type_()), Some(size)));
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
                add(writing, &files);
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
pub fn Picker(writing: Writing) -> impl IntoView {
    let Writing { files, .. } = writing;
    let node = NodeRef::<html::Input>::new();
    let chosen = move |_| {
        let Some(input) = node.get_untracked() else { return };
        if let Some(list) = input.files() {
            add(writing, &list);
        }
        // the same file can be chosen again
        input.set_value("");
    };
    // what the server would refuse is said before it is sent
    effect(move || {
        let Some((limit, _)) = writing.limits() else { return };
        let large = files
            .with(|files| files.iter().find(|one| one.media.size > Some(limit)).map(|one| one.media.clone()));
        if let Some(media) = large {
            files.update(|files| files.retain(|one| one.media.id != media.id));
            writing.open.toasts.warn(t::inbox::file_too_large(&bytes(limit), &preview::file_name(&media)));
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
pub fn Chips(writing: Writing) -> impl IntoView {
    let Writing { files, .. } = writing;
    let ids = memo(move || files.with(|files| files.iter().map(|one| one.media.id).collect::<Vec<_>>()));
    let together = memo(move || {
        files.with(|files| {
            batches(files.iter().collect(), |one| one.media.kind).iter().any(|batch| batch.len() > 1)
        })
    });
    view! {
        <Show when=move || !ids.with(Vec::is_empty)>
            <ul class="chips" aria-label=t::inbox::files>
                <Each each=move || ids.get() key=|id| *id let:id>
                    <Chip writing id />
                </Each>
            </ul>
            <Show when=move || { ids.with(Vec::len) > 1 }>
                <p class="small dim box-note">{move || if together.get() { t::inbox::as_album() } else { t::inbox::one_by_one() }}</p>
            </Show>
        </Show>
    }
}

#[component]
fn Chip(writing: Writing, id: MediaId) -> impl IntoView {
    let Writing { files, .. } = writing;
    let media = memo(move || {
        files.with(|files| files.iter().find(|one| one.media.id == id).map(|one| one.media.clone()))
    });
    let about = move || media.get().and_then(|media| media.size).map(bytes);
    let can_be_photo = move || {
        media.with(|media| {
            media.as_ref().is_some_and(|media| writing.can_be_photo(media.mime.as_deref(), media.size))
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
