//! What a message said before it was edited.

use leptos::prelude::*;
use openapi::{
    MessageId,
    media::Media,
    messages::{Entity, Revision},
};

use super::{
    super::open::{OpenChat, use_open},
    super::preview,
    text::rich,
};
use crate::{
    api,
    components::{Dialog, Each, Loaded},
    i18n::{
        format::{Style, moment},
        t,
    },
    load::Load,
    react::effect,
};

/// Shows the earlier versions of a message.
pub fn show(open: OpenChat, id: MessageId) {
    open.history.set(Some(id));
}

/// The earlier versions of the message that was asked about.
#[component]
pub fn History() -> impl IntoView {
    let open = use_open();
    let shown = RwSignal::new(false);
    effect(move || shown.set(open.history.with(Option::is_some)));
    effect(move || {
        if !shown.get() && open.history.with_untracked(Option::is_some) {
            open.history.set(None);
        }
    });
    view! {
        <Dialog open=shown title=t::inbox::history wide=true>
            {move || open.history.get().map(|id| view! { <Versions id /> })}
        </Dialog>
    }
}

#[component]
fn Versions(id: MessageId) -> impl IntoView {
    let open = use_open();
    let now = open.thread.with_untracked(|thread| thread.get(id).cloned());
    let versions = Load::new(move || api::messages::revisions(id));
    let row = |revision: Revision| {
        let at = moment(revision.replaced_at, Style::Full);
        version(t::inbox::until(&at), revision.media.as_ref(), &revision.text, &revision.entities)
    };
    view! {
        <ol class="versions">
            {now.map(|now| version(t::inbox::now().to_owned(), now.media.as_ref(), &now.text, &now.entities))}
            <Loaded value=versions let:versions>
                <Each each=move || versions.get() key=|revision| revision.replaced_at children=row />
            </Loaded>
        </ol>
    }
}

fn version(label: String, file: Option<&Media>, text: &str, entities: &[Entity]) -> impl IntoView + use<> {
    let file = file.map(preview::file_name);
    view! {
        <li>
            <span class="small dim">{label}</span>
            {file.map(|file| view! { <span class="small">{file}</span> })}
            <div class="text" dir="auto">{rich(text, entities)}</div>
        </li>
    }
}
