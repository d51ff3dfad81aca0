//! Languages: the one in use, its plurals, and every text as a function (`t::<section>::<key>`).
//!
//! The texts stand in `locales/<language>/<section>.json`; `build.rs` turns them into the functions of [`t`], which
//! read the language reactively: `<h1>{t::bots::title}</h1>` follows a change of language by itself.

pub mod format;

use std::sync::LazyLock;

use leptos::{prelude::*, reactive::graph::Observer};

use crate::storage;

pub use format::number;

/// Every text of the page, in the language in use.
#[allow(
    clippy::all,
    clippy::pedantic,
    non_upper_case_globals,
    unused_imports,
    reason = "generated from locales/"
)]
pub mod t {
    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}

/// A language the page speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Locale {
    /// English.
    En,
    /// Russian.
    Ru,
}

/// The form of a noun that a count asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plural {
    /// 1 file; 21 файл.
    One,
    /// 2 файла.
    Few,
    /// 5 файлов.
    Many,
    /// 2 files.
    Other,
}

impl Locale {
    /// Every language, in the order a person chooses from.
    pub const ALL: [Self; 2] = [Self::En, Self::Ru];

    /// Its IETF tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ru => "ru",
        }
    }

    /// Its own name for itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Ru => "Русский",
        }
    }

    /// The language of a tag such as `ru-RU`, if the page speaks it.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|locale| locale.tag() == language)
    }

    /// The form that a count of things takes.
    /// Source: <https://www.unicode.org/cldr/charts/48/supplemental/language_plural_rules.html>
    pub fn plural(self, count: i64) -> Plural {
        let (ten, hundred) = (count.unsigned_abs() % 10, count.unsigned_abs() % 100);
        match self {
            Self::En if count == 1 => Plural::One,
            Self::En => Plural::Other,
            Self::Ru => match ten {
                _ if (11..=14).contains(&hundred) => Plural::Many,
                1 => Plural::One,
                2..=4 => Plural::Few,
                _ => Plural::Many,
            },
        }
    }
}

const KEY: &str = "locale";

static LOCALE: LazyLock<ArcRwSignal<Locale>> = LazyLock::new(|| ArcRwSignal::new(Locale::En));

/// The language in use. Reactive where something reacts, plain elsewhere.
pub fn locale() -> Locale {
    if Observer::get().is_some() { LOCALE.get() } else { LOCALE.get_untracked() }
}

/// Uses a language from now on, and remembers it on this device.
pub fn choose(locale: Locale) {
    storage::set(KEY, &locale.tag());
    apply(locale);
}

/// Uses the language remembered, else the first of the browser's that the page speaks.
pub fn start() {
    let remembered = storage::get::<String>(KEY).and_then(|tag| Locale::from_tag(&tag));
    let preferred =
        || window().navigator().languages().iter().find_map(|tag| Locale::from_tag(&tag.as_string()?));
    apply(remembered.or_else(preferred).unwrap_or(Locale::En));
}

fn apply(locale: Locale) {
    LOCALE.set(locale);
    if let Some(root) = document().document_element() {
        // the attribute cannot be refused: the name is a constant and valid
        let _ = root.set_attribute("lang", locale.tag());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn russian_nouns_follow_the_last_digits() {
        let forms = |counts: &[i64]| counts.iter().map(|count| Locale::Ru.plural(*count)).collect::<Vec<_>>();
        assert_eq!(forms(&[1, 21, 101, 1_001]), [Plural::One; 4]);
        assert_eq!(forms(&[2, 3, 4, 22, 104]), [Plural::Few; 5]);
        assert_eq!(forms(&[0, 5, 11, 12, 14, 20, 111, 1_012]), [Plural::Many; 8]);
    }

    #[test]
    fn english_nouns_have_two_forms() {
        assert_eq!(Locale::En.plural(1), Plural::One);
        assert_eq!(Locale::En.plural(0), Plural::Other);
        assert_eq!(Locale::En.plural(21), Plural::Other);
    }

    #[test]
    fn tags_of_regions_are_understood() {
        assert_eq!(Locale::from_tag("ru-RU"), Some(Locale::Ru));
        assert_eq!(Locale::from_tag("en_GB"), Some(Locale::En));
        assert_eq!(Locale::from_tag("de"), None);
    }
}
