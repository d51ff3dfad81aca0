//! The menu of a message. It lies above the page, so that no list cuts it off.

use leptos::{ev, html, prelude::*};
use openapi::{messages::Message, users::Role};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{
    super::open::{OpenChat, use_open},
    deeds, history,
};
use crate::{
    components::{Confirm, Glyph, Icon},
    i18n::t,
    inbox::thread::{can_change, is_editable, is_standing},
    react::effect,
    session,
};

/// Where the menu opens: beside the element that was pressed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Place {
    /// Beside an element.
    pub fn at(element: &Element) -> Self {
        let area = element.get_bounding_client_rect();
        Self { left: area.left(), right: area.right(), top: area.top(), bottom: area.bottom() }
    }
}

/// One line of the menu.
#[derive(Clone, Copy)]
struct Line {
    glyph: Glyph,
    label: fn() -> &'static str,
    keys: &'static str,
    bad: bool,
    run: fn(OpenChat, &Message),
}

/// What can be done with a message.
fn lines(message: &Message) -> Vec<Line> {
    let line = |glyph, label, keys, run| Line { glyph, label, keys, bad: false, run };
    let operator = session::may(Role::Operator);
    let copies = deeds::clipboard().is_some();
    let mut lines = Vec::new();
    let mut add = |when: bool, line: Line| lines.extend(when.then_some(line));
    add(operator && is_standing(message), line(Glyph::Reply, t::inbox::answer, "r", deeds::answer));
    add(operator && is_editable(message), line(Glyph::Edit, t::inbox::edit, "", deeds::edit));
    add(copies && !message.text.is_empty(), line(Glyph::Copy, t::inbox::copy_text, "", copy_text));
    add(copies, line(Glyph::Link, t::inbox::copy_link, "", copy_link));
    let pin = if message.pinned { t::inbox::unpin } else { t::inbox::pin };
    add(operator && is_standing(message), line(Glyph::Pin, pin, "", deeds::pin));
    add(
        message.revisions > 0,
        line(Glyph::Clock, t::inbox::history, "", |open, message| history::show(open, message.id)),
    );
    add(
        !message.outgoing,
        line(Glyph::Unread, t::inbox::mark_unread, "", |open, message| open.mark_unread(message.id)),
    );
    let delete =
        line(Glyph::Trash, t::inbox::delete, "", |open, message| open.doomed.set(Some(message.clone())));
    add(operator && can_change(message), Line { bad: true, ..delete });
    lines
}

fn copy_text(open: OpenChat, message: &Message) {
    deeds::copy(open, &message.text);
}

fn copy_link(open: OpenChat, message: &Message) {
    let origin = window().location().origin().unwrap_or_default();
    deeds::copy(open, &format!("{origin}{}?message={}", open.address(), message.id));
}

/// The menu of the message that was pressed.
#[component]
pub fn Menu() -> impl IntoView {
    let open = use_open();
    let node = NodeRef::<html::Div>::new();
    effect(move || {
        let Some(menu) = node.get() else { return };
        if let Some((_, place)) = open.menu.get() {
            // refused only when it is open or not in the document; neither is so here
            let _ = menu.show_popover();
            lay(&menu, place);
            focus(&menu, 0);
        }
    });
    let close = move || {
        if let Some(menu) = node.get_untracked() {
            // refused when it is closed already
            let _ = menu.hide_popover();
        }
        open.menu.set(None);
    };
    let press = move |event: ev::KeyboardEvent| {
        let Some(menu) = node.get_untracked() else { return };
        let step = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            "Escape" => {
                // closes the menu and nothing else
                event.stop_propagation();
                return close();
            }
            _ => return,
        };
        event.prevent_default();
        focus(&menu, step);
    };
    let toggled = move |event: ev::Event| {
        // closed by a press elsewhere or by Escape
        if !event_target::<Element>(&event).matches(":popover-open").unwrap_or(true) {
            open.menu.set(None);
        }
    };
    let draw = move |(message, _): (Message, Place)| {
        let one = |line: Line| {
            let message = message.clone();
            let act = move |_| {
                close();
                (line.run)(open, &message);
            };
            view! {
                <button type="button" role="menuitem" class="menu-row" class:bad-text=line.bad on:click=act>
                    <Icon glyph=line.glyph small=true />
                    <span>{line.label}</span>
                    {(!line.keys.is_empty()).then(|| view! { <kbd>{line.keys}</kbd> })}
                </button>
            }
        };
        lines(&message).into_iter().map(one).collect_view()
    };
    view! {
        <div node_ref=node popover="auto" class="menu" role="menu" aria-label=t::inbox::more on:keydown=press on:toggle=toggled>
            {move || open.menu.get().map(draw)}
        </div>
        <Doomed />
    }
}

/// Asks before a message is deleted.
#[component]
fn Doomed() -> impl IntoView {
    let open = use_open();
    let asked = RwSignal::new(false);
    effect(move || asked.set(open.doomed.with(Option::is_some)));
    let yes = move |()| {
        if let Some(message) = open.doomed.try_update(Option::take).flatten() {
            deeds::delete(open, &message);
        }
    };
    view! {
        <Confirm
            open=asked
            title=t::inbox::delete_title
            text=t::inbox::delete_text
            action=t::inbox::delete
            danger=true
            on_yes=Callback::new(yes)
        />
    }
}

/// Puts the menu beside its place, within the window.
fn lay(menu: &HtmlElement, place: Place) {
    let (width, height) = (f64::from(menu.offset_width()), f64::from(menu.offset_height()));
    let size =
        |side: Result<wasm_bindgen::JsValue, _>| side.ok().and_then(|size| size.as_f64()).unwrap_or_default();
    let (wide, high) = (size(window().inner_width()), size(window().inner_height()));
    let left = if place.left + width > wide - 8.0 { place.right - width } else { place.left };
    let below = place.bottom + 4.0;
    let top = if below + height > high - 8.0 { place.top - 4.0 - height } else { below };
    for (name, value) in [("left", left.max(8.0)), ("top", top.max(8.0))] {
        // both names are valid properties
        let _ = menu.style().set_property(name, &format!("{value:.0}px"));
    }
}

/// Moves the focus by so many lines; to the first one if it is not on any.
fn focus(menu: &HtmlElement, by: i32) {
    let Ok(rows) = menu.query_selector_all("[role=menuitem]") else { return };
    let now = document().active_element();
    let at = (0..rows.length()).find(|index| rows.item(*index).map(JsCast::unchecked_into) == now);
    let count = i64::from(rows.length()).max(1);
    let next = at.map_or(0, |at| (i64::from(at) + i64::from(by)).rem_euclid(count));
    let row = u32::try_from(next).ok().and_then(|next| rows.item(next));
    if let Some(row) = row.and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
        // an element in the document takes focus
        let _ = row.focus();
    }
}
