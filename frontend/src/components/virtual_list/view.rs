//! The list in the document: which rows exist, where they stand, what is measured and where the focus is.

use std::hash::Hash;

use leptos::{html, prelude::*};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Element, FocusOptions, HtmlElement, ResizeObserver, ResizeObserverEntry};

use super::handle::{Align, Command, ListHandle};
use super::layout::{Anchor, Layout};

/// How far beyond the view rows exist already, in pixels.
const SPARE: f64 = 400.0;
/// How close to an edge, in pixels, it is time to fetch more.
const NEAR: f64 = 1_200.0;
/// How close to the end, in pixels, counts as being there.
const AT_END: f64 = 24.0;

type Observer = (ResizeObserver, Closure<dyn FnMut(js_sys::Array)>);

/// One list in the document.
pub struct View<K: 'static> {
    frame: NodeRef<html::Div>,
    space: NodeRef<html::Div>,
    visible: RwSignal<Vec<K>>,
    handle: ListHandle<K>,
    stick_to_end: bool,
    layout: Layout<K>,
    rows: Vec<(K, HtmlElement)>,
    /// Where the view began when it was last looked at.
    top: f64,
    observer: Option<Observer>,
    /// The row that was gone to: it stays there while rows around it turn out taller, until the person scrolls.
    goal: Option<(K, Align)>,
    /// A row that should have the focus as soon as it exists.
    wanted: Option<K>,
}

/// Measures elements as their size changes. Hands on the elements and their heights, many at once.
pub fn observer(mut tell: impl FnMut(Vec<(Element, f64)>) + 'static) -> Observer {
    let closure = Closure::new(move |entries: js_sys::Array| {
        let entries = entries.iter().map(JsCast::unchecked_into::<ResizeObserverEntry>);
        tell(
            entries
                .map(|entry| (entry.target(), entry.target().get_bounding_client_rect().height()))
                .collect(),
        );
    });
    #[expect(clippy::expect_used, reason = "every browser that runs WebAssembly 2 has it")]
    let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).expect("ResizeObserver");
    (observer, closure)
}

