//! A menu beside what was pressed. It lies above the page, so that no list cuts it off.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{Glyph, Icon};
use crate::{keys::is_typing, react::effect};

/// Where a menu opens: beside the element that was pressed.
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

    /// Beside the button that was pressed, of which the press may name a part.
    pub fn of_press(event: &ev::MouseEvent) -> Self {
        let pressed = event_target::<Element>(event);
        Self::at(&pressed.closest("button").ok().flatten().unwrap_or(pressed))
    }
}

/// A menu, open while it has a place.
#[component]
pub fn Menu(
    /// Where it is, while it is open.
    place: Memo<Option<Place>>,
    /// It was closed, by whatever means.
    #[prop(into)]
    close: Callback<()>,
    /// Its name.
    label: fn() -> &'static str,
    /// Its lines, built anew at each opening.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    effect(move || {
        let Some(menu) = node.get() else { return };
        if let Some(place) = place.get() {
            // refused only when it is open or not in the document; neither is so here
            let _ = menu.show_popover();
            lay(&menu, place);
            if let Ok(Some(first)) = menu.query_selector(".menu-row") {
                focus(&first.unchecked_into());
            }
        } else {
            // refused when it is closed already
            let _ = menu.hide_popover();
        }
    });
    let press = move |event: ev::KeyboardEvent| {
        let Some(menu) = node.get_untracked() else { return };
        let step = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            "ArrowRight" if !is_typing(&event) => 1,
            "ArrowLeft" if !is_typing(&event) => -1,
            "Escape" => {
                // closes the menu and nothing else
                event.stop_propagation();
                return close.run(());
            }
            _ => return,
        };
        event.prevent_default();
        move_focus(&menu, step);
    };
    let toggled = move |event: ev::Event| {
        // closed by a press elsewhere or by Escape
        if !event_target::<Element>(&event).matches(":popover-open").unwrap_or(true) {
            close.run(());
        }
    };
    view! {
        <div node_ref=node popover="auto" class="menu" role="menu" aria-label=label on:keydown=press on:toggle=toggled>
            {move || place.get().map(|_| children())}
        </div>
    }
}

/// One line of a menu.
pub fn menu_row(
    glyph: Glyph,
    label: impl Into<String>,
    keys: &'static str,
    bad: bool,
    run: impl Fn() + 'static,
) -> AnyView {
    fn boxed(glyph: Glyph, label: String, keys: &'static str, bad: bool, run: Box<dyn Fn()>) -> AnyView {
        view! {
            <button type="button" role="menuitem" class="menu-row" class:bad-text=bad on:click=move |_| run()>
                <Icon glyph small=true />
                <span>{label}</span>
                {(!keys.is_empty()).then(|| view! { <kbd>{keys}</kbd> })}
            </button>
        }
        .into_any()
    }
    boxed(glyph, label.into(), keys, bad, Box::new(run))
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
fn move_focus(menu: &HtmlElement, by: i32) {
    let Ok(rows) = menu.query_selector_all("[role=menuitem]") else { return };
    let now = document().active_element();
    let at = (0..rows.length()).find(|index| rows.item(*index).map(JsCast::unchecked_into) == now);
    let count = i64::from(rows.length()).max(1);
    let next = at.map_or(0, |at| (i64::from(at) + i64::from(by)).rem_euclid(count));
    if let Some(row) = u32::try_from(next).ok().and_then(|next| rows.item(next)) {
        focus(&row.unchecked_into());
    }
}

fn focus(row: &HtmlElement) {
    // an element in the document takes focus
    let _ = row.focus();
}
