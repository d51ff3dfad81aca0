//! Everything in one box: pages, bots, chats and deeds, found by typing.

mod choices;

use futures::future::try_join;
use leptos::{ev, html, prelude::*};
use openapi::chats::Chat;

use super::use_toggle;
use crate::{
    api::{self, chats::Filter},
    components::{Icon, use_toasts},
    i18n::t,
    load::Load,
    react::{effect, later, memo},
    section::Section,
};
use choices::{Choice, Kind};

/// How many chats are offered.
const CHATS: usize = 8;
/// How long the box waits for the next letter before it asks the server.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(150);

/// The palette, opened with Ctrl+K.
#[component]
pub fn Palette() -> impl IntoView {
    let open = use_toggle("ctrl+k", t::keys::palette);
    let node = NodeRef::<html::Dialog>::new();
    effect(move || {
        let Some(dialog) = node.get() else { return };
        if open.get() && !dialog.open() {
            // refused only when it is open or not in the document; neither is so here
            let _ = dialog.show_modal();
        } else if !open.get() {
            dialog.close();
        }
    });
    let outside = move |event: ev::MouseEvent| {
        if node.get().is_some_and(|dialog| event.target() == Some(dialog.into())) {
            open.set(false);
        }
    };
    view! {
        <dialog node_ref=node class="palette" aria-label=t::keys::palette on:close=move |_| open.set(false) on:mousedown=outside>
            <Show when=move || open.get()>
                <Finder open />
            </Show>
        </dialog>
    }
}

#[component]
fn Finder(open: RwSignal<bool>) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    let chats = found_chats(text);
    let fixed = choices::all();
    let found = memo(move || {
        let mut found: Vec<Choice> = fixed().into_iter().filter(|choice| choice.fits(&text.read())).collect();
        choices::shorten(&mut found);
        found.extend(chats.value.with(|chats| {
            let of_chat = |(section, chat): &(Section, Chat)| choices::of_chat(*section, chat);
            chats.iter().flatten().map(of_chat).collect::<Vec<_>>()
        }));
        found
    });
    let go = StoredValue::new_local(choices::runner(use_toasts()));
    let run = move |index: usize| {
        if let Some(choice) = found.with_untracked(|found| found.get(index).cloned()) {
            open.set(false);
            go.with_value(|go| go(choice.deed));
        }
    };
    let press = move |event: ev::KeyboardEvent| {
        let last = found.with_untracked(Vec::len).saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => at.update(|at| *at = if *at >= last { 0 } else { *at + 1 }),
            "ArrowUp" => at.update(|at| *at = at.checked_sub(1).unwrap_or(last)),
            "Enter" => run(at.get_untracked()),
            _ => return,
        }
        event.prevent_default();
        let id = format!("choice-{}", at.get_untracked());
        request_animation_frame(move || {
            if let Some(choice) = document().get_element_by_id(&id) {
                choice.scroll_into_view_with_bool(false);
            }
        });
    };
    let input = move |event| {
        text.set(event_target_value(&event));
        at.set(0);
    };
    let heading = move |index: usize, kind: Kind| {
        let new =
            found.with(|found| index == 0 || found.get(index - 1).is_none_or(|before| before.kind != kind));
        new.then(|| view! { <li class="kind" role="presentation">{move || kind.name()}</li> })
    };
    let rows = move || {
        let rows = found.get().into_iter().enumerate().map(|(index, choice)| {
            view! {
                {heading(index, choice.kind)}
                <li
                    id=format!("choice-{index}")
                    class="choice"
                    role="option"
                    aria-selected=move || (at.get() == index).to_string()
                    on:pointermove=move |_| at.set(index)
                    on:click=move |_| run(index)
                >
                    <Icon glyph=choice.glyph />
                    <span class="cut">{choice.label}</span>
                    <span class="side-note cut">{choice.note}</span>
                </li>
            }
        });
        rows.collect_view()
    };
    view! {
        <input
            type="text"
            role="combobox"
            aria-expanded="true"
            aria-controls="choices"
            aria-activedescendant=move || format!("choice-{}", at.get())
            autofocus
            autocomplete="off"
            spellcheck="false"
            placeholder=t::palette::placeholder
            aria-label=t::palette::placeholder
            on:input=input
            on:keydown=press
        />
        <ul id="choices" role="listbox">{rows}</ul>
        <Show when=move || found.with(Vec::is_empty)>
            <p class="nothing">{t::palette::nothing}</p>
        </Show>
    }
}

/// Chats whose title has the text in it, asked for once the typing pauses.
fn found_chats(text: RwSignal<String>) -> Load<Vec<(Section, Chat)>> {
    let asked = later(text.into(), PAUSE);
    Load::new(move || {
        let q = asked.get().trim().to_owned();
        async move {
            if q.is_empty() {
                return Ok(Vec::new());
            }
            let filter = Filter { q: Some(q), ..Filter::default() };
            let of = |section| api::chats::list(section, &filter, None, CHATS);
            let (bots, accounts) = try_join(of(Section::Bots), of(Section::Accounts)).await?;
            let pages = [(Section::Bots, bots), (Section::Accounts, accounts)];
            Ok(pages
                .into_iter()
                .flat_map(|(section, page)| page.items.into_iter().map(move |chat| (section, chat)))
                .collect())
        }
    })
}
