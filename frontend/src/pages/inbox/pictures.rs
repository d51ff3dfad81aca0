//! Pictures of messages. They are fetched with the person's credentials and shown from memory: an address that anyone
//! could open never exists.

use std::cell::RefCell;

use leptos::{prelude::*, task::spawn_local};
use openapi::MediaId;
use web_sys::{Blob, Url};

use crate::api;

/// How many pictures stay in memory.
const KEPT: usize = 200;

/// How far a picture is.
#[derive(Debug, Clone, PartialEq)]
pub enum Picture {
    /// On its way.
    Loading,
    /// Here, under this address of the page's own.
    Ready(String),
    /// Not to be had.
    Failed(api::Error),
}

thread_local! {
    /// The pictures, the one used last at the end.
    static PICTURES: RefCell<Vec<(MediaId, ArcRwSignal<Picture>)>> = const { RefCell::new(Vec::new()) };
}

/// A picture, fetched if it is not there yet.
pub fn get(id: MediaId) -> ArcRwSignal<Picture> {
    let known = PICTURES.with_borrow_mut(|all| {
        let at = all.iter().position(|(other, _)| *other == id)?;
        let entry = all.remove(at);
        all.push(entry.clone());
        Some(entry.1)
    });
    known.unwrap_or_else(|| {
        let picture = ArcRwSignal::new(Picture::Loading);
        put(id, picture.clone());
        fetch(id, picture.clone());
        picture
    })
}

/// Tries to fetch a picture again.
pub fn retry(id: MediaId) {
    let picture = get(id);
    picture.set(Picture::Loading);
    fetch(id, picture);
}

/// Keeps a picture that this page has already, such as one that it is sending.
pub fn keep(id: MediaId, file: &Blob) {
    if let Ok(url) = Url::create_object_url_with_blob(file) {
        put(id, ArcRwSignal::new(Picture::Ready(url)));
    }
}

fn fetch(id: MediaId, picture: ArcRwSignal<Picture>) {
    spawn_local(async move {
        picture.set(match api::media::content(id).await {
            Ok(blob) => Url::create_object_url_with_blob(&blob)
                .map_or(Picture::Failed(api::Error::Unreachable), Picture::Ready),
            Err(error) => Picture::Failed(error),
        });
    });
}

fn put(id: MediaId, picture: ArcRwSignal<Picture>) {
    PICTURES.with_borrow_mut(|all| {
        all.retain(|(other, _)| *other != id);
        all.push((id, picture));
        if all.len() > KEPT {
            let (_, oldest) = all.remove(0);
            if let Picture::Ready(url) = oldest.get_untracked() {
                // refused only for what is no address of ours
                let _ = Url::revoke_object_url(&url);
            }
        }
    });
}
