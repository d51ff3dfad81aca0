//! Keyboard shortcuts: pages and components add theirs while they are shown; `?` lists them.

use std::{cell::RefCell, rc::Rc};

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

/// Where a shortcut stands in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Works everywhere.
    Everywhere,
    /// Goes to a room.
    Rooms,
    /// Works in the place one is in.
    Here,
}

/// One shortcut.
#[derive(Clone)]
pub struct Shortcut {
    id: u64,
    /// The keys as written: `?`, `g d`, `ctrl+k`.
    pub keys: &'static str,
    /// Where it stands in the list.
    pub group: Group,
    /// What it does.
    pub label: fn() -> &'static str,
    run: Rc<dyn Fn()>,
}

/// A first key of two counts for this long, in milliseconds.
const PATIENCE: f64 = 1_200.0;

thread_local! {
    static SHORTCUTS: RefCell<Vec<Shortcut>> = const { RefCell::new(Vec::new()) };
    static NEXT: RefCell<u64> = const { RefCell::new(0) };
    /// The first key of two, and when it was pressed.
    static FIRST: RefCell<Option<(String, f64)>> = const { RefCell::new(None) };
}

/// Adds a shortcut for as long as the present owner lives. Of two with the same keys the later one acts.
pub fn use_shortcut(keys: &'static str, group: Group, label: fn() -> &'static str, run: impl Fn() + 'static) {
    let id = NEXT.with_borrow_mut(|next| {
        *next += 1;
        *next
    });
    SHORTCUTS.with_borrow_mut(|all| all.push(Shortcut { id, keys, group, label, run: Rc::new(run) }));
    on_cleanup(move || SHORTCUTS.with_borrow_mut(|all| all.retain(|shortcut| shortcut.id != id)));
}

/// The shortcuts that work now.
pub fn active() -> Vec<Shortcut> {
    SHORTCUTS.with_borrow(Clone::clone)
}

/// Listens for as long as the present owner lives.
pub fn listen() {
    let listener = window_event_listener(ev::keydown, |event| {
        if let Some(run) = find(&event) {
            event.prevent_default();
            run();
        }
    });
    on_cleanup(move || listener.remove());
}

/// Whether a key press goes into an input.
pub fn is_typing(event: &ev::KeyboardEvent) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok());
    element.is_some_and(|element| {
        let typed_into = matches!(element.tag_name().as_str(), "TEXTAREA" | "SELECT");
        let checked =
            matches!(element.get_attribute("type").as_deref(), Some("checkbox" | "radio" | "button"));
        typed_into || (element.tag_name() == "INPUT" && !checked) || element.is_content_editable()
    })
}

fn find(event: &ev::KeyboardEvent) -> Option<Rc<dyn Fn()>> {
    if event.is_composing() || event.default_prevented() {
        return None;
    }
    let control = event.ctrl_key() || event.meta_key();
    if event.alt_key() || (!control && (is_typing(event) || is_above_page())) {
        return None;
    }
    let key = name(&event.key(), &event.code(), event.shift_key());
    let key = if control { format!("ctrl+{key}") } else { key };
    let (now, first) = (event.time_stamp(), FIRST.take());
    let sequence = first.filter(|(_, at)| now - at < PATIENCE).map(|(first, _)| format!("{first} {key}"));
    let all = active();
    let named =
        |keys: &str| all.iter().rev().find(|shortcut| shortcut.keys == keys).map(|found| found.run.clone());
    if let Some(run) = sequence.and_then(|keys| named(&keys)) {
        return Some(run);
    }
    let opens = format!("{key} ");
    if all.iter().any(|shortcut| shortcut.keys.starts_with(&opens)) {
        FIRST.set(Some((key, now)));
        return None;
    }
    named(&key)
}

/// Whether a dialog is open: keys then belong to it.
fn is_above_page() -> bool {
    document().query_selector("dialog[open]").is_ok_and(|dialog| dialog.is_some())
}

/// The key as shortcuts name it, whatever alphabet the keyboard is set to: a Russian `о` is the `j` it stands on.
fn name(key: &str, code: &str, shift: bool) -> String {
    let latin = key.is_ascii() && !(code == "Slash" && key != "/" && key != "?");
    match code {
        _ if latin && key.len() > 1 => key.to_owned(),
        _ if latin => key.to_lowercase(),
        "Slash" if shift => "?".to_owned(),
        "Slash" => "/".to_owned(),
        code => code.strip_prefix("Key").unwrap_or(key).to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_mean_the_same_on_a_russian_keyboard() {
        assert_eq!(name("о", "KeyJ", false), "j");
        assert_eq!(name("Л", "KeyK", true), "k");
        assert_eq!(name(".", "Slash", false), "/");
        assert_eq!(name(",", "Slash", true), "?");
    }

    #[test]
    fn latin_layouts_keep_their_own_letters() {
        assert_eq!(name("j", "KeyC", false), "j");
        assert_eq!(name("?", "Slash", true), "?");
        assert_eq!(name("/", "Digit7", true), "/");
        assert_eq!(name("Escape", "Escape", false), "Escape");
    }
}