impl<K: Copy + Eq + Hash + Send + Sync + 'static> View<K> {
    pub fn new(
        frame: NodeRef<html::Div>,
        space: NodeRef<html::Div>,
        visible: RwSignal<Vec<K>>,
        handle: ListHandle<K>,
        estimate: f64,
        stick_to_end: bool,
    ) -> Self {
        let layout = Layout::new(estimate);
        Self {
            frame,
            space,
            visible,
            handle,
            stick_to_end,
            layout,
            rows: Vec::new(),
            top: 0.0,
            observer: None,
            goal: None,
            wanted: None,
        }
    }

    pub fn observe_with(&mut self, observer: Observer) {
        self.observer = Some(observer);
    }

    pub fn disconnect(&mut self) {
        if let Some((observer, _)) = self.observer.take() {
            observer.disconnect();
        }
    }

    pub fn position(&self, key: K) -> Option<usize> {
        self.layout.position(key)
    }

    /// Takes a new order of rows. Answers whether the first and the last rows are near.
    pub fn set_keys(&mut self, keys: &[K]) -> (bool, bool) {
        let first = self.layout.keys().is_empty();
        self.look();
        let height = self.frame.get_untracked().map_or(0.0, |frame| f64::from(frame.client_height()));
        let seen = self.layout.anchors(self.top, height);
        self.layout.set_keys(keys);
        let anchor = self.layout.steadiest(seen);
        if self.handle.at_end.get_untracked() {
            self.goal = None;
        }
        if let (true, Some(frame), Some((observer, _))) = (first, self.frame.get_untracked(), &self.observer)
        {
            // its own height matters too: a thread at its end stays there when the composer grows
            observer.observe(&frame);
        }
        self.settle(anchor)
    }

    /// Takes measured sizes of rows or of the frame.
    pub fn measured(&mut self, sizes: &[(Element, f64)]) -> (bool, bool) {
        let rows = &self.rows;
        let key_of = |element: &Element| rows.iter().find(|(_, row)| **row == *element).map(|(key, _)| *key);
        let heights: Vec<_> =
            sizes.iter().filter_map(|(element, height)| Some((key_of(element)?, *height))).collect();
        let frame_changed = heights.len() < sizes.len();
        let anchor = self.look();
        if self.layout.measured(&heights) || frame_changed { self.settle(anchor) } else { (false, false) }
    }

    /// The person, or we, scrolled.
    pub fn scrolled(&mut self) -> (bool, bool) {
        let Some(frame) = self.frame.get_untracked() else { return (false, false) };
        self.look();
        self.draw(&frame, self.top, f64::from(frame.client_height()))
    }

    /// Sees where the person is, before anything moves: a scroll may not have been told yet.
    fn look(&mut self) -> Option<Anchor<K>> {
        let frame = self.frame.get_untracked()?;
        let (top, height) = (f64::from(frame.scroll_top()), f64::from(frame.client_height()));
        let at_end = top + height >= self.layout.height() - AT_END;
        // a frame that only grew or shrank leaves one at the end where one was
        if (top - self.top).abs() >= 1.0 {
            self.goal = None;
            self.tell_end(at_end);
        }
        self.top = top;
        self.layout.anchor(top)
    }

    fn tell_end(&self, at_end: bool) {
        if self.handle.at_end.get_untracked() != at_end {
            self.handle.at_end.set(at_end);
        }
    }

    /// Brings heights and scroll position in line with the layout: what was read stays put.
    fn settle(&mut self, anchor: Option<Anchor<K>>) -> (bool, bool) {
        let (Some(frame), Some(space)) = (self.frame.get_untracked(), self.space.get_untracked()) else {
            return (false, false);
        };
        style(&space, "height", self.layout.height());
        let height = f64::from(frame.client_height());
        let now = self.top;
        let end = (self.layout.height() - height).max(0.0);
        let goal = self.goal.and_then(|(key, align)| self.place(key, align, now, height));
        let top = if let Some(goal) = goal {
            goal.clamp(0.0, end)
        } else if self.stick_to_end && self.handle.at_end.get_untracked() {
            end
        } else if !self.stick_to_end && now < 1.0 {
            // what comes in above the first row is seen by who looks at the first row
            0.0
        } else {
            anchor.and_then(|anchor| self.layout.restore(anchor)).unwrap_or(now).clamp(0.0, end)
        };
        if (top - now).abs() >= 1.0 {
            scroll(&frame, top);
        }
        self.top = top;
        if goal.is_some() {
            self.tell_end(top + height >= self.layout.height() - AT_END);
        }
        self.draw(&frame, top, height)
    }

    /// Makes the rows in view exist.
    fn draw(&mut self, frame: &HtmlElement, top: f64, height: f64) -> (bool, bool) {
        let window = self.layout.window(top, height, SPARE);
        let keys = &self.layout.keys()[window.clone()];
        if let Some(space) = self.space.get_untracked() {
            style(
                &space,
                "padding-top",
                if keys.is_empty() { 0.0 } else { self.layout.extent(window.start).0 },
            );
        }
        self.keep_focus(frame, keys);
        if self.visible.with_untracked(|visible| visible != keys) {
            self.visible.set(keys.to_vec());
        }
        (top < NEAR, top + height > self.layout.height() - NEAR)
    }

    /// A row that goes while it has the focus gives it to the list, so that keys still work.
    fn keep_focus(&self, frame: &HtmlElement, staying: &[K]) {
        let Some(focused) = document().active_element() else { return };
        let leaving =
            self.rows.iter().any(|(key, row)| !staying.contains(key) && row.contains(Some(&focused)));
        if leaving {
            focus(frame);
        }
    }

    /// A row exists now.
    pub fn appeared(&mut self, key: K, element: &HtmlElement) {
        if let Some((observer, _)) = &self.observer {
            observer.observe(element);
        }
        self.rows.push((key, element.clone()));
        if self.wanted == Some(key) {
            self.wanted = None;
            focus(element);
        }
    }

    /// A row does not exist any more.
    pub fn vanished(&mut self, key: K) {
        if let Some(index) = self.rows.iter().position(|(other, _)| *other == key) {
            let (_, element) = self.rows.swap_remove(index);
            if let Some((observer, _)) = &self.observer {
                observer.unobserve(&element);
            }
        }
    }

    pub fn obey(&mut self, command: Command<K>) {
        match command {
            Command::Show(key, align) => self.show(key, align),
            Command::End => {
                self.goal = None;
                self.handle.at_end.set(true);
                if let Some(frame) = self.frame.get_untracked() {
                    scroll(&frame, self.layout.height());
                }
            }
            Command::Step(by) => self.activate(|at, _| at.saturating_add_signed(by)),
            Command::Page(by) => self.activate(|at, page| at.saturating_add_signed(by * page)),
            Command::Edge { last } => self.activate(|_, _| if last { usize::MAX } else { 0 }),
            Command::Focus => self.activate(|at, _| at),
        }
    }

    /// Makes another row active and puts the focus there, drawing it first if it is far away.
    fn activate(&mut self, to: impl Fn(usize, isize) -> usize) {
        let Some(frame) = self.frame.get_untracked() else { return };
        let Some(last) = self.layout.keys().len().checked_sub(1) else { return };
        let page =
            self.layout.window(f64::from(frame.scroll_top()), f64::from(frame.client_height()), 0.0).len();
        let active = self.handle.active.get_untracked().and_then(|key| self.layout.position(key));
        let position = match active {
            Some(at) => to(at, isize::try_from(page.saturating_sub(1)).unwrap_or(1)).min(last),
            None => self.layout.at(f64::from(frame.scroll_top())),
        };
        let key = self.layout.keys()[position];
        self.handle.active.set(Some(key));
        self.show(key, Align::Nearest);
        match self.rows.iter().find(|(other, _)| *other == key) {
            Some((_, row)) => focus(row),
            None => self.wanted = Some(key),
        }
    }

    fn show(&mut self, key: K, align: Align) {
        let Some(frame) = self.frame.get_untracked() else { return };
        let (now, height) = (f64::from(frame.scroll_top()), f64::from(frame.client_height()));
        let Some(to) = self.place(key, align, now, height) else { return };
        scroll(&frame, to.max(0.0));
        self.scrolled();
        self.goal = Some((key, align)).filter(|_| align != Align::Nearest);
        self.tell_end(self.top + height >= self.layout.height() - AT_END);
    }

    /// Where the view must begin to show a row; nothing if it is in view and need only be so.
    fn place(&self, key: K, align: Align, now: f64, height: f64) -> Option<f64> {
        let (top, bottom) = self.layout.extent(self.layout.position(key)?);
        match align {
            Align::Start => Some(top),
            Align::Center => Some(top - (height - (bottom - top)) / 2.0),
            Align::Nearest if top < now => Some(top),
            Align::Nearest if bottom > now + height => Some(bottom - height),
            Align::Nearest => None,
        }
    }
}

fn style(element: &HtmlElement, name: &str, pixels: f64) {
    // both names are valid properties
    let _ = element.style().set_property(name, &format!("{pixels:.1}px"));
}

fn scroll(frame: &HtmlElement, top: f64) {
    #[expect(clippy::cast_possible_truncation, reason = "pixels; browsers end long before i32 does")]
    frame.set_scroll_top(top.round() as i32);
}

fn focus(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    // an element in the document takes focus or leaves it where it is
    let _ = element.focus_with_options(&options);
}
