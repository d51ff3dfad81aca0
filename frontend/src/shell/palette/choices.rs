//! What the palette offers, and how a choice is carried out.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use openapi::{chats::Chat, users::Role};

use crate::{
    components::{Glyph, Toaster},
    fleet::use_fleet,
    i18n::{self, Locale, t},
    pages::{accounts::list::known_as, settings::PLACES},
    section::Section,
    session,
    shell::rail::ROOMS,
    theme::{Theme, use_theme},
};

/// What sort of thing a choice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Place,
    Bot,
    Account,
    Deed,
    Chat,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Place => t::palette::places(),
            Self::Bot => t::palette::bots(),
            Self::Account => t::palette::accounts(),
            Self::Deed => t::palette::deeds(),
            Self::Chat => t::palette::chats(),
        }
    }
}

/// What a choice does.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    Go(String),
    Look(Theme),
    Speak(Locale),
    SignOut,
}

/// One line of the palette.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    pub kind: Kind,
    pub glyph: Glyph,
    pub label: String,
    pub note: String,
    pub deed: Deed,
}

impl Choice {
    fn new(kind: Kind, glyph: Glyph, label: impl Into<String>, deed: Deed) -> Self {
        Self { kind, glyph, label: label.into(), note: String::new(), deed }
    }

    fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// Whether every word of the text is in the label or the note.
    pub fn fits(&self, text: &str) -> bool {
        let line = format!("{} {}", self.label, self.note).to_lowercase();
        text.to_lowercase().split_whitespace().all(|word| line.contains(word))
    }
}

/// Everything that can be chosen without asking the server.
pub fn all() -> impl Fn() -> Vec<Choice> {
    let fleet = use_fleet();
    move || {
        let mut all: Vec<Choice> = ROOMS
            .iter()
            .map(|room| {
                Choice::new(Kind::Place, room.glyph, (room.label)(), Deed::Go(room.path.into()))
                    .note(room.keys)
            })
            .collect();
        let settings = PLACES.iter().filter(|place| session::may(place.role));
        all.extend(settings.map(|place| {
            Choice::new(Kind::Place, place.glyph, (place.label)(), Deed::Go(place.path.into()))
                .note(t::shell::settings())
        }));
        let bots = fleet.bots.value.get().unwrap_or_default();
        all.extend(bots.into_iter().map(|bot| {
            Choice::new(Kind::Bot, Glyph::Bot, bot.name, Deed::Go(format!("/bots/{}", bot.id)))
                .note(format!("@{}", bot.username))
        }));
        let accounts = fleet.accounts.value.get().unwrap_or_default();
        all.extend(accounts.into_iter().map(|account| {
            let path = format!("/accounts/{}", account.id);
            let note = known_as(&account);
            Choice::new(Kind::Account, Glyph::Person, account.name, Deed::Go(path)).note(note)
        }));
        all.extend(deeds());
        all
    }
}

fn deeds() -> Vec<Choice> {
    let deed = |glyph, label: &str, deed| Choice::new(Kind::Deed, glyph, label, deed);
    let mut deeds = Vec::new();
    if session::may(Role::Admin) {
        deeds.push(deed(Glyph::Plus, t::palette::add_bot(), Deed::Go("/bots/add".into())));
        deeds.push(deed(Glyph::Plus, t::palette::add_account(), Deed::Go("/accounts/new".into())));
    }
    if session::may(Role::Operator) {
        deeds.push(deed(Glyph::Search, t::palette::look_up(), Deed::Go("/communities".into())));
    }
    deeds.push(deed(Glyph::Sun, t::palette::look_light(), Deed::Look(Theme::Light)));
    deeds.push(deed(Glyph::Moon, t::palette::look_dark(), Deed::Look(Theme::Dark)));
    deeds.push(deed(Glyph::Settings, t::palette::look_system(), Deed::Look(Theme::System)));
    let others = Locale::ALL.into_iter().filter(|locale| *locale != i18n::locale());
    deeds.extend(others.map(|locale| deed(Glyph::Language, locale.name(), Deed::Speak(locale))));
    deeds.push(deed(Glyph::Leave, t::palette::sign_out(), Deed::SignOut));
    deeds
}

/// Leaves the first few of each sort: a thousand bots are found by typing, not by scrolling.
pub fn shorten(choices: &mut Vec<Choice>) {
    const MOST: usize = 12;
    let mut run = (None, 0);
    choices.retain(|choice| {
        run = if run.0 == Some(choice.kind) { (run.0, run.1 + 1) } else { (Some(choice.kind), 1) };
        run.1 <= MOST
    });
}

/// A chat as a choice.
pub fn of_chat(section: Section, chat: &Chat) -> Choice {
    let note = chat.username.as_ref().map(|name| format!("@{name}")).unwrap_or_default();
    Choice::new(
        Kind::Chat,
        Glyph::Chat,
        chat.title.clone(),
        Deed::Go(format!("/{}/chats/{}", section.word(), chat.id)),
    )
    .note(note)
}

/// Carries a choice out.
pub fn runner(toasts: Toaster) -> impl Fn(Deed) {
    let (navigate, theme) = (use_navigate(), use_theme());
    move |deed| match deed {
        Deed::Go(path) => navigate(&path, NavigateOptions::default()),
        Deed::Look(look) => theme.set(look),
        Deed::Speak(locale) => i18n::choose(locale),
        Deed::SignOut => spawn_local(async move {
            if let Err(error) = session::sign_out().await {
                toasts.failed(&error);
            }
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_must_fit_somewhere() {
        let choice =
            Choice::new(Kind::Bot, Glyph::Bot, "North Support", Deed::SignOut).note("@north_support");
        assert!(choice.fits("") && choice.fits("nor") && choice.fits("supp @north"));
        assert!(!choice.fits("north orders"));
    }
}
