//! Where one writes: text with marks, files, an answer to a message or an edit of one's own.

mod attach;
mod bars;
mod draft;
mod field;
mod keyboard;

use chrono::Utc;
use leptos::{ev, prelude::*, task::spawn_local};
use openapi::{
    chats::Chat,
    messages::{CAPTION_LIMIT, EditMessage, Message, MessageKind, Reply, TEXT_LIMIT},
    users::Role,
};
use uuid::Uuid;

use super::{
    open::{OpenChat, use_open},
    preview,
    room::{Room, Tell, use_room},
};
use crate::{
    api,
    components::{Glyph, Icon, say},
    i18n::{number, t},
    inbox::{
        markup::{Formatted, Mark, read, write},
        outgoing::{Outgoing, Stage},
        thread::Line,
    },
    react::memo,
    session,
};

use attach::{Attachment, Chips, Picker};

/// What one is writing.
#[derive(Clone, Copy)]
struct Writing {
    open: OpenChat,
    room: Room,
    /// As typed, with marks.
    text: RwSignal<String>,
    /// As Telegram takes it.
    content: Memo<Formatted>,
    files: RwSignal<Vec<Attachment>, LocalStorage>,
    silent: RwSignal<bool>,
    tell: Tell,
    /// An edit is on its way to the server.
    saving: RwSignal<bool>,
    /// What is wrong with the edit.
    error: RwSignal<Option<api::Error>>,
}

/// Where one writes.
#[component]
pub fn Composer() -> impl IntoView {
    let open = use_open();
    let text = RwSignal::new(String::new());
    let writing = Writing {
        open,
        room: use_room(),
        text,
        content: memo(move || text.with(|text| read(text))),
        files: RwSignal::new_local(Vec::new()),
        silent: RwSignal::new(false),
        tell: Tell::new(),
        saving: RwSignal::new(false),
        error: RwSignal::new(None),
    };
    draft::keep(writing);
    let closed = move || {
        use openapi::chats::ChatAccess::Open;
        open.chat.with(|chat| chat.as_ref().is_some_and(|chat| chat.access != Open))
    };
    let limit = memo(move || writing.limit());
    let units = memo(move || writing.content.with(Formatted::units));
    let ready = memo(move || writing.is_ready());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        writing.send();
    };
    let editing = move || open.editing.with(Option::is_some);
    view! {
        <Show when=move || !closed()>
            <form class="comp" on:submit=submit>
                <keyboard::Keyboard writing />
                <div class="box">
                    <bars::Bars writing />
                    <Chips writing />
                    {move || writing.error.get().map(|error| view! { <p class="bad-text small box-note" role="alert">{say(&error)}</p> })}
                    <field::Field writing />
                    <div class="tools">
                        <Show when=move || !editing()>
                            <Picker writing />
                        </Show>
                        <button type="button" class="btn quiet square tool-b" title=t::inbox::bold aria-label=t::inbox::bold on:click=move |_| field::mark(writing, Mark::Bold)>
                            <b>"B"</b>
                        </button>
                        <button type="button" class="btn quiet square tool-i" title=t::inbox::italic aria-label=t::inbox::italic on:click=move |_| field::mark(writing, Mark::Italic)>
                            <i>"I"</i>
                        </button>
                        <Show when=move || !editing()>
                            <button
                                type="button"
                                class="btn quiet square"
                                aria-pressed=move || writing.silent.get().to_string()
                                title=t::inbox::silent
                                aria-label=t::inbox::silent
                                on:click=move |_| writing.silent.update(|silent| *silent = !*silent)
                            >
                                <Icon glyph=Glyph::Silent small=true />
                            </button>
                        </Show>
                        <span class="count" class:over=move || { units.get() > limit.get() }>
                            {move || (units.get() > 0).then(|| counter(units.get(), limit.get()))}
                        </span>
                        <span class="hint fine-only">{t::inbox::enter_sends}</span>
                        <button type="submit" class="btn primary send" disabled=move || !ready.get() title=t::inbox::send>
                            <span>{move || if editing() { t::common::save() } else { t::inbox::send() }}</span>
                        </button>
                    </div>
                </div>
            </form>
        </Show>
    }
}

fn counter(units: usize, limit: usize) -> String {
    let show = |count: usize| number(i64::try_from(count).unwrap_or(i64::MAX));
    format!("{} / {}", show(units), show(limit))
}

