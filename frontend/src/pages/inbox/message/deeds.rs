//! What can be done with a message.

use leptos::{ev, prelude::*, task::spawn_local};
use openapi::{
    MessageId,
    messages::{Change, ChangeAction, EditMessage, Message},
    users::Role,
};

use super::{
    super::open::{OpenChat, use_open},
    media, menu,
};
use crate::{
    api::{self, messages::Act},
    components::{Glyph, Icon, Place},
    i18n::t,
    inbox::thread::is_standing,
    react::memo,
    session,
};

/// The deeds beside a bubble: to answer, and the menu with the rest.
#[component]
pub fn Deeds(message: Memo<Message>) -> impl IntoView {
    let open = use_open();
    let stored = memo(move || message.with(|message| message.id.0 > 0));
    let can_answer = memo(move || message.with(is_standing) && session::may(Role::Operator));
    let more =
        move |event: ev::MouseEvent| menu::show(open, message.get_untracked(), Place::of_press(&event));
    view! {
        <Show when=move || stored.get()>
            <div class="deeds">
                <Show when=move || can_answer.get()>
                    <button
                        type="button"
                        class="btn square only-fine"
                        tabindex="-1"
                        title=t::inbox::answer
                        aria-label=t::inbox::answer
                        on:click=move |_| answer(open, &message.get_untracked())
                    >
                        <Icon glyph=Glyph::Reply small=true />
                    </button>
                </Show>
                <button
                    type="button"
                    class="btn square"
                    tabindex="-1"
                    title=t::inbox::more
                    aria-label=t::inbox::more
                    aria-haspopup="menu"
                    on:click=more
                >
                    <Icon glyph=Glyph::More small=true />
                </button>
            </div>
        </Show>
    }
}

/// Begins an answer to a message.
pub fn answer(open: OpenChat, message: &Message) {
    if is_standing(message) && untrack(|| session::may(Role::Operator)) {
        open.editing.set(None);
        open.reply.set(Some(message.clone()));
        open.focus_composer();
    }
}

/// Begins to edit a message.
pub fn edit(open: OpenChat, message: &Message) {
    open.reply.set(None);
    open.editing.set(Some(message.clone()));
    open.focus_composer();
}

/// Asks for a change. It comes back as an event, which may be faster than the answer and know more.
fn ask(open: OpenChat, answer: impl Future<Output = api::Result<Message>> + 'static) {
    spawn_local(async move {
        if let Err(error) = answer.await {
            open.toasts.failed(&error);
        }
    });
}

/// Pins a message, or unpins it.
pub fn pin(open: OpenChat, message: &Message) {
    let (id, act) = (message.id, if message.pinned { Act::Unpin } else { Act::Pin });
    ask(open, async move { api::messages::act(id, act).await });
}

/// Deletes a message for everyone, or for the account alone.
pub fn delete(open: OpenChat, id: MessageId, for_me: bool) {
    ask(open, async move { api::messages::remove(id, for_me).await });
}

/// Sets our reaction, or takes it back.
pub fn react(open: OpenChat, id: MessageId, emoji: Option<String>) {
    ask(open, async move { api::messages::react(id, emoji).await });
}

/// Votes in a poll, or takes the vote back.
pub fn vote(open: OpenChat, id: MessageId, options: Vec<u32>) {
    ask(open, async move { api::messages::vote(id, options).await });
}

/// Saves the file of a message on the person's device.
pub fn save(open: OpenChat, message: &Message) {
    if let Some(media) = message.media.clone() {
        spawn_local(async move { media::download(&media, open.toasts).await });
    }
}

/// Asks again for a change that Telegram refused.
pub fn again(open: OpenChat, message: &Message, change: Change) {
    let id = message.id;
    match change.action {
        ChangeAction::Edit => {
            let edit = EditMessage { text: change.text.unwrap_or_default(), entities: change.entities };
            ask(open, async move { api::messages::edit(id, &edit).await });
        }
        ChangeAction::Delete => delete(open, id, change.for_me),
        ChangeAction::Pin => ask(open, async move { api::messages::act(id, Act::Pin).await }),
        ChangeAction::Unpin => ask(open, async move { api::messages::act(id, Act::Unpin).await }),
        ChangeAction::React => react(open, id, change.reaction),
        ChangeAction::Vote => vote(open, id, change.options),
    }
}

/// Puts text on the clipboard, where the page is allowed to.
pub fn copy(open: OpenChat, text: &str) {
    let Some(clipboard) = clipboard() else { return };
    let promise = clipboard.write_text(text);
    spawn_local(async move {
        if wasm_bindgen_futures::JsFuture::from(promise).await.is_ok() {
            open.toasts.done(t::inbox::copied());
        }
    });
}

/// The clipboard. Pages that came over plain HTTP from elsewhere than this device have none.
pub fn clipboard() -> Option<web_sys::Clipboard> {
    window().is_secure_context().then(|| window().navigator().clipboard())
}
