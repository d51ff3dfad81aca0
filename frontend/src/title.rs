//! The name of the page in the browser's tab, and how much is unread there.

use std::sync::LazyLock;

use leptos::prelude::*;

use crate::react::effect;

const NAME: &str = "Switchboard";

// the place names itself, the shell knows what is unread: both meet here
static PLACE: LazyLock<ArcRwSignal<String>> = LazyLock::new(ArcRwSignal::default);

/// Names the place one is in, for as long as the present owner lives. Reactive.
pub fn use_title(place: impl Fn() -> String + 'static) {
    effect(move || PLACE.set(place()));
    on_cleanup(|| PLACE.set(String::new()));
}

/// Keeps the tab's title in step with the place and the count.
pub fn provide(unread: impl Fn() -> i64 + 'static) {
    effect(move || document().set_title(&title(&PLACE.read(), unread())));
    on_cleanup(|| document().set_title(NAME));
}

fn title(place: &str, unread: i64) -> String {
    let count = if unread > 0 { format!("({unread}) ") } else { String::new() };
    let place = if place.is_empty() { String::new() } else { format!("{place} · ") };
    format!("{count}{place}{NAME}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_tells_what_waits() {
        assert_eq!(title("", 0), "Switchboard");
        assert_eq!(title("Bots", 0), "Bots · Switchboard");
        assert_eq!(title("Bots", 12), "(12) Bots · Switchboard");
    }
}
