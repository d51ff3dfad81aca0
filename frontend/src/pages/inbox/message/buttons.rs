//! Buttons that a bot's message has for people. An account presses them; in a bot's chat only the person can.

use leptos::prelude::*;
use openapi::{
    buttons::{Button, ButtonKind, PressButton, Pressed},
    messages::Message,
};

use super::super::open::{OpenChat, use_open};
use crate::{
    api,
    components::{Dialog, Glyph, Icon},
    deed::Deed,
    i18n::t,
    inbox::rich::safe,
    react::{effect, memo},
    section::Section,
};

/// Rows of buttons.
#[component]
pub fn Buttons(message: Memo<Message>) -> impl IntoView {
    let open = use_open();
    let rows = memo(move || message.with(|message| message.buttons.clone()));
    let pressing = Deed::new();
    effect(move || {
        if let Some(error) = pressing.error.get() {
            open.toasts.failed(&error);
        }
    });
    let press = move |button: PressButton| {
        let (id, key) = (message.with_untracked(|message| message.id), pressing.key());
        let pressed = async move { api::messages::press(id, &button, key).await };
        pressing.run(pressed, move |answer| hear(open, answer));
    };
    let one = move |row: usize, column: usize, button: Button| {
        let text = button.text.clone();
        let act: Box<dyn Fn()> = match act(open, &button) {
            Act::Press => {
                let button = PressButton { row, column, text: text.clone() };
                Box::new(move || press(button.clone()))
            }
            Act::Show(url) => Box::new(move || open.says.set(Some(link(&url)))),
            Act::Nothing(why) => return idle(open, text, why).into_any(),
        };
        let leads = button.kind == ButtonKind::Url;
        view! {
            <button type="button" class="key" disabled=pressing.pending on:click=move |_| act()>
                {text}
                {leads.then(|| view! { <Icon glyph=Glyph::Forward small=true /> })}
            </button>
        }
        .into_any()
    };
    move || {
        let rows = rows.get();
        (!rows.is_empty()).then(|| {
            let row = |(row, buttons): (usize, Vec<Button>)| {
                let buttons = buttons.into_iter().enumerate();
                view! { <div>{buttons.map(|(column, button)| one(row, column, button)).collect_view()}</div> }
            };
            view! { <div class="keys-of" role="group" aria-label=t::inbox::buttons>{rows.into_iter().enumerate().map(row).collect_view()}</div> }
        })
    }
}

/// What pressing a button does here.
enum Act {
    Press,
    /// Shows where it leads.
    Show(String),
    /// Nothing, and why.
    Nothing(fn() -> &'static str),
}

fn act(open: OpenChat, button: &Button) -> Act {
    match (button.kind, button.url.as_deref().and_then(safe)) {
        (_, Some(url)) => Act::Show(url),
        (ButtonKind::Callback, None) if open.room.steers_telegram() => Act::Press,
        (ButtonKind::Callback, None) if open.room.section == Section::Bots => {
            Act::Nothing(t::inbox::button_hint)
        }
        (ButtonKind::Callback, None) => Act::Nothing(t::inbox::button_operators),
        (kind, None) => Act::Nothing(why_not(kind)),
    }
}

/// Why a button of this kind cannot be pressed here.
pub fn why_not(kind: ButtonKind) -> fn() -> &'static str {
    if kind == ButtonKind::WebApp { t::inbox::button_app } else { t::inbox::button_other }
}

/// A button that does nothing here; pressed, it says why.
pub fn idle(open: OpenChat, text: String, why: fn() -> &'static str) -> impl IntoView {
    view! {
        <button type="button" class="key idle" aria-disabled="true" title=why on:click=move |_| open.toasts.warn(why())>
            {text}
        </button>
    }
}

fn link(url: &str) -> Pressed {
    Pressed { answered: true, text: None, alert: false, url: Some(url.to_owned()) }
}

/// Shows what a bot answered.
fn hear(open: OpenChat, answer: Pressed) {
    if !answer.answered {
        open.toasts.warn(t::inbox::bot_silent());
    } else if answer.alert || answer.url.is_some() {
        open.says.set(Some(answer));
    } else if let Some(text) = answer.text {
        open.toasts.done(text);
    }
}

/// What a bot wants to be read, or where a button leads.
#[component]
pub fn Says() -> impl IntoView {
    let open = use_open();
    let shown = RwSignal::new(false);
    effect(move || shown.set(open.says.with(Option::is_some)));
    effect(move || {
        if !shown.get() && open.says.with_untracked(Option::is_some) {
            open.says.set(None);
        }
    });
    let title = move || match open.says.get() {
        Some(Pressed { url: Some(_), .. }) => t::inbox::leads_to(),
        _ => t::inbox::bot_says(),
    };
    let body = move || {
        open.says.get().map(|says| {
            let url = says.url.as_deref().and_then(safe);
            view! {
                {says.text.map(|text| view! { <p class="said">{text}</p> })}
                {url.map(|url| view! {
                    <p class="said"><code>{url.clone()}</code></p>
                    <div class="form-foot end">
                        <a class="btn primary" href=url target="_blank" rel="noopener noreferrer" on:click=move |_| shown.set(false)>
                            {t::inbox::open_link}
                        </a>
                    </div>
                })}
            }
        })
    };
    view! { <Dialog open=shown title=title>{body}</Dialog> }
}
