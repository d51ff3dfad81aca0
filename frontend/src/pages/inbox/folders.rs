//! The folders of the account whose chats are listed, as its owner made them in a Telegram app.

use leptos::prelude::*;
use openapi::chats::Folder;

use super::room::use_room;
use crate::{
    api,
    components::{Each, say},
    i18n::t,
    inbox::filter::Filter,
    load::Load,
    react::memo,
    section::Section,
};

/// Chips to choose a folder, if one account is chosen and has any.
#[component]
pub fn Folders() -> impl IntoView {
    let room = use_room();
    let account = memo(move || {
        room.filter.with(|filter| filter.identity).filter(|_| room.section == Section::Accounts)
    });
    let folders = Load::new(move || {
        let account = account.get();
        async move {
            match account {
                Some(account) => api::peers::folders(account).await,
                None => Ok(Vec::new()),
            }
        }
    });
    let any = memo(move || folders.value.with(|folders| folders.as_ref().is_some_and(|all| !all.is_empty())));
    let chip = move |folder: Option<i32>, label: String| {
        let address = move || room.address(&Filter { folder, ..room.filter.get() }, room.chat.get());
        let chosen = move || room.filter.with(|filter| filter.folder == folder);
        view! { <a href=address aria-current=move || chosen().then_some("true")>{label}</a> }
    };
    let row = move |folder: Folder| {
        let label = folder.emoji.iter().cloned().chain([folder.title.clone()]).collect::<Vec<_>>().join(" ");
        chip(Some(folder.id), label)
    };
    view! {
        {move || account.get().and_then(|_| folders.error.get()).map(|error| view! { <p class="folders small dim" role="status">{t::inbox::no_folders}" "{say(&error)}</p> })}
        <Show when=move || any.get() && account.get().is_some()>
            <nav class="folders" aria-label=t::inbox::folders>
                <div class="segments">
                    {chip(None, t::inbox::all().to_owned())}
                    <Each each=move || folders.value.get().unwrap_or_default() key=|folder| folder.id children=row />
                </div>
            </nav>
        </Show>
    }
}
