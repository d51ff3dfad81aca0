//! A question above the page. The browser's own `<dialog>` keeps focus inside and closes on Escape.

use leptos::{ev, html, prelude::*, text_prop::TextProp};

use super::{Glyph, Icon};
use crate::{i18n::t, react::effect};

/// A window above the page, open while `open` is.
#[component]
pub fn Dialog(
    /// Whether it is open; closing it by any means sets this to `false`.
    open: RwSignal<bool>,
    /// Its heading.
    #[prop(into)]
    title: TextProp,
    /// Room for tables and lists.
    #[prop(optional)]
    wide: bool,
    /// Built anew at each opening, so that it begins empty.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let title = Signal::derive(move || title.get().to_string());
    effect(move || {
        if let Some(dialog) = node.get() {
            if open.get() && !dialog.open() {
                // refused only when it is open or not in the document; neither is so here
                let _ = dialog.show_modal();
            } else if !open.get() {
                dialog.close();
            }
        }
    });
    let outside = move |event: ev::MouseEvent| {
        if node.get().is_some_and(|dialog| event.target() == Some(dialog.into())) {
            open.set(false);
        }
    };
    view! {
        <dialog node_ref=node class=if wide { "dialog wide" } else { "dialog" } aria-label=title on:close=move |_| open.set(false) on:mousedown=outside>
            <Show when=move || open.get()>
                <header>
                    <h2>{title}</h2>
                    <button type="button" class="btn quiet square" aria-label=t::common::close on:click=move |_| open.set(false)>
                        <Icon glyph=Glyph::Close />
                    </button>
                </header>
                <div class="dialog-body">{children()}</div>
            </Show>
        </dialog>
    }
}

/// Asks before something that is hard to take back.
#[component]
pub fn Confirm(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The question.
    #[prop(into)]
    title: TextProp,
    /// What will happen.
    #[prop(into)]
    text: TextProp,
    /// What the button says: the deed, not "OK".
    #[prop(into)]
    action: TextProp,
    /// Whether it takes something away.
    #[prop(optional)]
    danger: bool,
    /// Does it.
    #[prop(into)]
    on_yes: Callback<()>,
) -> impl IntoView {
    let [text, action] = [text, action].map(|text| Signal::derive(move || text.get().to_string()));
    let yes = move |_| {
        open.set(false);
        on_yes.run(());
    };
    view! {
        <Dialog open title>
            <p>{text}</p>
            <div class="form-foot end">
                <button type="button" class="btn" on:click=move |_| open.set(false)>{t::common::cancel}</button>
                <button type="button" class="btn primary" class:danger=danger autofocus on:click=yes>{action}</button>
            </div>
        </Dialog>
    }
}
