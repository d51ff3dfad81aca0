//! Sound and moving pictures: nothing is loaded until a person presses play, and large ones are asked about first.

use leptos::{ev, html, prelude::*, task::spawn_local};
use openapi::media::{Media, MediaKind};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlMediaElement, Url};

use super::{
    super::preview,
    media::{Save, about},
    picture,
};
use crate::{
    api,
    components::{Glyph, Icon, say},
    i18n::{
        format::{bytes, clock},
        t,
    },
    react::effect,
};

/// What is larger than this, in bytes, is loaded only after the person was told: the browser has to hold all of it.
pub const LARGE: i64 = 20_000_000;

/// How far a recording is.
#[derive(Debug, Clone, PartialEq)]
enum Stage {
    /// At the server.
    Away,
    /// Large: the person was told and has not agreed yet.
    Asked,
    /// On its way.
    Loading,
    /// Here, under this address of the page's own.
    Ready(String),
    /// Not to be had, and why.
    Failed(String),
}

/// A recording that is loaded when it is asked for, and given up with the row that shows it.
#[derive(Clone, Copy)]
struct Recording {
    media: StoredValue<Media>,
    stage: RwSignal<Stage>,
}

impl Recording {
    fn new(media: Media) -> Self {
        let this = Self { media: StoredValue::new(media), stage: RwSignal::new(Stage::Away) };
        on_cleanup(move || {
            if let Some(Stage::Ready(url)) = this.stage.try_get_untracked() {
                // refused only for what is no address of ours
                let _ = Url::revoke_object_url(&url);
            }
        });
        this
    }

    fn url(self) -> Option<String> {
        match self.stage.get() {
            Stage::Ready(url) => Some(url),
            _ => None,
        }
    }

    /// What keeps it from playing, in words.
    fn note(self) -> Option<String> {
        match self.stage.get() {
            Stage::Asked => {
                Some(t::inbox::load_large(&bytes(self.media.get_value().size.unwrap_or_default())))
            }
            Stage::Loading => Some(t::inbox::loading().to_owned()),
            Stage::Failed(why) => Some(why),
            Stage::Away | Stage::Ready(_) => None,
        }
    }

    /// Loads it; a large one at the second press.
    fn load(self) {
        let media = self.media.get_value();
        match self.stage.get_untracked() {
            Stage::Loading | Stage::Ready(_) => return,
            Stage::Away if media.size > Some(LARGE) => return self.stage.set(Stage::Asked),
            Stage::Away | Stage::Asked | Stage::Failed(_) => self.stage.set(Stage::Loading),
        }
        spawn_local(async move {
            let stage = match api::media::content(media.id).await {
                Ok(blob) => {
                    // browsers play only what says that it is sound or film
                    let typed = blob.slice_with_f64_and_f64_and_content_type(0.0, blob.size(), mime(&media));
                    typed
                        .and_then(|blob| Url::create_object_url_with_blob(&blob))
                        .map_or_else(|_| Stage::Failed(say(&api::Error::Unreachable)), Stage::Ready)
                }
                Err(error) => Stage::Failed(say(&error)),
            };
            self.stage.try_set(stage);
        });
    }

    fn cannot_play(self) {
        self.stage.set(Stage::Failed(t::inbox::cannot_play().to_owned()));
    }
}

/// The type a recording is played as: what its sender claims if that is sound or film, else what its kind usually is.
fn mime(media: &Media) -> &str {
    let claimed =
        media.mime.as_deref().filter(|mime| mime.starts_with("audio/") || mime.starts_with("video/"));
    claimed.unwrap_or(match media.kind {
        MediaKind::Voice => "audio/ogg",
        MediaKind::Audio => "audio/mpeg",
        MediaKind::Sticker => "video/webm",
        _ => "video/mp4",
    })
}

/// Only one recording is heard at a time.
fn hush_others(event: &ev::Event) {
    let own = event_target::<HtmlMediaElement>(event);
    let Ok(all) = document().query_selector_all("audio, video") else { return };
    let others = (0..all.length()).filter_map(|at| all.item(at)?.dyn_into::<HtmlMediaElement>().ok());
    for other in others.filter(|other| *other != own && !other.muted()) {
        // pausing what is paused already does nothing
        let _ = other.pause();
    }
}

/// Plays what is paused, and pauses what plays.
fn turn(media: &HtmlMediaElement) {
    if !media.paused() {
        // pausing never fails
        drop(media.pause());
    } else if let Ok(begun) = media.play() {
        // a pause before it began ends it, and what cannot be played is told by the element itself
        spawn_local(async move { drop(wasm_bindgen_futures::JsFuture::from(begun).await) });
    }
}

