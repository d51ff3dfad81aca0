//! A list of any length of which only the rows in view exist. Rows may differ in height: they are measured as they
//! appear. What one reads stays where it is when rows are added above it or turn out taller than thought.

mod handle;
mod layout;
mod view;

use std::hash::Hash;

use leptos::{ev, html, prelude::*, text_prop::TextProp};

use crate::react::effect;

pub use handle::{Align, ListHandle};

use view::View;

/// A list of rows by key. The row's content comes from the key, so that a change within a row redraws nothing else.
#[component]
pub fn VirtualList<K, F, V>(
    /// The rows, in order, each key once.
    #[prop(into)]
    keys: Signal<Vec<K>>,
    /// Draws a row.
    row: F,
    /// Its name for screen readers.
    #[prop(into)]
    label: TextProp,
    /// How high a row probably is, in pixels, until it is measured.
    estimate: f64,
    /// Steers it and tells where it is; make one with [`ListHandle::new`].
    handle: ListHandle<K>,
    /// Stays at the end as rows are added there, while it is at the end: for threads.
    #[prop(optional)]
    stick_to_end: bool,
    /// The person chose a row with Enter.
    #[prop(optional, into)]
    on_open: Option<Callback<K>>,
    /// The first rows are near: time to add earlier ones. Called again while that is so.
    #[prop(optional, into)]
    on_near_start: Option<Callback<()>>,
    /// The last rows are near: time to add later ones. Called again while that is so.
    #[prop(optional, into)]
    on_near_end: Option<Callback<()>>,
) -> impl IntoView
where
    K: Copy + Eq + Hash + Send + Sync + 'static,
    F: Fn(K) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let frame = NodeRef::<html::Div>::new();
    let space = NodeRef::<html::Div>::new();
    let visible = RwSignal::new(Vec::<K>::new());
    let near = move |start: bool| {
        if let Some(near) = if start { on_near_start } else { on_near_end } {
            near.run(());
        }
    };
    let list = StoredValue::new_local(View::new(frame, space, visible, handle, estimate, stick_to_end));
    let settle = move |at_edges: (bool, bool)| {
        if at_edges.0 {
            near(true);
        }
        if at_edges.1 {
            near(false);
        }
    };
    let measure = view::observer(move |sizes| {
        if let Some(at_edges) = list.try_update_value(|list| list.measured(&sizes)) {
            settle(at_edges);
        }
    });
    list.update_value(|list| list.observe_with(measure));

    effect(move || {
        let (Some(_), Some(_)) = (frame.get(), space.get()) else { return };
        let at_edges = keys.with(|keys| list.try_update_value(|list| list.set_keys(keys)));
        settle(at_edges.unwrap_or_default());
    });
    effect(move || {
        if let Some(command) = handle.take() {
            list.update_value(|list| list.obey(command));
        }
    });
    on_cleanup(move || {
        list.try_update_value(View::disconnect);
    });

    let scrolled = move |_| settle(list.try_update_value(View::scrolled).unwrap_or_default());
    let press = move |event: ev::KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || crate::keys::is_typing(&event) {
            return;
        }
        if event.key() == "Enter" {
            // a link or button within a row answers Enter by itself
            let on_row = event_target::<web_sys::Element>(&event).class_list().contains("vrow");
            if let (Some(open), Some(key), true) = (on_open, handle.active.get_untracked(), on_row) {
                event.prevent_default();
                open.run(key);
            }
        } else if let Some(command) = handle::command_of(&event.key()) {
            event.prevent_default();
            list.update_value(|list| list.obey(command));
        }
    };
    let position =
        move |key: K| list.with_value(|list| list.position(key).map(|index| (index + 1).to_string()));
    let is_active = move |key: K| handle.active.get() == Some(key);
    let draw = move |key: K| {
        let node = NodeRef::<html::Div>::new();
        node.on_load(move |element| {
            list.try_update_value(|list| list.appeared(key, &element));
        });
        on_cleanup(move || {
            list.try_update_value(|list| list.vanished(key));
        });
        view! {
            <div
                node_ref=node
                class="vrow"
                role="listitem"
                tabindex=move || if is_active(key) { "0" } else { "-1" }
                aria-posinset=move || {
                    keys.track();
                    position(key)
                }
                aria-setsize=move || keys.with(Vec::len).to_string()
                on:focusin=move |_| handle.active.set(Some(key))
            >
                {row(key)}
            </div>
        }
    };
    view! {
        <div
            node_ref=frame
            class="vlist"
            role="list"
            aria-label=move || label.get()
            tabindex=move || if visible.with(|rows| handle.active.get().is_some_and(|key| rows.contains(&key))) { "-1" } else { "0" }
            on:scroll=scrolled
            on:keydown=press
        >
            <div node_ref=space class="vlist-space" role="presentation">
                <For each=move || visible.get() key=|key| *key children=draw />
            </div>
        </div>
    }
}
