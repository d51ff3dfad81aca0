//! The address book of an account at Telegram: whom to write to, whom to add, whom to remove.

use leptos::{ev, prelude::*};
use openapi::{
    IdentityId,
    chats::{AddContact, FoundPeer},
};

use super::{
    super::room::use_room,
    Face,
    account::{Account, first},
    open,
};
use crate::{
    api,
    components::{Dialog, Each, Field, Glyph, Icon, Loaded, Problems, say},
    deed::Deed,
    i18n::t,
    load::Load,
    react::memo,
};

/// The contacts of an account, in a window.
#[component]
pub fn Contacts(shown: RwSignal<bool>) -> impl IntoView {
    view! { <Dialog open=shown title=t::finding::contacts><Book shown /></Dialog> }
}

#[component]
fn Book(shown: RwSignal<bool>) -> impl IntoView {
    let account = first();
    let text = RwSignal::new(String::new());
    let adding = RwSignal::new(false);
    let contacts = Load::new(move || {
        let account = account.get();
        async move {
            match account {
                Some(account) => api::peers::contacts(account).await,
                None => Ok(Vec::new()),
            }
        }
    });
    let removing = Deed::new();
    view! {
        <Account account />
        <div class="row">
            <label class="find grow">
                <Icon glyph=Glyph::Search small=true />
                <input type="search" autofocus autocomplete="off" placeholder=t::finding::name_or_phone aria-label=t::finding::name_or_phone bind:value=text />
            </label>
            <button type="button" class="btn" aria-expanded=move || adding.get().to_string() on:click=move |_| adding.update(|adding| *adding = !*adding)>
                <Icon glyph=Glyph::Plus small=true />
                {t::finding::add_contact}
            </button>
        </div>
        <Show when=move || adding.get()>
            <Add account contacts adding />
        </Show>
        {move || removing.error.get().map(|error| view! { <p class="bad-text" role="alert">{say(&error)}</p> })}
        <Loaded value=contacts let:all>
            {
                let fitting = memo(move || {
                    let text = text.get().trim().to_lowercase();
                    let mut all = all.get();
                    all.retain(|peer| fits(peer, &text));
                    all
                });
                view! {
                    <Show when=move || fitting.with(Vec::is_empty)>
                        <p class="dim">{t::finding::no_contacts}</p>
                    </Show>
                    <ul class="choices" aria-label=t::finding::contacts>
                        <Each each=move || fitting.get() key=|peer| peer.telegram_id let:peer>
                            <Row account contacts removing shown peer />
                        </Each>
                    </ul>
                }
            }
        </Loaded>
    }
}

/// Whether a contact has the text, in small letters, in its name, username or number.
fn fits(peer: &FoundPeer, text: &str) -> bool {
    let has =
        |value: &Option<String>| value.as_ref().is_some_and(|value| value.to_lowercase().contains(text));
    peer.title.to_lowercase().contains(text) || has(&peer.username) || has(&peer.phone)
}

#[component]
fn Row(
    account: RwSignal<Option<IdentityId>>,
    contacts: Load<Vec<FoundPeer>>,
    removing: Deed,
    shown: RwSignal<bool>,
    peer: FoundPeer,
) -> impl IntoView {
    let room = use_room();
    let opening = Deed::new();
    let sure = RwSignal::new(false);
    let (id, chat) = (peer.telegram_id, peer.chat_id);
    let write = move |_| {
        let Some(account) = account.get_untracked() else { return };
        match chat {
            Some(chat) => room.show_chat(chat),
            None => open(room, opening, account, id),
        }
        shown.set(chat.is_none());
    };
    let remove = move |_| {
        let Some(account) = account.get_untracked() else { return };
        if !sure.get_untracked() {
            return sure.set(true);
        }
        removing.run(api::peers::remove_contact(account, id), move |()| {
            contacts.update(|all| all.retain(|peer| peer.telegram_id != id));
        });
    };
    view! {
        <li class="contact">
            <button type="button" class="choice grow" title=t::finding::write disabled=opening.pending on:click=write>
                <Face peer />
            </button>
            <button type="button" class="btn quiet" class:square=move || !sure.get() class:danger=sure aria-label=t::finding::remove_contact title=t::finding::remove_contact disabled=removing.pending on:click=remove>
                {move || if sure.get() { t::finding::remove_contact().into_any() } else { view! { <Icon glyph=Glyph::Trash small=true /> }.into_any() }}
            </button>
        </li>
        {move || opening.error.get().map(|error| view! { <li class="bad-text" role="alert">{say(&error)}</li> })}
    }
}

/// Adds someone by telephone number.
#[component]
fn Add(
    account: RwSignal<Option<IdentityId>>,
    contacts: Load<Vec<FoundPeer>>,
    adding: RwSignal<bool>,
) -> impl IntoView {
    let [phone, first_name, last_name] = [(); 3].map(|()| RwSignal::new(String::new()));
    let add = Deed::new();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(account) = account.get_untracked() else { return };
        let [phone, first_name, last_name] =
            [phone, first_name, last_name].map(|text| text.get_untracked().trim().to_owned());
        let (new, key) = (AddContact { phone, first_name, last_name }, add.key());
        add.run(async move { api::peers::add_contact(account, &new, key).await }, move |()| {
            adding.set(false);
            contacts.refetch();
        });
    };
    let ready = move || ![phone, first_name].iter().any(|text| text.with(|text| text.trim().is_empty()));
    view! {
        <form class="form card card-body" on:submit=submit>
            <Field name="phone" label=t::finding::phone hint=t::finding::phone_hint error=add.error>
                <input id="phone" class="input" type="tel" autocomplete="off" maxlength="40" bind:value=phone />
            </Field>
            <Field name="first_name" label=t::finding::first_name error=add.error>
                <input id="first_name" class="input" autocomplete="off" maxlength="64" bind:value=first_name />
            </Field>
            <Field name="last_name" label=t::finding::last_name error=add.error>
                <input id="last_name" class="input" autocomplete="off" maxlength="64" bind:value=last_name />
            </Field>
            <Problems error=add.error fields=&["phone", "first_name", "last_name"] />
            <div class="form-foot end">
                <button type="button" class="btn" on:click=move |_| adding.set(false)>{t::common::cancel}</button>
                <button type="submit" class="btn primary" disabled=move || !ready() || add.pending.get()>{t::finding::add_contact}</button>
            </div>
        </form>
    }
}
