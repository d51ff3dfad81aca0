//! Language and look, on this device.

use leptos::prelude::*;

use crate::{
    components::{Glyph, Icon},
    i18n::{self, Locale, t},
    theme::{Theme, use_theme},
};

/// Chooses language and look; both work at once.
#[component]
pub fn Appearance() -> impl IntoView {
    let theme = use_theme();
    let looks = Theme::ALL.map(|look| {
        view! {
            <button type="button" aria-pressed=move || (theme.get() == look).to_string() on:click=move |_| theme.set(look)>
                <Icon glyph=glyph(look) small=true />
                {move || name(look)}
            </button>
        }
    });
    let languages = Locale::ALL.map(|locale| {
        let chosen = move || (i18n::locale() == locale).to_string();
        view! {
            <button type="button" lang=locale.tag() aria-pressed=chosen on:click=move |_| i18n::choose(locale)>
                {locale.name()}
            </button>
        }
    });
    view! {
        <div class="page narrow">
            <div class="page-head">
                <div class="grow">
                    <h1>{t::settings::appearance}</h1>
                    <p>{t::settings::appearance_text}</p>
                </div>
            </div>
            <fieldset class="field">
                <legend>{t::settings::theme}</legend>
                <div class="segments">{looks.collect_view()}</div>
            </fieldset>
            <fieldset class="field">
                <legend>{t::settings::language}</legend>
                <div class="segments">{languages.collect_view()}</div>
            </fieldset>
        </div>
    }
}

fn glyph(look: Theme) -> Glyph {
    match look {
        Theme::System => Glyph::Settings,
        Theme::Light => Glyph::Sun,
        Theme::Dark => Glyph::Moon,
    }
}

fn name(look: Theme) -> &'static str {
    match look {
        Theme::System => t::settings::theme_system(),
        Theme::Light => t::settings::theme_light(),
        Theme::Dark => t::settings::theme_dark(),
    }
}
