//! Light, dark, or as the system has it. `public/theme.js` applies the choice before the first paint.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::storage;

/// The look a person chose on this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

const KEY: &str = "theme";

impl Theme {
    /// Every choice, in the order a person sees them.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The attribute the style sheet looks at; none for the system's own.
    const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}

/// Provides the choice to the whole page and keeps document and device in step with it.
pub fn provide() {
    let theme = RwSignal::new(storage::get::<Theme>(KEY).unwrap_or_default());
    Effect::watch(
        move || theme.get(),
        |theme, _, _| {
            storage::set(KEY, theme);
            let Some(root) = document().document_element() else { return };
            // neither call can be refused: the name is a constant and valid
            let _ = match theme.attribute() {
                Some(name) => root.set_attribute("data-theme", name),
                None => root.remove_attribute("data-theme"),
            };
        },
        false,
    );
    provide_context(theme);
}

/// The choice; set it to change the look at once.
pub fn use_theme() -> RwSignal<Theme> {
    expect_context()
}
