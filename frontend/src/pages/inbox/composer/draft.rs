//! The draft: what is typed is kept on this device, and put aside while a message is edited.

use std::time::Duration;

use leptos::{ev, prelude::*};
use openapi::MessageId;

use super::{super::room::save_draft, Writing, typed};
use crate::{
    inbox::{drafts::Draft, thread::Thread},
    react::memo,
};

/// How long one must have stopped typing.
const PAUSE: Duration = Duration::from_millis(400);

/// Keeps the draft of the chat for as long as the present owner lives.
pub fn keep(writing: Writing) {
    let Writing { open, room, text, .. } = writing;
    let saved = room.drafts.with_untracked(|drafts| drafts.get(open.id));
    text.set(saved.text);
    find_reply(writing, saved.reply_to);

    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    let save = move || {
        stop();
        if open.editing.with_untracked(Option::is_none) {
            save_draft(room, open.id, present(writing));
        }
    };
    Effect::watch(
        move || (text.track(), open.reply.track()),
        move |_, _, _| {
            stop();
            if open.editing.with_untracked(Option::is_none) {
                timer.set_value(set_timeout_with_handle(save, PAUSE).ok());
            }
        },
        false,
    );
    let leaving = window_event_listener(ev::pagehide, move |_| save());
    on_cleanup(move || {
        leaving.remove();
        save();
    });

    // while a message is edited its words are in the field; afterwards the draft is back
    let aside = StoredValue::new(None::<Draft>);
    Effect::watch(
        move || open.editing.get(),
        move |editing, before, _| {
            writing.error.set(None);
            if let Some(message) = editing {
                if before.is_none_or(Option::is_none) {
                    let draft = Draft { text: text.get_untracked(), reply_to: None };
                    save_draft(room, open.id, draft.clone());
                    aside.set_value(Some(draft));
                }
                stop();
                text.set(typed(message).0);
            } else if let Some(draft) = aside.try_update_value(Option::take).flatten() {
                text.set(draft.text);
            }
        },
        false,
    );
}

/// Forgets the draft: it was sent.
pub fn forget(writing: Writing) {
    save_draft(writing.room, writing.open.id, Draft::default());
}

fn present(writing: Writing) -> Draft {
    let reply_to = writing.open.reply.with_untracked(|message| message.as_ref().map(|message| message.id));
    Draft { text: writing.text.get_untracked(), reply_to }
}

/// Takes up the answer that was begun, once its message is loaded.
fn find_reply(writing: Writing, reply_to: Option<MessageId>) {
    let open = writing.open;
    let Some(id) = reply_to else { return };
    let found = memo(move || open.thread.with(|thread: &Thread| thread.get(id).cloned()));
    Effect::watch(
        move || found.get(),
        move |message, before, _| {
            let first = before.is_none_or(Option::is_none);
            if first && message.is_some() && open.reply.with_untracked(Option::is_none) {
                open.reply.set(message.clone());
            }
        },
        true,
    );
}