/// A voice message or music: play and pause, where it is, how long it takes.
#[component]
pub fn Sound(media: Media) -> impl IntoView {
    let recording = Recording::new(media.clone());
    let node = NodeRef::<html::Audio>::new();
    let (playing, at) = (RwSignal::new(false), RwSignal::new(0.0_f64));
    let length = RwSignal::new(f64::from(media.duration.unwrap_or_default()));
    let ready = move || recording.url().is_some();
    let press = move |_| match node.get_untracked().filter(|_| untrack(ready)) {
        Some(audio) => turn(&audio),
        None => recording.load(),
    };
    let seek = move |event: ev::Event| {
        if let Some(audio) = node.get_untracked() {
            let wanted = event_target::<HtmlInputElement>(&event).value_as_number();
            audio.set_current_time(wanted);
            // the element itself tells only once it is there
            at.set(wanted);
        }
    };
    let follow = move |event: ev::Event| {
        let audio = event_target::<HtmlMediaElement>(&event);
        playing.set(!audio.paused());
        at.set(audio.current_time());
        if audio.duration().is_finite() {
            length.set(audio.duration());
        }
    };
    let audio = move |url: String| {
        view! {
            <audio
                node_ref=node
                src=url
                autoplay
                on:play=move |event| {
                    hush_others(&event);
                    follow(event);
                }
                on:pause=follow
                on:timeupdate=follow
                on:durationchange=follow
                on:error=move |_| recording.cannot_play()
            ></audio>
        }
    };
    let rest = about(&media);
    let name = (media.kind == MediaKind::Audio).then(|| preview::file_name(&media));
    let time =
        move || if ready() { format!("{} / {}", time(at.get()), time(length.get())) } else { rest.clone() };
    view! {
        <div class="file sound">
            <button
                type="button"
                class="sign"
                aria-label=move || if playing.get() { t::inbox::pause() } else { t::inbox::play() }
                disabled=move || recording.stage.with(|stage| *stage == Stage::Loading)
                on:click=press
            >
                {move || view! { <Icon glyph=if playing.get() { Glyph::Pause } else { Glyph::Play } /> }}
            </button>
            <span class="who">
                {name.map(|name| view! { <b class="cut">{name}</b> })}
                <input
                    type="range"
                    min="0"
                    step="0.1"
                    max=move || length.get().max(0.1).to_string()
                    prop:value=move || at.get().to_string()
                    disabled=move || !ready()
                    aria-label=t::inbox::seek
                    aria-valuetext=move || self::time(at.get())
                    on:input=seek
                />
                <span class="small dim">{move || recording.note().unwrap_or_else(&time)}</span>
            </span>
            <Save media />
            {move || recording.url().map(audio)}
        </div>
    }
}

fn time(seconds: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "whole seconds of a recording")]
    clock(seconds as i64)
}

/// A video, a round one or a silent loop; its room is kept before it is there.
#[component]
pub fn Film(
    media: Media,
    /// Cut to a square, for albums.
    square: bool,
) -> impl IntoView {
    let node = NodeRef::<html::Video>::new();
    let round = media.kind == MediaKind::VideoNote;
    let loops = matches!(media.kind, MediaKind::Animation | MediaKind::Sticker);
    let (width, height) = if round { (240.0, 240.0) } else { picture::room(&media) };
    effect(move || {
        if let (Some(video), true) = (node.get(), loops) {
            video.set_muted(true);
        }
    });
    let face = preview::face(media.kind);
    let about = about(&media);
    let recording = Recording::new(media);
    let playing = RwSignal::new(false);
    // the browser's own controls would be cut off by the circle
    let disc = move || {
        view! {
            <button
                type="button"
                class="open-film turn"
                aria-label=move || if playing.get() { t::inbox::pause() } else { t::inbox::play() }
                on:click=move |_| node.get_untracked().iter().for_each(|video| turn(video))
            >
                <Show when=move || !playing.get()>
                    <span class="sign"><Icon glyph=Glyph::Play /></span>
                </Show>
            </button>
        }
    };
    let shown = move || {
        if let Some(url) = recording.url() {
            return view! {
                <video
                    node_ref=node
                    src=url
                    controls=!loops && !round
                    loop=loops
                    autoplay
                    playsinline
                    aria-label=face
                    on:play=move |event| {
                        hush_others(&event);
                        playing.set(true);
                    }
                    on:pause=move |_| playing.set(false)
                    on:error=move |_| recording.cannot_play()
                ></video>
                {round.then(disc)}
            }
            .into_any();
        }
        let about = about.clone();
        view! {
            <button type="button" class="open-film" aria-label=format!("{}: {face}", t::inbox::play()) on:click=move |_| recording.load()>
                <span class="sign"><Icon glyph=Glyph::Play /></span>
                <span class="small">{move || recording.note().unwrap_or_else(|| about.clone())}</span>
            </button>
        }
        .into_any()
    };
    view! {
        <div
            class="photo film"
            class:square=square
            class:round=round
            style:width=(!square).then(|| format!("{width:.0}px"))
            style:aspect-ratio=(!square).then(|| format!("{width:.0} / {height:.0}"))
        >
            {shown}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sound_and_film_are_played_as_what_they_claim() {
        let media = |kind, mime: &str| Media { kind, mime: Some(mime.into()), ..picture::photo(1, 1) };
        assert_eq!(mime(&media(MediaKind::Voice, "audio/mp4")), "audio/mp4");
        assert_eq!(mime(&media(MediaKind::Voice, "text/html")), "audio/ogg");
        assert_eq!(mime(&media(MediaKind::Video, "video/webm")), "video/webm");
        assert_eq!(mime(&media(MediaKind::VideoNote, "application/x")), "video/mp4");
    }

    #[test]
    fn what_is_large_is_asked_about_first() {
        Owner::new().with(|| {
            let recording = Recording::new(Media { size: Some(LARGE + 1), ..picture::photo(1, 1) });
            recording.load();
            assert_eq!(recording.stage.get_untracked(), Stage::Asked);
        });
    }
}
