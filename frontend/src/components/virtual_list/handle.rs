//! How the rest of a page steers a list.

use leptos::prelude::*;

/// Where a row should stand after the list went to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Wherever it takes the least movement; nowhere if it is in view.
    Nearest,
    /// In the middle.
    Center,
    /// At the top.
    Start,
}

/// What a list is told to do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Command<K> {
    /// Show this row.
    Show(K, Align),
    /// Show the end.
    End,
    /// Move the active row by so many, and the focus with it.
    Step(isize),
    /// Move the active row by so many screens.
    Page(isize),
    /// Make the first or last row active.
    Edge { last: bool },
    /// Put the focus on the active row.
    Focus,
}

/// Steers a list and tells where it is.
pub struct ListHandle<K: 'static> {
    /// The row that has the list's place in the tab order.
    pub active: RwSignal<Option<K>>,
    /// Whether the end is in view.
    pub at_end: RwSignal<bool>,
    command: RwSignal<Option<Command<K>>>,
}

impl<K> Clone for ListHandle<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for ListHandle<K> {}

impl<K: Copy + Send + Sync + 'static> ListHandle<K> {
    /// A handle for one list.
    pub fn new() -> Self {
        Self { active: RwSignal::new(None), at_end: RwSignal::new(true), command: RwSignal::new(None) }
    }

    /// Shows a row.
    pub fn show(&self, key: K, align: Align) {
        self.command.set(Some(Command::Show(key, align)));
    }

    /// Goes to the end.
    pub fn show_end(&self) {
        self.command.set(Some(Command::End));
    }

    /// Makes another row active, so many further on, and puts the focus there.
    pub fn step(&self, by: isize) {
        self.command.set(Some(Command::Step(by)));
    }

    /// Puts the focus on the active row.
    pub fn focus(&self) {
        self.command.set(Some(Command::Focus));
    }

    pub(super) fn take(&self) -> Option<Command<K>> {
        let command = self.command.get()?;
        self.command.update_untracked(|command| *command = None);
        Some(command)
    }
}

/// What a key asks of a list.
pub(super) fn command_of<K>(key: &str) -> Option<Command<K>> {
    Some(match key {
        "ArrowDown" => Command::Step(1),
        "ArrowUp" => Command::Step(-1),
        "PageDown" => Command::Page(1),
        "PageUp" => Command::Page(-1),
        "Home" => Command::Edge { last: false },
        "End" => Command::Edge { last: true },
        _ => return None,
    })
}