impl Writing {
    fn limit(&self) -> usize {
        let media = self
            .open
            .editing
            .with(|message| message.as_ref().map(|message| message.kind == MessageKind::Media));
        if media.unwrap_or_else(|| !self.files.with(Vec::is_empty)) { CAPTION_LIMIT } else { TEXT_LIMIT }
    }

    fn is_ready(&self) -> bool {
        let length = self.content.with(Formatted::units);
        let caption = self
            .open
            .editing
            .with(|message| message.as_ref().is_some_and(|message| message.kind == MessageKind::Media));
        let something = length > 0
            || caption
            || (self.open.editing.with(Option::is_none) && !self.files.with(Vec::is_empty));
        something && length <= self.limit() && !self.saving.get() && self.open.chat.with(Option::is_some)
    }

    /// Something was typed: the others may see it, where it goes out at once.
    fn typed(self) {
        let runs = untrack(|| {
            let identity = self.open.chat.with(|chat| chat.as_ref().map(|chat| chat.identity_id))?;
            Some(self.room.identity(identity)?.runs)
        });
        let writes = self.open.editing.with_untracked(Option::is_none)
            && self.text.with_untracked(|text| !text.trim().is_empty());
        if writes && runs == Some(true) {
            self.tell.typed(self.open.id);
        }
    }

    fn send(self) {
        if !untrack(|| self.is_ready() && session::may(Role::Operator)) {
            return;
        }
        match self.open.editing.get_untracked() {
            Some(message) => self.save(&message),
            None => self.post(),
        }
    }

    /// Sends what a button says, and leaves what is being written.
    fn say(self, text: &str) {
        let Some(chat) = self.open.chat.get_untracked() else { return };
        let content = Formatted { text: text.to_owned(), entities: Vec::new() };
        self.room.send(outgoing(&chat, content, self.silent.get_untracked()), None);
        self.open.line.set(Line::None);
        self.open.jump_to_end();
    }

    /// Saves an edit. The words stay where they are until the server has them.
    fn save(self, message: &Message) {
        let Formatted { text, entities } = self.content.get_untracked();
        let (id, change) = (message.id, EditMessage { text, entities });
        if change.text == message.text && change.entities == message.entities {
            self.open.editing.set(None);
            return;
        }
        self.saving.set(true);
        self.error.set(None);
        spawn_local(async move {
            let answer = api::messages::edit(id, &change).await;
            self.saving.set(false);
            match answer {
                Ok(_) => self.open.editing.set(None),
                Err(error) => self.error.set(Some(error)),
            }
        });
    }

    /// Sends what was written: a message, or one for each file, the first with the words.
    fn post(self) {
        let Some(chat) = self.open.chat.get_untracked() else { return };
        let mut content = self.content.get_untracked();
        let mut reply = self.open.reply.try_update(Option::take).flatten().map(|message| reply_to(&message));
        let files = self.files.try_update(std::mem::take).unwrap_or_default();
        let silent = self.silent.get_untracked();
        let outgoing = |content, reply, media| Outgoing { reply, media, ..outgoing(&chat, content, silent) };
        self.text.set(String::new());
        draft::forget(self);
        if files.is_empty() {
            self.room.send(outgoing(content, reply, None), None);
        } else {
            for file in files {
                let message = outgoing(std::mem::take(&mut content), reply.take(), Some(file.media));
                self.room.send(message, Some(file.file));
            }
        }
        self.open.line.set(Line::None);
        self.open.jump_to_end();
        self.open.focus_composer();
    }
}

/// A message that is about to go out.
fn outgoing(chat: &Chat, content: Formatted, silent: bool) -> Outgoing {
    Outgoing {
        key: Uuid::new_v4(),
        chat_id: chat.id,
        identity_id: chat.identity_id,
        content,
        reply: None,
        silent,
        media: None,
        uploaded: None,
        at: Utc::now(),
        stage: Stage::Waiting,
    }
}

/// A message as one that is answered.
fn reply_to(message: &Message) -> Reply {
    Reply {
        telegram_id: message.telegram_id.unwrap_or_default(),
        message_id: Some(message.id),
        text: Some(preview::of_message(message)),
        author: message.author.as_ref().map(|author| author.name.clone()),
        media: message.media.as_ref().map(|media| media.kind),
    }
}

/// A message as its author would have typed it, and whether some formatting would be lost.
fn typed(message: &Message) -> (String, bool) {
    let written = write(&message.text, &message.entities);
    (written.source, written.lossy)
}
